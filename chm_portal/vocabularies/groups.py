"""Choices of the longer vocabularies in groups, as forms show them: (heading, [(code, label), ...])."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from chm_portal.vocabularies.sorting import sort_key

UNLISTED = "mis"  # ISO 639-2: a language that has no code of its own here
Groups = list[tuple[str | Promise, list[tuple[str, str]]]]

# The Convention has no parts; these headings only help to find an article among 42.
_ARTICLES = (
    (1, 5, _("Objectives and principles (Articles 1 to 5)")),
    (6, 14, _("Conservation and sustainable use (Articles 6 to 14)")),
    (15, 19, _("Genetic resources, technology, information and cooperation (Articles 15 to 19)")),
    (20, 21, _("Finance (Articles 20 and 21)")),
    (22, 42, _("Institutions and final provisions (Articles 22 to 42)")),
)


def themes() -> Groups:
    """Return the themes in use under the ones at the top of the tree, which are headings."""
    below: dict[RememberedTerm, list[tuple[str, str]]] = {}
    for term in vocabulary("theme").in_use():
        if term.parent:
            below.setdefault(_top(term), []).append((term.code, term.label))
    return [(top.label, choices) for top, choices in below.items()]


def articles() -> Groups:
    """Return the articles in use, each followed by its sub-paragraphs, under five headings."""
    in_use = vocabulary("article").in_use()
    groups = [
        (heading, [(term.code, term.label) for term in in_use if first <= _article_number(term) <= last])
        for first, last, heading in _ARTICLES
    ]
    return [group for group in groups if group[1]]


def decisions() -> Groups:
    """Return the decisions in use under the meetings that took them, the latest meeting first."""
    meetings: dict[tuple[str, str], list[RememberedTerm]] = {}
    for term in vocabulary("decision").in_use():
        meetings.setdefault((term.body, term.meeting), []).append(term)
    return [(meeting_label(terms[0]), [(term.code, term.label) for term in terms]) for terms in meetings.values()]


def meeting_label(decision: RememberedTerm) -> str:
    """Return which meeting took a decision, with the year where it is known."""
    where = f"{capfirst(decision.get_body_display())} {decision.meeting}"
    return f"{where} ({decision.year})" if decision.year else where


def targets() -> Groups:
    """Return the goals and targets in use under their frameworks, the present framework first."""
    in_use = vocabulary("target").in_use()
    return [
        (framework.label, [(term.code, term.label) for term in in_use if term.framework == framework])
        for framework in vocabulary("target_framework").in_use()
    ]


def countries() -> Groups:
    """Return the countries in use under their regions, both in the order of the reader's language."""
    in_use = vocabulary("country").in_use()
    return [
        (region.label, [(term.code, term.label) for term in in_use if term.region == region])
        for region in vocabulary("region").in_use()
    ]


def languages() -> Groups:
    """Return the official languages of the United Nations, then the others in the order of the reader's language."""
    in_use = vocabulary("language").in_use()
    others = sorted(
        (term for term in in_use if not term.is_official),
        key=lambda term: (term.code == UNLISTED, sort_key(*term.label_in())),
    )
    return [
        ("", [(term.code, term.label) for term in in_use if term.is_official]),
        (_("Other languages"), [(term.code, term.label) for term in others]),
    ]


def _top(term: RememberedTerm) -> RememberedTerm:
    return _top(term.parent) if term.parent else term


def _article_number(term: RememberedTerm) -> int:
    code = _top(term).code
    return int(code) if code.isdecimal() else 0
