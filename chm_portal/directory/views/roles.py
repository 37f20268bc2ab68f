"""My roles, and asking for one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.directory import role_requests, succession, team
from chm_portal.directory.forms import ASKING_BY_SLUG, ASKINGS, OrganisationProposalForm, RoleRequestForm


@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Show what I hold and held, what I asked for, and who invites me."""
    user = request.user
    offers = succession.offers_of(user.current_designations)
    current = [
        (
            designation,
            succession.may_hand_over(user, designation),
            team.may_end(user, designation),
            offers.get(designation.pk),
        )
        for designation in user.current_designations
    ]
    held = {designation.pk for designation in user.current_designations}
    context = {
        "current": current,
        "past": user.designations.exclude(pk__in=held).select_related("organisation").newest_first(),
        "requests": user.role_requests.for_list().order_by("-pk")[:20],
        "invitations": team.invitations_to(user),
        "teams": team.teams_of(user),
    }
    return render(request, "directory/role_list.html", context)


@require_safe
def role_request(request: HttpRequest) -> HttpResponse:
    """Offer the roles one can ask for."""
    return render(request, "directory/role_request.html", {"askings": ASKINGS})


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def role_ask(request: HttpRequest, asking: str) -> HttpResponse:
    """Ask for one of them: for whom, and why; a new organisation comes with what the secretariat has to know of it."""
    if asking not in ASKING_BY_SLUG:
        raise Http404
    chosen = ASKING_BY_SLUG[asking]
    typed = request.POST if request.method == "POST" else carried.pop(request)
    form = RoleRequestForm(typed, asking=chosen)
    proposal = OrganisationProposalForm(typed) if asking == "new-organisation" else None
    forms = [proposal, form] if proposal else [form]
    if request.method == "POST" and not _errors_of(forms) and _asked(request, form, proposal):
        messages.success(request, _("Your request is on its way. You will get the answer by e-mail."))
        return redirect("directory:role_list")
    errors = _errors_of(forms)
    # The page's title says "Error:" by the variable `form`.
    context = {
        "asking": chosen,
        "forms": forms,
        "errors": errors,
        "form": next((one for one in forms if one.errors), form),
    }
    return render(request, "directory/role_ask.html", context)


def _errors_of(forms: list[Form]) -> list[tuple[str, str]]:
    """Return (where, what) of every error of all forms, so that one answer shows everything that is to be mended."""
    of_all = [("#main", error) for form in forms for error in form.non_field_errors()]
    of_fields = [(field, error) for form in forms for field in form for error in field.errors]
    return of_all + [(f"#{field.id_for_label}", f"{field.label}: {error}") for field, error in of_fields]


def _asked(request: HttpRequest, form: RoleRequestForm, proposal: OrganisationProposalForm | None) -> bool:
    try:
        role_requests.ask(form.role_request(request.user), proposal and proposal.organisation())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
