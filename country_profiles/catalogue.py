"""The catalogue of a country's initiatives: filtered, counted, and as a file (R14).

From the database and not from the index: the page, its counts and its files say the same at every moment.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Left
from django.http import QueryDict

from chm_portal.common.languages import LANGUAGE_CODES, current, html_lang, texts_of
from chm_portal.records.models import RecordTheme
from chm_portal.search.address import PER_PAGE, Asked
from chm_portal.search.results import Answer, narrowed
from chm_portal.search.rows import rows_of
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from reporting.models import Initiative, Participant

CHUNK = 500
TERMS = {"themes": "theme", "articles": "article", "decisions": "decision", "targets": "target", "countries": "country"}
COLUMNS = (
    "identifier",
    "title",
    "language",
    "status",
    "start",
    "end",
    "scope",
    "countries",
    "provider",
    "lead",
    "partners",
    "funders",
    "budget",
    "currency",
    "themes",
    "articles",
    "decisions",
    "targets",
    "original",
    "published",
    "updated",
    "address",
)


def asked_of(country: RememberedTerm, query: QueryDict) -> Asked:
    """Return what an address asks of a country's catalogue; what is no filter of it is left out."""
    asked = Asked.read(query, current(), {"kind": ("initiative",), "country": (country.code,)})
    return replace(asked, order=Asked.usual_order(asked.question), after="", like="")


def initiatives(country: RememberedTerm, asked: Asked, but: str = "") -> QuerySet[Initiative]:
    """Return the initiatives that an address asks for, newest first; `but` leaves one filter out of account."""
    chosen = {name: codes for name, codes in asked.chosen.items() if name != but}
    published = Initiative.objects.published().in_country(country)
    return narrowed(published, asked.question, chosen).order_by("-published_at", "-pk")


def answer(country: RememberedTerm, asked: Asked) -> Answer:
    """Return one page of the catalogue with the counts of its filters, as the pages of search show it."""
    found = initiatives(country, asked)
    page = Paginator(found.values_list("kind", "pk"), PER_PAGE).get_page(asked.page)
    total = page.paginator.count
    return Answer(asked, total, rows_of(page.object_list), page, total, counts=_counts(country, asked), is_reduced=True)


def _counts(country: RememberedTerm, asked: Asked) -> dict[str, dict[str, int]]:
    """Return {filter: {value: number}}, each without its own choice; one query each."""

    def counted(rows: QuerySet, column: str) -> dict:
        return dict(rows.order_by().values_list(column).annotate(number=Count("pk")))

    themes = RecordTheme.objects.filter(record__in=initiatives(country, asked, but="theme").order_by().values("pk"))
    years = initiatives(country, asked, but="year").exclude(start="").annotate(year=Left("start", 4))
    words = vocabulary("theme")
    return {
        "status": counted(initiatives(country, asked, but="status"), "status"),
        "theme": {words.by_pk(pk).code: number for pk, number in counted(themes, "term_id").items()},
        "year": counted(years, "year"),
    }


def entries(found: QuerySet[Initiative]) -> Iterator[dict]:
    """Yield each initiative as programs read it, in its order and without a limit."""
    rows = [f"{name}_rows" for name in TERMS.values()]
    taking_part = Prefetch("participants", Participant.objects.select_related("organisation"))
    found = found.select_related("owner_country", "owner_organisation", "lead_organisation")
    for initiative in found.prefetch_related(taking_part, *rows).iterator(chunk_size=CHUNK):
        yield entry(initiative)


def entry(initiative: Initiative) -> dict:
    """Return an initiative as programs read it: texts by language, terms by code."""
    terms = {
        name: sorted(vocabulary(of).by_pk(row.term_id).code for row in getattr(initiative, f"{of}_rows").all())
        for name, of in TERMS.items()
    }
    if initiative.country:
        terms["countries"] = sorted({*terms["countries"], initiative.country.code})
    return {
        "identifier": initiative.identifier,
        "address": initiative.permanent_address,
        "title": {html_lang(code): text for code, text in texts_of(initiative, "title").items()},
        "summary": {html_lang(code): text for code, text in texts_of(initiative, "summary").items()},
        "status": initiative.status,
        "start": initiative.start,
        "end": initiative.end,
        "scope": initiative.extent,
        "provider": str(initiative.provider_label),
        "lead": initiative.lead_label,
        "partners": initiative.names_of(Participant.Role.PARTNER),
        "funders": initiative.names_of(Participant.Role.FUNDER),
        "budget": initiative.budget,
        "currency": initiative.currency,
        "languages": [html_lang(code) if code in LANGUAGE_CODES else code for code in initiative.languages],
        **terms,
        "original": initiative.original_url,
        "published": initiative.published_at.date(),
        "updated": initiative.updated_at.date(),
    }


def as_table(found: QuerySet[Initiative]) -> Iterator[list[object]]:
    """Yield the lines of the catalogue's CSV: one for each initiative, its title as the reader sees it."""
    yield list(COLUMNS)
    for one in entries(found):
        language = next(code for code in (html_lang(current()), *one["title"]) if code in one["title"])
        line = one | {"title": one["title"][language], "language": language}
        line |= {name: "; ".join(line[name]) for name in ("partners", "funders")}
        line |= {name: " ".join(line[name]) for name in TERMS}
        yield [line[column] for column in COLUMNS]
