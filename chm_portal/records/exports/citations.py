"""How to cite a record for programs that keep references: BibTeX and RIS; the day of access is left to the reader."""

import re
from dataclasses import dataclass

from chm_portal.records.models import Record

# type of schema.org's view: (type of BibTeX, type of RIS); whatever else there is is cited as a document on its own
_TYPES = {
    "Report": ("techreport", "RPRT"),
    "Book": ("book", "BOOK"),
    "Article": ("misc", "GEN"),
    "Dataset": ("misc", "DATA"),
    "DataCatalog": ("misc", "DBASE"),
    "Map": ("misc", "MAP"),
    "VideoObject": ("misc", "VIDEO"),
    "WebSite": ("misc", "ELEC"),
    "WebPage": ("misc", "ELEC"),
    "Legislation": ("misc", "STAT"),
}
_OTHER = ("misc", "GEN")
_LONGEST_NAME = 255  # of an author in RIS
# BibTeX counts braces even where they are escaped: a brace of the text must not stand as one.
_LATEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
} | {sign: f"\\{sign}" for sign in "&%$#_"}
_SPECIAL = re.compile("|".join(map(re.escape, _LATEX)))


@dataclass(frozen=True)
class Cited:
    """What a citation says of a record, in the reader's language."""

    identifier: str
    types: tuple[str, str]
    people: list[str]  # as they were written; none where an organisation or a Party speaks
    body: str  # who answers for the content
    title: str
    year: str
    publisher: str
    languages: list[str]
    summary: str
    address: str


def cited(record: Record) -> Cited:
    """Return what a citation says of a published record."""
    years = [year for year in record.facet_values().get("year", []) if year]
    return Cited(
        identifier=record.identifier,
        types=_TYPES.get(record.json_ld_parts().get("@type", ""), _OTHER),
        people=[_one_line(name) for name in getattr(record, "authors", "").splitlines() if name.strip()],
        body=_one_line(str(record.provider_label)),
        title=_one_line(record.title_shown[0]),
        year=years[0] if years else "",
        publisher=_one_line(getattr(record, "publisher", "") or str(record.provider_label)),
        languages=list(record.languages),
        summary=_one_line(record.summary_shown[0]),
        address=record.permanent_address,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def as_bibtex(record: Record) -> str:
    """Return an entry of a BibTeX file, in UTF-8; titles and names of bodies are kept as they are written."""
    told = cited(record)
    publisher = "institution" if told.types[0] == "techreport" else "publisher"
    fields = {
        "author": " and ".join(_person(name) for name in told.people) or f"{{{_latex(told.body)}}}",
        "title": f"{{{_latex(told.title)}}}",
        "year": told.year,
        publisher: f"{{{_latex(told.publisher)}}}",
        "language": ", ".join(told.languages),
        "number": told.identifier if told.types[0] == "techreport" else "",
        "note": "" if told.types[0] == "techreport" else told.identifier,
        "url": told.address,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{told.types[0]}{{{told.identifier},\n" + ",\n".join(lines) + "\n}\n"


def _person(name: str) -> str:
    """Return a name; one in which BibTeX would see two people is kept together."""
    return f"{{{_latex(name)}}}" if re.search(r"\sand\s", f" {name} ", re.IGNORECASE) else _latex(name)


def _latex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _LATEX[found[0]], text)


def as_ris(record: Record) -> str:
    """Return a record in RIS, in UTF-8: a tag, two spaces, a hyphen and a space before each value, lines of CR LF."""
    told = cited(record)
    lines = [
        ("TY", told.types[1]),
        *(("AU", name.replace("*", " ")[:_LONGEST_NAME]) for name in told.people or [told.body]),
        ("TI", told.title),
        ("PY", told.year),
        ("PB", told.publisher),
        *(("LA", code) for code in told.languages),
        ("AB", told.summary),
        ("AN", told.identifier),
        ("UR", told.address),
        ("ID", told.identifier),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value or tag == "ER")
