"""A search for programs: the same answer as JSON (R43) and as an Atom feed, and how a browser asks us (OpenSearch)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from chm_portal.common import atom
from chm_portal.common.languages import html_lang
from chm_portal.records.feed_entries import entries_of
from chm_portal.search.address import MOST_UNKNOWN, PARAMETERS, Asked
from chm_portal.search.results import Answer
from chm_portal.search.rows import ResultRow, Row


def as_json(request: HttpRequest, asked: Asked, answer: Answer) -> JsonResponse:
    """Return one page of a search: count, addresses of the pages beside it, facets with counts, results, warnings."""
    page = settings.PORTAL_ADDRESS + request.path
    content = {
        "count": answer.total,
        "count_is_exact": not answer.is_more,
        "is_reduced": answer.is_reduced,
        "next": _beside(page, answer.next_url),
        "previous": _beside(page, answer.previous_url),
        "suggestion": answer.suggestion.question.text if answer.suggestion else None,
        "answers": answer.asked.question.text,
        "facets": {
            facet.name: [
                {"value": option.value, "label": option.label, "count": option.count, "chosen": option.is_chosen}
                for option in facet.options
            ]
            for facet in answer.facets
        },
        "results": [_result(row) for row in answer.rows],
        "warnings": _warnings(request, asked, answer.asked),
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _warnings(request: HttpRequest, asked: Asked, answered: Asked) -> list[dict]:
    """Return what of an address was left out: values that a facet does not have, names that are no parameter."""
    told = [
        {"parameter": name, "value": code, "message": sentence}
        for (name, code), sentence in zip(answered.unknown, answered.left_out, strict=True)
    ]
    told += [
        {
            "parameter": name,
            "value": request.GET[name],
            "message": _("This list has no such parameter; it was left out."),
        }
        for name in list(request.GET)
        if name not in PARAMETERS or name in asked.pinned
    ][:MOST_UNKNOWN]
    if (order := request.GET.get("sort")) and order != asked.order:
        told.append({"parameter": "sort", "value": order, "message": _("There is no such order; it was left out.")})
    if asked.question.is_cut:
        message = _("The question is longer than is read: only its beginning was looked for.")
        told.append({"parameter": "q", "value": asked.question.text, "message": message})
    return told


def _beside(page: str, url: str) -> str | None:
    return f"{page}{url}&format=json" if url else None


def _result(row: ResultRow) -> dict:
    title, language = row.title
    return {
        "identifier": row.identifier,
        "kind": row.kind,
        "url": settings.PORTAL_ADDRESS + row.url,
        "title": title,
        "language": html_lang(language),
        "summary": row.summary[0],
        "highlight": {"title": str(row.shown_title), "summary": str(row.shown_summary)},
        "found_in": _file(row),
        "score": round(row.score, 4),
        "published": row.published_at.isoformat(),
        "updated": row.updated_at.isoformat(),
    }


def _file(row: ResultRow) -> dict | None:
    """Return the file in which a record was found that does not say itself what was looked for."""
    if row.found_in is None:
        return None
    return {
        "name": row.found_in.name,
        "url": settings.PORTAL_ADDRESS + row.found_in.url,
        "language": row.found_in.language or None,
        "excerpt": str(row.found_in.excerpt),
    }


def as_atom(request: HttpRequest, asked: Asked, answer: Answer) -> HttpResponse:
    """Return the newest of a search as a feed, whose entries have permanent identifiers."""
    words = asked.question.text
    feed = atom.Feed(
        title=_("Search: %(words)s") % {"words": words} if words else _("Search of the Clearing-House Mechanism"),
        path=request.path + asked.urls_as["atom"],
        page=request.path + asked.url.removesuffix("?"),
        entries=_entries(answer.rows),
    )
    return atom.atom_response(request, feed)


def _entries(rows: list[ResultRow]) -> list[atom.Entry]:
    """Return the entries of rows in their order: of records all that they say, of anything else what its row says."""
    records = [row.record for row in rows if isinstance(row, Row)]
    whole = {entry.identifier: entry for entry in entries_of(records)}
    return [whole.get(row.permanent_address) or _entry(row) for row in rows]


def _entry(row: ResultRow) -> atom.Entry:
    title, language = row.title
    summary, summary_language = row.summary
    return atom.Entry(
        identifier=row.permanent_address,
        url=settings.PORTAL_ADDRESS + row.url,
        title=title,
        title_language=language,
        html=escape(summary),  # a reader of feeds takes it for HTML
        html_language=summary_language,
        author=row.author,
        published=row.published_at,
        updated=row.updated_at,
    )
