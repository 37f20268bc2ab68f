"""The vocabularies in the admin: the secretariat corrects labels, adds terms and retires them; nobody deletes one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget, AdminURLFieldWidget
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chm_portal.audit import trail
from chm_portal.audit.audited_admin import AuditedAdmin
from chm_portal.common.admin import TabbedTranslationAdmin
from chm_portal.common.languages import LANGUAGE_CODES, LANGUAGE_NAMES, suffix
from chm_portal.vocabularies.models import (
    Article,
    Audience,
    Country,
    Cycle,
    Decision,
    Language,
    Licence,
    Region,
    ResourceType,
    Target,
    TargetFramework,
    Term,
    Theme,
)


class OursFilter(admin.SimpleListFilter):
    """Which labels are the project's own wording, and wait for an official one."""

    title = _("our own wording")
    parameter_name = "ours"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Offer any language, each language, and none."""
        return [("any", _("in any language")), *LANGUAGE_NAMES.items(), ("none", _("official in every language"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the terms that were asked for."""
        match self.value():
            case "any":
                return queryset.exclude(ours_in=[])
            case "none":
                return queryset.filter(ours_in=[])
            case code if code in LANGUAGE_CODES:
                return queryset.filter(ours_in__contains=[code])
        return queryset


class TermAdmin(TabbedTranslationAdmin, AuditedAdmin):
    """What the admin of every vocabulary does."""

    list_display = ("shown_label", "code", "shown_wording", "sort_order", "shown_in_use")
    list_filter = (OursFilter, "retired")
    list_per_page = 100
    search_fields = ("code", *(f"label_{suffix(code)}" for code in LANGUAGE_CODES))
    search_help_text = _("Searches codes, and labels in all six languages.")
    actions = ("retire", "bring_back")
    place_fields: tuple[str, ...] = ("parent", "sort_order", "retired")
    own_fields: tuple[str, ...] = ()  # what this vocabulary has besides label and place

    @admin.display(description=_("label"), ordering="label")
    def shown_label(self, term: Term) -> str:
        """Return the label as readers see it."""
        return str(term)

    @admin.display(description=_("wording"), ordering="ours_in")
    def shown_wording(self, term: Term) -> str:
        """Return in which languages the label is ours."""
        if not term.ours_in:
            return _("official")
        return _("ours: %(languages)s") % {"languages": ", ".join(LANGUAGE_NAMES[code] for code in term.ours_in)}

    @admin.display(description=_("in use"), ordering="retired", boolean=True)
    def shown_in_use(self, term: Term) -> bool:
        """Return whether the term is offered for new records."""
        return not term.retired

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[tuple[Any, dict]]:
        """Return label, the vocabulary's own columns, and place, in that order."""
        place = [name for name in self.place_fields if hasattr(self.model, name)]
        first = ["code", "label", "ours_in"]
        groups = [(None, first), (_("Particulars"), self.own_fields), (_("Place in the list"), place)]
        return [(title, {"fields": self.replace_orig_field(list(names))}) for title, names in groups if names]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Let nobody change the code of a term that exists: records and addresses name it."""
        return (*super().get_readonly_fields(request, obj), *(["code"] if obj else []))

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs) -> forms.Field | None:
        """Show the languages of our own wording as boxes to tick, and give labels room to be read."""
        if db_field.name == "ours_in":
            return forms.MultipleChoiceField(
                choices=list(LANGUAGE_NAMES.items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                label=db_field.verbose_name.capitalize(),
                help_text=db_field.help_text,
            )
        if db_field.name == "label":
            kwargs["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Term, form: forms.ModelForm, change: bool) -> None:
        """Save, and tell the audit trail what was changed into what."""
        changed = form.changed_data if change else []
        obj.written = {name: [str(form.initial.get(name)), str(form[name].value())] for name in changed}
        super().save_model(request, obj, form, change)

    def subject_of(self, obj: Term) -> str:
        """Return the topic of a term: "theme:tourism"."""
        return f"{obj.vocabulary_name()}:{obj.code}"

    def details_of(self, obj: Term) -> dict[str, Any]:
        """Return the former and the new text of each column: labels are public."""
        return {"written": obj.written}

    @admin.action(description=_("Retire the chosen terms"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Offer the terms no longer for new records."""
        self._set_retired(request, queryset.filter(retired=False), is_retired=True)

    @admin.action(description=_("Bring the chosen terms back into use"), permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Offer retired terms again."""
        self._set_retired(request, queryset.filter(retired=True), is_retired=False)

    def _set_retired(self, request: HttpRequest, terms: QuerySet, *, is_retired: bool) -> None:
        changed = list(terms)
        for term in changed:
            term.retired = is_retired
            term.save()
            act = "retired" if is_retired else "brought_back"
            trail.record(f"{term._meta.model_name}.{act}", request.user, self.subject_of(term))
        text = ngettext("%(count)d term was changed.", "%(count)d terms were changed.", len(changed))
        self.message_user(request, text % {"count": len(changed)}, messages.SUCCESS)


@admin.register(Theme)
class ThemeAdmin(TermAdmin):
    """Themes, with the one that each stands under."""

    list_display = ("shown_label", "code", "parent", "shown_wording", "sort_order", "shown_in_use")
    list_select_related = ("parent",)


@admin.register(Article)
class ArticleAdmin(TermAdmin):
    """Articles and sub-paragraphs."""

    own_fields = ("number",)
    list_filter = (OursFilter, "retired", ("parent", admin.EmptyFieldListFilter))


@admin.register(TargetFramework)
class TargetFrameworkAdmin(TermAdmin):
    """Frameworks of targets."""

    list_display = ("shown_label", "code", "decision", "starts", "ends", "shown_wording", "shown_in_use")
    own_fields = ("goal_form", "target_form", "decision", "starts", "ends")


@admin.register(Target)
class TargetAdmin(TermAdmin):
    """Goals and targets."""

    list_display = ("shown_label", "code", "framework", "kind", "shown_wording", "sort_order", "shown_in_use")
    list_filter = ("framework", "kind", OursFilter, "retired")
    list_select_related = ("framework",)
    own_fields = ("framework", "kind", "number")

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs) -> forms.Field | None:
        """Fetch the frameworks with the goals, whose labels say how their framework cites them."""
        if db_field.name == "parent":
            kwargs["queryset"] = Target.objects.filter(kind=Target.Kind.GOAL).select_related("framework")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Country)
class CountryAdmin(TermAdmin):
    """Governments, with region, groups and whether they are Parties."""

    list_display = ("shown_label", "code", "region", "is_party", "shown_groups", "shown_wording", "shown_in_use")
    list_filter = ("is_party", "region", *Country.GROUPS, OursFilter, "retired")
    list_select_related = ("region",)
    own_fields = ("sort_key", "region", "is_party", "party_since", *Country.GROUPS)
    ordering = ("sort_key",)

    @admin.display(description=_("groups"))
    def shown_groups(self, country: Country) -> str:
        """Return the groups that the country belongs to."""
        return ", ".join(str(name) for name in country.groups)


@admin.register(Decision)
class DecisionAdmin(TermAdmin):
    """Decisions; a new one gets its code from meeting and number."""

    list_display = ("shown_label", "code", "body", "year", "shown_wording", "shown_in_use")
    list_filter = ("body", "meeting", OursFilter, "retired")
    search_fields = (*TermAdmin.search_fields, "meeting", "number")
    own_fields = ("body", "meeting", "number", "paragraph", "year")
    place_fields = ("parent", "retired")  # meeting and number say where a decision stands

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs) -> forms.Field | None:
        """Let the code be left out."""
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "code" and formfield:
            formfield.required = False
            formfield.help_text = _("Leave it empty: it is made from body, meeting and number, such as ix-30.")
        return formfield

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs) -> forms.Field | None:
        """Offer whole decisions for a paragraph to stand under."""
        if db_field.name == "parent":
            kwargs["queryset"] = Decision.objects.filter(paragraph="")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Cycle)
class CycleAdmin(TermAdmin):
    """Reporting cycles, with the day on which reports are due."""

    list_display = ("shown_label", "code", "due", "decision", "shown_wording", "shown_in_use")
    list_select_related = ("decision",)
    own_fields = ("number", "due", "decision")


@admin.register(Language)
class LanguageAdmin(TermAdmin):
    """Languages of records."""

    list_display = ("shown_label", "code", "autonym", "is_official", "shown_wording", "sort_order", "shown_in_use")
    list_filter = ("is_official", OursFilter, "retired")
    search_fields = (*TermAdmin.search_fields, "autonym")
    own_fields = ("autonym", "is_official")


@admin.register(Licence)
class LicenceAdmin(TermAdmin):
    """Licences."""

    list_display = ("shown_label", "code", "spdx", "shown_wording", "sort_order", "shown_in_use")
    search_fields = (*TermAdmin.search_fields, "spdx")
    own_fields = ("spdx", "address", "explanation")
    formfield_overrides = {models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget}}


admin.site.register([Audience, Region, ResourceType], TermAdmin)
