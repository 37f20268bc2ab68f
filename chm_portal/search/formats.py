"""A search for programs: the same answer as JSON (R43) and as an Atom feed, and how a browser asks us (OpenSearch)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from chm_portal.common.languages import current, html_lang
from chm_portal.search.results import Answer
from chm_portal.search.rows import ResultRow


def as_json(request: HttpRequest, answer: Answer) -> JsonResponse:
    """Return one page of a search: count, addresses of the pages beside it, facets with counts, results."""
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
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


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


def as_atom(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Return the first page of a search as a feed, whose entries have permanent identifiers."""
    page = settings.PORTAL_ADDRESS + request.path
    words = answer.asked.question.text
    feed = Atom1Feed(
        title=_("Search: %(words)s") % {"words": words} if words else _("Search of the Clearing-House Mechanism"),
        link=f"{page}{answer.asked.url}",
        description="",
        language=html_lang(current()),
        feed_url=f"{page}{answer.asked.url}&format=atom",
    )
    for row in answer.rows:
        feed.add_item(
            title=row.title[0],
            link=settings.PORTAL_ADDRESS + row.url,
            description=escape(row.summary[0]),  # a reader of feeds takes it for HTML
            unique_id=row.permanent_address,
            author_name=row.author,
            pubdate=row.published_at,
            updateddate=row.updated_at,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
