"""The base of admin pages whose changes go on record."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Field, ForeignKey, Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from chm_portal.audit import trail


def is_value_of(field: Field, value: str) -> bool:
    """Whether a posted text can be a value of a model's field."""
    try:
        field.to_python(value)
    except ValidationError:
        return False
    return True


class KeySelect(AutocompleteSelect):
    """Django's autocomplete field, which shows a form again also when what was posted is no key (Django raises)."""

    def optgroups(self, name, value, attr=None):
        key = self.field.target_field
        return super().optgroups(name, [one for one in value if is_value_of(key, one)], attr)


class AuditedAdmin(admin.ModelAdmin):
    """A model's admin that writes every change into the audit trail, deletes nothing, and answers no clever questions.

    Lists can be filtered by what `list_filter` offers and by nothing else: with Django's default, somebody with a list
    of designations could find out a password's hash, letter by letter, by `?user__password__startswith=` (C4).
    """

    list_per_page = 50

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Show the list or act on rows of it; what is posted as a row's key and is none answers 400 (Django raises)."""
        if not all(is_value_of(self.opts.pk, key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("What was chosen is no row of this list.")
        return super().changelist_view(request, extra_context)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        """Use KeySelect where Django would use its own."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the filters this page shows."""
        offered = [one[0] if isinstance(one, tuple | list) else one for one in self.get_list_filter(request)]
        offered = [getattr(one, "parameter_name", one) for one in offered]  # a filter of our own says its parameter
        fields = [name for name in [*offered, self.date_hierarchy] if isinstance(name, str)]
        return any(lookup == name or lookup.startswith(f"{name}__") for name in fields)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: what was once there is ended or closed, and stays in the history."""
        return False

    def subject_of(self, obj: Model) -> str:
        """Return the topic under which the trail names this row: "designation:12"."""
        return f"{obj._meta.model_name}:{obj.pk}"

    def details_of(self, obj: Model) -> dict:
        """Return what the trail says of this row beside the changed columns: codes and identifiers, no free text."""
        return {}

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Save, and write who changed which columns into the trail, in the admin's own transaction."""
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:
            act = "changed" if change else "added"
            details = {"columns": form.changed_data, **self.details_of(obj)}
            trail.record(f"{obj._meta.model_name}.{act}", request.user, self.subject_of(obj), **details)


class ReadOnlyAdmin(AuditedAdmin):
    """A model's admin to look at: what it shows is changed elsewhere, by the acts that belong to it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse."""
        return False
