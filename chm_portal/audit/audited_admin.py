"""The base of admin pages whose changes go on record."""

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from chm_portal.audit import trail


class AuditedAdmin(admin.ModelAdmin):
    """A model's admin that writes every change into the audit trail, deletes nothing, and answers no clever questions.

    Lists can be filtered by what `list_filter` offers and by nothing else: with Django's default, somebody with a list
    of designations could find out a password's hash, letter by letter, by `?user__password__startswith=` (C4).
    """

    list_per_page = 50

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
