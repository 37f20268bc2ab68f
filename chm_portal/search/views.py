"""The search page; the list of a service is the same page with a kind pinned."""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from chm_portal.common.languages import current
from chm_portal.search.address import Asked
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

    def get_context_data(self, **kwargs) -> dict:
        pinned = {"kind": (self.kind,)} if self.kind else {}
        asked = Asked.read(self.request.GET, current(), pinned)
        return super().get_context_data(**kwargs) | {"answer": answer(asked), "asked": asked, "kind": self.kind}
