"""People in the admin: found, closed and reopened; passwords, second factors and addresses are the people's own."""

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import User
from chm_portal.audit.audited_admin import AuditedAdmin


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """Who has an account, with which roles; an account is closed by taking "active" away."""

    list_display = ["name", "email", "roles", "interface_language", "has_second_factor", "is_active", "date_joined"]
    list_filter = ["is_active", "designations__role", "interface_language"]
    search_fields = ["name", "email"]
    search_help_text = _("Searches names and e-mail addresses.")
    date_hierarchy = "date_joined"
    ordering = ["name", "pk"]
    readonly_fields = ["email", "roles", "is_superuser", "date_joined", "last_login"]
    fields = ["name", "interface_language", "time_zone", "is_active", *readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Bring along roles and whether there is a second factor."""
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        people = super().get_queryset(request).annotate(second_factor=Exists(factor))
        return people.prefetch_related("designations__organisation")

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        """Return the roles in force."""
        return "; ".join(one.title for one in user.designations.all() if one.is_current) or "–"

    @admin.display(description=_("second step"), boolean=True, ordering="second_factor")
    def has_second_factor(self, user: User) -> bool:
        """Return whether an authenticator app is set up."""
        return user.second_factor

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: people register themselves, and are invited or designated afterwards."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep emergency accounts from everybody but themselves."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Let only an emergency account make another."""
        return [name for name in self.readonly_fields if name != "is_superuser" or not request.user.is_superuser]
