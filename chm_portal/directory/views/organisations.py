"""Partner organizations, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chm_portal.common.address_filter import not_known
from chm_portal.common.paging import page_or_404
from chm_portal.directory.models import Organisation, OrganisationKind

ROWS = 40
RECORDS_SHOWN = 20


@login_not_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """List the approved organisations by name, all or those of one kind."""
    approved = Organisation.objects.approved()
    counts = dict(approved.order_by().values_list("kind").annotate(Count("pk")))
    kind = request.GET.get("kind", "")
    chosen = OrganisationKind(kind).label if kind in counts else ""
    listed = approved.in_name_order().filter(**({"kind": kind} if chosen else {}))
    context = {
        "page_obj": page_or_404(listed, ROWS, request.GET.get("page")),
        "kinds": [(code, label, counts[code]) for code, label in OrganisationKind.choices if code in counts],
        "kind": kind,
        "left_out": [not_known(_("Kind of organization"), kind)] if kind and not chosen else [],
        "chosen": chosen,
        "query": f"kind={kind}" if chosen else "",
        "total": sum(counts.values()),
    }
    return render(request, "directory/organisation_list.html", context)


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one approved organisation: what it is, where, and the newest it has published here.

    The address of one that was merged leads to the one that stays, for good.

    Records stand to the right of this app; the relation brings their own `published()` along.
    """
    organisation = get_object_or_404(Organisation.objects.named(code))
    if organisation.code != code:
        return redirect(organisation, permanent=True)
    records = organisation.owned_records.published().for_list()[:RECORDS_SHOWN]
    return render(request, "directory/organisation_detail.html", {"organisation": organisation, "records": records})
