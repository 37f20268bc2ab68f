"""The editors' desk: its lists with their numbers, and one list with its rows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chm_portal.common.paging import page_or_404
from chm_portal.curation.filters import DeskFilter
from chm_portal.curation.lists import BY_SLUG, LISTS, DeskList
from chm_portal.directory import access
from chm_portal.records.models import Record
from chm_portal.records.models.record import RecordQuerySet

ROWS = 25


@require_safe
def desk_home(request: HttpRequest) -> HttpResponse:
    """Show every list with how many are on it."""
    access.require(access.is_curator(request.user))
    found = [(one, one.find(_records_of(one), request.user)) for one in LISTS]
    lists = [(one, len(things) if isinstance(things, list) else things.count()) for one, things in found]
    return render(request, "curation/desk_home.html", {"lists": lists})


@require_safe
def desk_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one list, a page at a time, of all or of a kind or an owner."""
    access.require(access.is_curator(request.user))
    if slug not in BY_SLUG:
        raise Http404
    desk_list = BY_SLUG[slug]
    desk_filter = DeskFilter(request.GET or None)
    things = desk_list.find(desk_filter.narrowed(_records_of(desk_list)), request.user)
    page = page_or_404(things, ROWS, request.GET.get("page"))
    context = {
        "list": desk_list,
        "filter": desk_filter,
        "filter_query": desk_filter.query,
        "page_obj": page,
        "rows": [desk_list.row(thing) for thing in page],
    }
    return render(request, "curation/desk_list.html", context)


def _records_of(desk_list: DeskList) -> RecordQuerySet:
    """Return the records that a list chooses from: those that are published, for what waits all of them."""
    return Record.objects.offered() if desk_list.slug == "overdue" else Record.objects.published()
