"""A vocabulary as CSV, as JSON and as SKOS in Turtle; each says the same of every term, in six languages."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from chm_portal.common.csv_export import csv_lines
from chm_portal.common.languages import LANGUAGE_CODES, html_lang, texts_of
from chm_portal.interop.vocabularies.table import Published, Version, version_of
from chm_portal.interop.vocabularies.titles import in_six_languages
from chm_portal.vocabularies.memory import RememberedTerm

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}
_PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def as_csv(published: Published) -> str:
    """Return a line for each term, retired ones too; opened by a spreadsheet it runs nothing."""
    return "".join(csv_lines(_table(published)))


def _table(published: Published) -> Iterator[list[object]]:
    labels = [f"label ({html_lang(code)})" for code in LANGUAGE_CODES]
    yield ["code", *labels, "broader", "retired", *published.columns, "scope note", "uri"]
    for term in published.terms:
        texts = term.labels
        note = term.row.explanation_en if hasattr(term.row, "explanation_en") else ""
        yield [
            term.code,
            *(texts.get(code, "") for code in LANGUAGE_CODES),
            published.broader_of(term),
            "true" if term.retired else "false",
            *(_plain(getattr(term.row, name)) for name in published.columns),
            note,
            published.address_of(term),
        ]


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def as_json(published: Published) -> str:
    """Return the vocabulary as an object: what it is, which version, and its terms in their order."""
    version = version_of(published)
    content = {
        "vocabulary": published.slug,
        "uri": published.address,
        "title": in_six_languages(published.label),
        "version": version.number,
        "changed": version.changed_at,
        "terms": [_entry(published, term) for term in published.terms],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder) + "\n"


def _entry(published: Published, term: RememberedTerm) -> dict[str, Any]:
    return {
        "code": term.code,
        "uri": published.address_of(term),
        "label": _by_tag(term.labels),
        "broader": published.broader_of(term) or None,
        "retired": term.retired,
        **{name: getattr(term.row, name) for name in published.columns},
        "scope_note": _by_tag(_notes(term)),
    }


def _by_tag(texts: dict[str, str]) -> dict[str, str]:
    return {html_lang(code): text for code, text in texts.items()}


def _notes(term: RememberedTerm) -> dict[str, str]:
    """Return the explanation of a term in each language, where its vocabulary has one."""
    return texts_of(term.row, "explanation") if hasattr(term.row, "explanation_en") else {}


def as_turtle(published: Published) -> str:
    """Return the vocabulary as a SKOS concept scheme in Turtle (W3C Recommendation)."""
    scheme = _scheme(published, version_of(published))
    return "\n".join([_PREFIXES, scheme, *(_concept(published, term) for term in published.terms)])


def _scheme(published: Published, version: Version) -> str:
    tops = [_iri(published.address_of(term)) for term in published.terms if not getattr(term, "parent", None)]
    told = [("a", ["skos:ConceptScheme"]), ("dcterms:title", _literals(in_six_languages(published.label)))]
    told.append(("owl:versionInfo", [_literal(str(version.number))]))
    if version.changed_at:
        told.append(("dcterms:modified", [f"{_literal(version.changed_at.isoformat())}^^xsd:dateTime"]))
    return _statements(published.address, [*told, ("skos:hasTopConcept", tops)])


def _concept(published: Published, term: RememberedTerm) -> str:
    parent, broader = getattr(term, "parent", None), published.broader_of(term)
    scheme, plain = [_iri(published.address)], _by_tag(texts_of(term.row, "label"))
    labels = _by_tag(term.labels)
    told = [
        ("a", ["skos:Concept"]),
        ("skos:inScheme", scheme),
        ("skos:topConceptOf", [] if parent else scheme),
        ("skos:notation", [_literal(term.code)]),
        ("skos:prefLabel", _literals(labels)),
        ("skos:altLabel", _literals({tag: text for tag, text in plain.items() if text != labels.get(tag)})),
        ("skos:scopeNote", _literals(_by_tag(_notes(term)))),
        ("skos:broader" if parent else "skos:broadMatch", [_iri(broader)] if broader else []),
        ("owl:deprecated", ["true"] if term.retired else []),
    ]
    return _statements(published.address_of(term), told)


def _statements(subject: str, told: list[tuple[str, list[str]]]) -> str:
    lines = [f"    {name} {', '.join(values)}" for name, values in told if values]
    return f"{_iri(subject)}\n" + " ;\n".join(lines) + " .\n"


def _iri(address: str) -> str:
    return f"<{address}>"  # made of the portal's address and of codes, which have nothing that must be escaped


def _literal(text: str) -> str:
    return f'"{"".join(_ESCAPES.get(sign, sign) for sign in text)}"'


def _literals(texts: dict[str, str]) -> list[str]:
    return [f"{_literal(text)}@{tag}" for tag, text in texts.items()]
