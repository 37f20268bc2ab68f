"""The first page of the planning and reporting facility."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chm_portal.search.rows import rows_of
from reporting import register

NEWEST, NEWEST_INITIATIVES = 6, 3
# Paragraph 21 of UNEP/CBD/COP/9/23 (R82 to R87).
PROMISES = (
    (_("National targets"), _("How the targets of Parties serve the global ones, and how far they have come.")),
    (
        _("Offline"),
        _("Workbooks to fill in without a line, and to send when there is one."),
    ),
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show how far each cycle has come, what was registered last, and the ways into the register."""
    counts = register.totals(register.rows(register.parties(), register.entered_today()))[-1].counts
    context = {
        "cycles": list(reversed(counts)),
        "newest": rows_of(register.newest(NEWEST)),
        "initiatives": rows_of(register.newest(NEWEST_INITIATIVES, ["initiative"])),
        "promises": PROMISES,
    }
    return render(request, "reporting/home.html", context)
