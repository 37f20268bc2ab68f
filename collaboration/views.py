"""The first page of the collaboration tools."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chm_portal.directory.models import Designation, Organisation

# Section V B of UNEP/CBD/COP/9/23 (paragraphs 19 and 20), and the matching of needs of paragraph 8 (R10, R70 to R79).
PROMISES = (
    (_("Forums"), _("Moderated discussions of one question, open for a set time, with a summary at the end.")),
    (_("Blogs"), _("Short posts by one person or a small team, newest first; everybody may comment.")),
    (_("Wikis"), _("Pages that members write together; every version is kept and can be brought back.")),
    (
        _("Needs and offers"),
        _("What a Party looks for and what others can give, matched by theme, region and language."),
    ),
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the service will hold, and who is there already to work with."""
    members = Designation.objects.current().values("user").distinct().count()
    facts = [(_("Partner organizations"), Organisation.objects.approved().count()), (_("People with a role"), members)]
    return render(request, "collaboration/home.html", {"promises": PROMISES, "facts": facts})
