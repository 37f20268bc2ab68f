"""The team of a Party or organisation, for who speaks for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.directory import access, succession, team
from chm_portal.directory.forms import HandOverForm, InvitationForm, SuccessorForm
from chm_portal.directory.models import Designation, Invitation
from chm_portal.directory.owners import SECRETARIAT, Owner

HISTORY_ROWS = 100


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """Lead to my team, or list my teams; only who speaks for a Party or organisation has one (403)."""
    teams = team.teams_of(request.user)
    access.require(bool(teams))
    if len(teams) == 1:
        return redirect("directory:team_detail", teams[0].key)
    return render(request, "directory/team_list.html", {"teams": teams})


@require_http_methods(["GET", "HEAD", "POST"])
def team_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show the people of one team and its invitations, and send another; other people's teams are not found."""
    owner = _own_team(request, key)
    form = InvitationForm(request.POST or None, initial={"language": request.user.interface_language})
    if request.method == "POST" and form.is_valid() and _invited(request, owner, form):
        return redirect("directory:team_detail", owner.key)
    people = [(designation, team.may_end(request.user, designation)) for designation in team.members(owner)]
    context = {
        "owner": owner,
        "people": people,
        "past": team.past_members(owner)[:50],
        "invitations": Invitation.objects.open().of(owner).select_related("invited_by", "hands_over").order_by("pk"),
        "form": form,
    }
    return render(request, "directory/team_detail.html", context)


def _own_team(request: HttpRequest, key: str) -> Owner:
    for owner in team.teams_of(request.user):
        if owner.key == key:
            return owner
    raise Http404


def _invited(request: HttpRequest, owner: Owner, form: InvitationForm) -> bool:
    try:
        team.invite(owner, form.cleaned_data["email"], form.cleaned_data["language"], request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": form.cleaned_data["email"]})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to end a contributor's role, one's own or one of one's team, then do it."""
    designation = _visible_designation(request, pk)
    access.require(team.may_end(request.user, designation))
    is_own = designation.user_id == request.user.pk
    if request.method == "POST":
        try:
            team.end_role(pk, request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The role has ended."))
        return redirect("directory:role_list") if is_own else redirect("directory:team_detail", designation.owner.key)
    return render(request, "directory/role_end.html", {"designation": designation, "is_own": is_own})


@require_http_methods(["GET", "HEAD", "POST"])
def role_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who takes one's own role over, then hand it over."""
    designation = _visible_designation(request, pk)
    access.require(succession.may_hand_over(request.user, designation))
    form = HandOverForm(request.POST or None, people=succession.successors(designation))
    if request.method == "POST" and form.is_valid():
        try:
            begun = succession.hand_over(pk, form.cleaned_data["successor"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s has taken over. Thank you for your work.") % {"name": begun.user})
            return redirect("directory:role_list")
    leads = designation.owner in team.teams_of(request.user)
    context = {
        "designation": designation,
        "form": form,
        "offer": succession.offer_of(designation),
        "team_url": reverse("directory:team_detail", args=[designation.owner.key]) if leads else "",
    }
    return render(request, "directory/role_hand_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def successor_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer one's own role to somebody by e-mail; it passes on when that person accepts."""
    designation = _visible_designation(request, pk)
    access.require(succession.may_hand_over(request.user, designation))
    form = SuccessorForm(request.POST or None, initial={"language": request.user.interface_language})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            succession.name_successor(pk, answers["email"], answers["language"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("The letter to %(email)s is on its way. Your role goes on until it is accepted.") % answers,
            )
            return redirect("directory:role_hand_over", pk)
    return render(request, "directory/successor_name.html", {"designation": designation, "form": form})


@require_safe
def role_history(request: HttpRequest, key: str) -> HttpResponse:
    """Show who spoke for a Party or organisation from when to when, to its people and the secretariat (else 404)."""
    try:
        owner = Owner.parse(key)
    except ValueError:
        raise Http404 from None
    if owner.kind == SECRETARIAT or not succession.may_see_history(request.user, owner):
        raise Http404
    page = Paginator(succession.history(owner), HISTORY_ROWS).get_page(request.GET.get("page"))
    return render(request, "directory/role_history.html", {"owner": owner, "page_obj": page})


def _visible_designation(request: HttpRequest, pk: int) -> Designation:
    """Return a current designation that is mine or of an owner I work for; Http404 otherwise."""
    current = Designation.objects.current().select_related("user", "organisation")
    designation = get_object_or_404(current, pk=pk)
    if designation.user_id != request.user.pk and not access.keeps(request.user, designation.owner):
        raise Http404
    return designation
