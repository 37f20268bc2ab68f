"""The directory in the admin: organisations are kept here, designations begun and ended, requests looked at."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.mail import tell
from chm_portal.audit import trail
from chm_portal.audit.audited_admin import AuditedAdmin, ReadOnlyAdmin
from chm_portal.common.admin import TabbedTranslationAdmin
from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.directory import naming
from chm_portal.directory.models import Designation, Invitation, Organisation, RoleRequest
from chm_portal.directory.owners import Owner


class InForceFilter(admin.SimpleListFilter):
    """Designations in force, or those that have ended or not begun."""

    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        """Offer yes and no."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the designations that were asked for."""
        current = Designation.objects.current().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=current)
        return queryset.exclude(pk__in=current) if self.value() == "no" else queryset


class DesignationForm(forms.ModelForm):
    """A designation as the secretariat enters it: the same rules as for a request that is accepted."""

    def clean(self) -> dict:
        answers = super().clean()
        role = answers.get("role")
        if self.instance.pk is None and role in naming.HELD_BY_ONE and answers.get("country"):
            naming.require_vacant(role, Owner.party(answers["country"]), answers.get("category", ""))
        return answers


@admin.register(Designation)
class DesignationAdmin(AuditedAdmin):
    """Who holds which role for whom. What was entered stays; only its dates can be put right, and that ends it."""

    form = DesignationForm
    list_display = ["user", "role_label", "owner", "starts", "ends", "in_force", "named_by"]
    list_filter = [InForceFilter, "role", "category"]
    list_select_related = ["user", "organisation", "named_by"]
    search_fields = ["user__name", "user__email", "organisation__code", "country__code"]
    search_fields += [f"country__label_{suffix(code)}" for code in LANGUAGE_CODES]
    search_fields += [f"organisation__name_{suffix(code)}" for code in LANGUAGE_CODES]
    search_help_text = _("Searches people, Parties and organizations, in all six languages.")
    date_hierarchy = "starts"
    autocomplete_fields = ["user", "country", "organisation"]
    fields = ["user", "role", "category", "country", "organisation", "starts", "ends", "named_by", "ended_by"]
    readonly_fields = ["named_by", "ended_by"]
    ordering = ["-starts", "-pk"]

    @admin.display(description=_("role"), ordering="role")
    def role_label(self, designation: Designation) -> str:
        """Return the role with its category."""
        return designation.role_label

    @admin.display(description=_("Party or organization"))
    def owner(self, designation: Designation) -> str:
        """Return whom the role is held for."""
        return str(designation.owner.label)

    @admin.display(description=_("in force"), boolean=True)
    def in_force(self, designation: Designation) -> bool:
        """Return whether the role is in force today."""
        return designation.is_current

    def get_readonly_fields(self, request: HttpRequest, obj: Designation | None = None) -> list[str]:
        """Let nobody turn one designation into another: history would be rewritten."""
        fixed = ["user", "role", "category", "country", "organisation"] if obj else []
        return [*fixed, *self.readonly_fields]

    def details_of(self, obj: Designation) -> dict:
        """Name person, role and owner in the trail."""
        return {"user": obj.user_id, "role": obj.role, "owner": obj.owner.key}

    def save_model(self, request: HttpRequest, obj: Designation, form: forms.ModelForm, change: bool) -> None:
        """Save under the owner's lock, note who named or ended, and write to the person."""
        naming.lock(obj.owner)
        ends = "ends" in form.changed_data and obj.ends is not None
        if not change:
            obj.named_by = request.user
        if ends:
            obj.ended_by = request.user
        super().save_model(request, obj, form, change)
        if not change and obj.is_current:
            tell(obj.user, "directory/role_named", {"designation": obj})
        elif ends and not obj.is_current:
            tell(obj.user, "directory/role_ended", {"designation": obj, "by": request.user})


@admin.register(Organisation)
class OrganisationAdmin(TabbedTranslationAdmin, AuditedAdmin):
    """Partner organisations. One entered here is approved at once; a proposed one by answering its request."""

    list_display = ["label", "code", "kind", "country", "state", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["country"]
    search_fields = ["code", *(f"name_{suffix(code)}" for code in LANGUAGE_CODES)]
    search_help_text = _("Searches short names, and names in all six languages.")
    ordering = ["code"]
    autocomplete_fields = ["country"]
    fields = ["code", "name", "kind", "country", "site", "description", "state", "answer", "merging"]
    readonly_fields = ["state", "answer", "merging"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> list[str]:
        """Let the code be corrected until the organisation is approved: then identifiers carry it."""
        is_fixed = obj is not None and obj.state != Organisation.State.PROPOSED
        return [*(["code"] if is_fixed else []), *self.readonly_fields]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        """Offer approved organisations only where one is chosen for something else."""
        queryset, may_repeat = super().get_search_results(request, queryset, search_term)
        return (queryset.approved() if "autocomplete" in request.path else queryset), may_repeat

    def view_on_site(self, organisation: Organisation) -> str | None:
        """Return its public page, which only an approved organisation has."""
        return organisation.get_absolute_url() if organisation.is_approved else None

    @admin.display(description=_("entered twice"))
    def merging(self, organisation: Organisation) -> str:
        """Return a link to the page that merges it into another, or to the one it was merged into."""
        if organisation.merged_into:
            return format_html(
                '<a href="{}">{}</a>', organisation.merged_into.get_absolute_url(), organisation.merged_into
            )
        if not organisation.is_approved:
            return "–"
        address = f"{reverse('directory:organisation_merge')}?gone={organisation.pk}"
        return format_html('<a href="{}">{}</a>', address, _("Merge it into another"))

    @admin.display(description=_("request"))
    def answer(self, organisation: Organisation) -> str:
        """Return a link to the request that brought the organisation."""
        request = organisation.role_requests.order_by("pk").first() if organisation.pk else None
        return _link_to_answer(request) if request else "–"

    def save_model(self, request: HttpRequest, obj: Organisation, form: forms.ModelForm, change: bool) -> None:
        """Save; what the secretariat enters itself is approved."""
        super().save_model(request, obj, form, change)
        if not change:
            obj.approve(request.user)
            trail.record("organisation.approved", request.user, self.subject_of(obj))


def _link_to_answer(role_request: RoleRequest) -> str:
    address = reverse("directory:request_answer", args=[role_request.pk])
    return format_html('<a href="{}">{}</a>', address, role_request.get_state_display())


@admin.register(RoleRequest)
class RoleRequestAdmin(ReadOnlyAdmin):
    """Requests for roles; each is answered on its own page, by whoever's it is to answer."""

    list_display = ["user", "title", "created_at", "answer_page", "answered_by", "answered_at"]
    list_filter = ["state", "role"]
    list_select_related = ["user", "organisation", "answered_by"]
    search_fields = ["user__name", "user__email", "organisation__code", "country__code"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]

    @admin.display(description=_("role"))
    def title(self, role_request: RoleRequest) -> str:
        """Return role and owner."""
        return role_request.title

    @admin.display(description=_("state"), ordering="state")
    def answer_page(self, role_request: RoleRequest) -> str:
        """Return the state, as a link to the page of the answer."""
        return _link_to_answer(role_request)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations of teams."""

    list_display = ["email", "owner", "hands_over", "invited_by", "state", "created_at", "expires_at"]
    list_filter = ["state"]
    list_select_related = ["organisation", "invited_by", "hands_over__user", "hands_over__organisation"]
    search_fields = ["email", "invited_by__name"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]

    @admin.display(description=_("Party or organization"))
    def owner(self, invitation: Invitation) -> str:
        """Return whose team it leads into."""
        return str(invitation.owner.label)
