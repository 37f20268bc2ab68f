"""The search page; the list of a service is the same page with a kind pinned."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from chm_portal.common import page_life
from chm_portal.common.languages import current
from chm_portal.common.list_files import RESPONSES, file_of, refused
from chm_portal.common.visitors import is_robot
from chm_portal.search import misses
from chm_portal.search.address import NEWEST, Asked
from chm_portal.search.every_hit import rows_of_answer
from chm_portal.search.formats import as_atom, as_json
from chm_portal.search.results import answer


@method_decorator(login_not_required, name="dispatch")
class SearchView(TemplateView):
    """A list of published records by question, facets, order and page, all of them in the address.

    Lists of one kind: `SearchView.as_view(kind="resource", template_name="knowledge_base/resource_list.html")`, whose
    template extends search/record_search.html and fills the blocks title, heading, lead and breadcrumb.
    """

    http_method_names = ["get", "head", "options"]
    template_name = "search/record_search.html"
    kind = ""

    def get(self, request, *args, **kwargs):
        pinned = {"kind": (self.kind,)} if self.kind else {}
        asked = Asked.read(request.GET, current(), pinned)
        as_format = request.GET.get("format", "")
        if as_format == "atom":  # a feed begins with the newest, whatever the order of the list
            return as_atom(request, asked, answer(asked if asked.like else asked.in_order(NEWEST)))
        if as_format in RESPONSES:
            return refused(request) or file_of(rows_of_answer(answer(asked)), self.kind or "records", as_format)
        found = answer(asked)
        if as_format == "json":
            return as_json(request, asked, found)
        if found.is_miss:
            page_life.ends_now()  # each time it is asked counts
        if found.is_miss and not is_robot(request):
            misses.note((found.meant_for or found.asked).question, some_words=bool(found.total))
        kinds = found.asked.criteria.chosen.get("kind", ())
        followed = f"kind:{kinds[0]}" if len(kinds) == 1 else ""
        context = self.get_context_data(answer=found, asked=found.asked, kind=self.kind, followed=followed)
        return self.render_to_response(context | {"list_name": request.resolver_match.view_name})

    @classmethod
    def as_view(cls, **initkwargs):
        # Overridden so that a saved search can ask whether an address is that of a list.
        view = super().as_view(**initkwargs)
        view.search_kind = initkwargs.get("kind", "")
        return view


@login_not_required
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search to browsers and programs that speak OpenSearch 1.1."""
    return render(request, "search/opensearch.xml", content_type="application/opensearchdescription+xml")
