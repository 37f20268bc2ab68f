"""The workspace of a Party's people: what is due, drafts, the profile to confirm, the team (R12, R40, R97)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from chm_portal.directory import access, team
from chm_portal.directory.owners import SECRETARIAT, Owner
from chm_portal.records import kinds, link_checks
from chm_portal.records.models import Record
from chm_portal.records.rows import KeptRow, kept_rows_of
from chm_portal.records.views.workspace import LIVELY
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import completeness, confirmation
from country_profiles.board import Board
from country_profiles.models import CountryProfile
from country_profiles.page import profile_of, sections_of
from country_profiles.views.finding import kept_party

DRAFTS = 20


class ConfirmForm(forms.Form):
    """Which sections of a profile are still right."""

    sections = forms.MultipleChoiceField(
        label=gettext_lazy("These are still right"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the sections that you have read and found right.")},
    )

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = [
            (shown.narrative.section.value, f"{shown.narrative.label} – {shown.confirmed_in_words}")
            for shown in sections
        ]


def _confirm_form(country: RememberedTerm, posted=None) -> ConfirmForm | None:
    """Return the form over the sections that are written; none where there is no profile of the Party's own."""
    profile = profile_of(country)
    if profile is None or profile.owner_kind != "party":
        return None
    return ConfirmForm(posted, sections=sections_of(profile, country))


def drafts_of(owner: Owner, user) -> list[KeptRow]:
    """Return what is being written or waits for a decision, last touched first."""
    records = (
        Record.objects.owned_by([owner])
        .offered()
        .filter(revisions__state__in=["draft", "returned", "submitted", "endorsed"])
        .select_related("owner_country", "owner_organisation")
        .prefetch_related(LIVELY)
        .order_by("-revisions__saved_at")
    )
    return kept_rows_of(records[:DRAFTS], user)


def is_profile(kind: kinds.Kind) -> bool:
    """Whether it is the one kind of which a Party has only one record, which is edited and not begun again."""
    return kind.model is CountryProfile


def registered_for(country: RememberedTerm) -> QuerySet[Record]:
    """Return what the secretariat has published for a Party that has not taken it over, the newest first."""
    kept = Record.objects.published().filter(owner_kind=SECRETARIAT, party=country.pk)
    return kept.order_by("-published_at", "-pk")


@require_safe
def party_workspace(request: HttpRequest, code: str) -> HttpResponse:
    """Show a Party's people what is due, what is on its way, and who is in the team."""
    country = kept_party(request, code)
    return _show(request, country, _confirm_form(country))


def _show(request: HttpRequest, country: RememberedTerm, form: ConfirmForm | None, status: int = 200) -> HttpResponse:
    owner = Owner.party(country)
    board = Board(country, request.user)
    points = board.points
    profile = profile_of(country)
    context = {
        "country": country,
        "owner": owner,
        "points": points,
        "board": board,
        "missing": completeness.missing(points),
        "coming": completeness.coming_reports(country),
        "rows": drafts_of(owner, request.user),
        "registered": registered_for(country),
        "broken_links": link_checks.broken_links(Record.objects.owned_by([owner])),
        "people": team.members(owner),
        "leads": access.speaks_for(request.user, owner),
        "kinds": [kind for kind in kinds.every() if "party" in kind.owner_kinds and not (profile and is_profile(kind))],
        "sections": sections_of(profile, country),
        "profile": profile,
        "form": form,
    }
    return render(request, "country_profiles/party_workspace.html", context, status=status)


@require_POST
def profile_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Take the word of a focal point that sections of the profile are still right."""
    country = kept_party(request, code)
    form = _confirm_form(country, request.POST)
    if form is None:
        return redirect("country_profiles:party_workspace", code)
    if not access.speaks_for(request.user, Owner.party(country)):
        raise PermissionDenied
    if not form.is_valid():
        return _show(request, country, form, status=422)
    confirmation.confirm(country, form.cleaned_data["sections"], request.user)
    messages.success(request, _("Confirmed. The country page says so from today on."))
    return redirect("country_profiles:party_workspace", code)
