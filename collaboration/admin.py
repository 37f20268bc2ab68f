"""Boards in the admin, where the secretariat keeps them; discussions to find, which are led on their own pages."""

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest

from chm_portal.accounts.models import User
from chm_portal.audit.audited_admin import AuditedAdmin, ReadOnlyAdmin
from chm_portal.common.admin import TabbedTranslationAdmin
from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.outbox.admin import ToRead
from collaboration.forms.boards import BoardForm
from collaboration.models import Board, QueueLetter, Thread
from collaboration.people import moderators
from collaboration.topic_pages import tell_pages


@admin.register(Board)
class BoardAdmin(TabbedTranslationAdmin, AuditedAdmin):
    """Boards: what they are for, who starts and posts, who moderates. A board is closed, never deleted."""

    form = BoardForm
    list_display = ["label", "slug", "place", "moderation", "starters", "writers", "is_open"]
    list_filter = ["is_open", "moderation"]
    search_fields = ["slug", *(f"title_{suffix(code)}" for code in LANGUAGE_CODES)]
    ordering = ["place", "pk"]
    fields = ["slug", "title", "description", "place", "moderation", "starters", "writers", "is_open", "is_standing"]
    fields += ["topics", "moderators"]

    def get_readonly_fields(self, request: HttpRequest, obj: Board | None = None) -> list[str]:
        """Let the code of a new board be chosen, and of no other: addresses carry it."""
        return ["slug"] if obj else []

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs
    ) -> ModelMultipleChoiceField:
        """Offer as moderators those who hold the role, each with a box."""
        people = moderators() if db_field.name == "moderators" else User.objects.none()
        return super().formfield_for_manytomany(
            db_field, request, queryset=people, widget=CheckboxSelectMultiple, **kwargs
        )

    def save_model(self, request: HttpRequest, obj: Board, form: ModelForm, change: bool) -> None:
        """Save; what its discussions are about follows the board."""
        super().save_model(request, obj, form, change)
        if change and "topics" in form.changed_data:
            for thread in obj.threads.public():
                thread.board = obj
                tell_pages(thread)


@admin.register(QueueLetter)
class QueueLetterAdmin(ToRead):
    """Which moderator was told of the queue, and when."""

    list_display = ["moderator", "day", "sent_at"]
    list_select_related = ["moderator"]
    date_hierarchy = "day"


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    """Discussions; a row leads to the page on which it is led."""

    list_display = ["title", "board", "state", "moderator", "opens_at", "closes_at", "post_count"]
    list_filter = ["state", "board", "language"]
    list_select_related = ["board", "moderator"]
    search_fields = ["title", "started_by__name"]
    date_hierarchy = "opens_at"
    ordering = ["-pk"]

    def view_on_site(self, thread: Thread) -> str:
        """Return its page."""
        return thread.get_absolute_url()
