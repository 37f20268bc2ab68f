"""Citations as files, read back as the programs that keep references read them."""

import re

import pytest

from chm_portal.records import publication
from tests import world

pytestmark = pytest.mark.django_db
TITLE = "Costs & benefits: 100 % of {braces, \\ and $5_000 # of ~ ^"


@pytest.fixture
def record(person):
    return world.published(
        person("focal_point_a"),
        person("curator"),
        title_en=TITLE,
        title_fr="Coûts et bénéfices\u00a0: œuvre",
        summary_fr="Ce guide explique pas à pas.\n\nEt encore. " * 8,
        authors="Zoé Müller\nMinistry of Land and Sea",
        publisher="Presses & Cie",
        type="report",
    )


def bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Return type, key and fields of the one entry, by counting braces as BibTeX does."""
    kind, key, body = re.fullmatch(r"@(\w+)\{([\w-]+),\n(.*)\n\}\n", text, re.DOTALL).groups()
    fields, place = {}, 0
    while place < len(body):
        name, start = re.compile(r"\s*(\w+) = \{").match(body, place).group(1), body.index("{", place)
        depth, end = 1, start + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(body[end], 0)
            end += 1
        fields[name] = body[start + 1 : end - 1]
        place = end + 1  # the comma
    return kind, key, fields


def unescaped(latex: str) -> str:
    for name, sign in {
        "textbackslash": "\\",
        "textbraceleft": "{",
        "textbraceright": "}",
        "textasciitilde": "~",
        "textasciicircum": "^",
    }.items():
        latex = latex.replace(f"{{\\{name}}}", f"\0{ord(sign)}\0")
    latex = re.sub(r"\\([&%$#_])", r"\1", latex).replace("{", "").replace("}", "")
    return re.sub("\0(\\d+)\0", lambda found: chr(int(found[1])), latex)


def ris(text: str) -> list[tuple[str, str]]:
    lines = text.split("\r\n")
    assert lines.pop() == ""
    return [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups() for line in lines]


def file_of(client, record, extension: str, **query) -> str:
    response = client.get(f"/records/{record.identifier}.{extension}", query)
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{record.identifier}.{extension}"'
    return response.content.decode()


def test_bibtex_keeps_every_sign_and_people_apart_from_bodies(client, record):
    kind, key, fields = bibtex(file_of(client, record, "bib"))
    assert (kind, key) == ("techreport", record.identifier)
    assert unescaped(fields["title"]) == TITLE
    assert fields["author"] == "Zoé Müller and {Ministry of Land and Sea}"
    assert unescaped(fields["institution"]) == "Presses & Cie"
    assert (fields["year"], fields["url"]) == ("2007", record.permanent_address)
    assert "urldate" not in fields, "the day of access is the reader's"


def test_ris_has_a_line_for_each_value_and_ends(client, record):
    lines = ris(file_of(client, record, "ris", language="fr"))
    told = dict(reversed(lines))
    assert lines[0] == ("TY", "RPRT")
    assert lines[-1] == ("ER", "")
    assert [value for tag, value in lines if tag == "AU"] == ["Zoé Müller", "Ministry of Land and Sea"]
    assert told["TI"] == "Coûts et bénéfices : œuvre"
    assert told["AB"].startswith("Ce guide explique pas à pas. Et encore.")
    assert (told["PY"], told["PB"], told["UR"]) == ("2007", "Presses & Cie", record.permanent_address)


def test_every_kind_is_cited(client, person):
    for kind, record in world.one_of_each_kind(person).items():
        _kind, _key, fields = bibtex(file_of(client, record, "bib"))
        assert fields["author"].strip("{}"), kind
        assert ris(file_of(client, record, "ris"))[-1] == ("ER", "")
    assert record.kind_of.national or fields["author"] != "{Belgium}"


def test_the_page_cites_in_the_readers_language_and_leads_to_the_files(client, record):
    page = client.get(f"/fr/records/{record.identifier}/").content.decode()
    assert "<bdi>Coûts et bénéfices\u00a0: œuvre.</bdi>" in page
    for extension in ("bib", "ris"):
        assert f'href="/records/{record.identifier}.{extension}?language=fr"' in page


def test_a_withdrawn_record_is_gone_and_an_unknown_one_not_found(client, person, record):
    assert client.get(f"/records/{record.identifier.lower()}.ris").url == f"/records/{record.identifier}.ris"
    publication.withdraw(record, person("curator"), "Replaced.")
    assert client.get(f"/records/{record.identifier}.bib").status_code == 410
    assert client.get("/records/CHM-RES-BE-999.bib", follow=True).status_code == 404
