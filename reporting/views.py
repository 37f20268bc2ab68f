"""The first page of the planning and reporting facility."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chm_portal.vocabularies.memory import vocabulary

# Paragraph 21 of UNEP/CBD/COP/9/23 (R81 to R92).
PROMISES = (
    (
        _("National reports"),
        _("A central register by country and reporting cycle, with links to the reports themselves."),
    ),
    (_("Initiatives"), _("What is done under the Convention, in one common format that asks only for the main facts.")),
    (
        _("Strategies and targets"),
        _("National strategies and action plans, and how national targets serve the global ones."),
    ),
    (
        _("Online and offline"),
        _("Forms to fill in here, or workbooks to fill in without a line and to send when there is one."),
    ),
    (
        _("Articles and decisions"),
        _("For each article and decision, everything that carries it out, linked by the secretariat."),
    ),
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the service will hold, and what it will report against."""
    facts = [
        (_("Articles and paragraphs of the Convention"), len(vocabulary("article").codes())),
        (_("Global targets"), len(vocabulary("target").codes())),
    ]
    return render(request, "reporting/home.html", {"promises": PROMISES, "facts": facts})
