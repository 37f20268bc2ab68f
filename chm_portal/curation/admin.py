"""What the editors' desk remembers, for the secretariat to look at."""

from django.contrib import admin

from chm_portal.audit.audited_admin import ReadOnlyAdmin
from chm_portal.curation.models import DuplicatePair, LinkLetter, TermChange


@admin.register(DuplicatePair)
class DuplicatePairAdmin(ReadOnlyAdmin):
    """Which records look alike, and which were told apart by whom."""

    list_display = ["first", "second", "has_title", "has_address", "dismissed_by", "dismissed_at"]
    list_filter = ["has_title", "has_address", "dismissed_at"]
    list_select_related = ["first", "second", "dismissed_by"]
    search_fields = ["first__identifier", "second__identifier"]


@admin.register(LinkLetter)
class LinkLetterAdmin(ReadOnlyAdmin):
    """Letters about links that do not answer."""

    list_display = ["month", "country", "organisation", "links", "sent_at"]
    list_filter = ["month"]
    list_select_related = ["country", "organisation"]


@admin.register(TermChange)
class TermChangeAdmin(ReadOnlyAdmin):
    """Terms given to many records at once, or taken from them."""

    list_display = ["made_at", "by", "action", "field", "code", "undone_by", "undone_at"]
    list_filter = ["action", "field", "made_at"]
    list_select_related = ["by", "undone_by"]
    search_fields = ["code"]
    exclude = ["records"]
