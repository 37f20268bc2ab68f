"""Records in the admin: found, read and led to the workflow; nothing here writes past it."""

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from chm_portal.outbox.admin import ToRead
from chm_portal.records import kinds
from chm_portal.records.models import Attachment, AttachmentText, DraftLink, Record, Revision, Translation


class KindFilter(admin.SimpleListFilter):
    """Records of one kind, by its name."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(kind.slug, kind.label) for kind in kinds.every()]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Record)
class RecordAdmin(ToRead):
    """All records with their state. Editing one opens its draft, as everywhere else."""

    list_display = ["name", "kind", "owner_shown", "state", "published_at", "updated_at"]
    list_filter = [KindFilter, "state", "owner_kind", "is_demonstration", "updated_at"]
    search_fields = ["identifier", "title_en", "title_fr", "title_es", "title_ru", "title_ar", "title_zh_hans"]
    list_select_related = ["owner_country", "owner_organisation"]
    actions = None
    view_on_site = False
    fields = ["name", "kind", "owner_shown", "state", "identifier", "created_at", "published_at", "updated_at", "steps"]
    readonly_fields = ["name", "owner_shown", "steps"]

    def get_queryset(self, request: HttpRequest):
        handed_in = Prefetch("revisions", Revision.objects.handed_in().order_by("-pk"), to_attr="handed_in")
        return super().get_queryset(request).prefetch_related(handed_in)

    @admin.display(description=_("title"), ordering="title_en")
    def name(self, record: Record) -> str:
        """Return identifier and title; of what never was published the title as it was handed in."""
        if record.identifier:
            return " · ".join(part for part in (record.identifier, record.title_shown[0]) if part)
        handed_in = record.handed_in[0].working_title[0] if record.handed_in else ""
        return handed_in or str(_("a draft nobody has submitted (%(number)d)")) % {"number": record.pk}

    @admin.display(description=_("owner"))
    def owner_shown(self, record: Record) -> str:
        return str(record.owner)

    @admin.display(description=_("what you can do"))
    def steps(self, record: Record) -> str:
        links = []
        if record.state == Record.State.PUBLISHED:
            links = [
                (record.get_absolute_url(), _("Read the published record")),
                (reverse("records:record_classify", args=[record.pk]), _("Classify for the secretariat")),
                (reverse("records:record_withdraw", args=[record.pk]), _("Withdraw or merge")),
                (reverse("records:record_history", args=[record.identifier]), _("History")),
            ]
        if record.state == Record.State.WITHDRAWN:
            links = [(record.get_absolute_url(), _("Read what stands at its address"))]
        if record.owner_kind == "secretariat" and record.kind_of.is_offered:
            links.append((reverse("records:record_kept", args=[record.pk]), _("Edit: a draft, as everywhere else")))
        links += [
            (reverse("admin:review_detail", args=[revision.pk]), _("Review what is waiting"))
            for revision in record.revisions.waiting()
        ]
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', links))


@admin.register(Revision)
class RevisionAdmin(ToRead):
    """Submitted revisions; drafts nobody has submitted are their authors' business."""

    list_display = ["working_title_shown", "record", "state", "number", "submitted_at", "submitted_by", "decided_by"]
    list_filter = ["state", "submitted_at"]
    search_fields = ["record__identifier", "submitted_by__name"]
    list_select_related = ["record", "submitted_by", "decided_by"]
    actions = None
    exclude = ["payload", "labels", "checks", "base"]

    def get_queryset(self, request: HttpRequest):
        submitted = super().get_queryset(request).filter(submitted_at__isnull=False)
        return submitted.exclude(Revision.objects.of_parties_alone(), ~Q(state="published"))

    @admin.display(description=_("title"))
    def working_title_shown(self, revision: Revision) -> str:
        return revision.working_title[0] or f"({revision.pk})"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead a revision that waits to its review page."""
        revision = self.get_object(request, object_id)
        if revision and revision.state in ("submitted", "endorsed") and revision.kind_of.is_offered:
            return HttpResponseRedirect(reverse("admin:review_detail", args=[revision.pk]))
        return super().change_view(request, object_id, form_url, extra_context)


@admin.register(Attachment)
class AttachmentAdmin(ToRead):
    """Files of published records, with their fingerprints."""

    list_display = ["original_name", "record", "media_type", "size", "published_at"]
    list_filter = ["media_type", "published_at"]
    search_fields = ["original_name", "sha256", "record__identifier"]
    list_select_related = ["record"]
    actions = None

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).filter(published_at__isnull=False)


@admin.register(AttachmentText)
class AttachmentTextAdmin(ToRead):
    """What was read of public files, and why nothing was: a scanned report can be asked for with its text."""

    list_display = ["attachment", "record", "outcome", "characters", "attempts", "read_at"]
    list_filter = ["outcome", "attachment__media_type", "read_at"]
    search_fields = ["attachment__original_name", "attachment__record__identifier"]
    list_select_related = ["attachment__record"]
    actions = None

    def get_queryset(self, request: HttpRequest):
        shown = super().get_queryset(request).filter(attachment__in=Attachment.objects.shown())
        return shown.annotate(number=Length("text")).defer("text")

    @admin.display(description=_("record"), ordering="attachment__record")
    def record(self, text: AttachmentText) -> Record:
        return text.attachment.record

    @admin.display(description=_("characters"), ordering="number")
    def characters(self, text: AttachmentText) -> int:
        return text.number


@admin.register(DraftLink)
class DraftLinkAdmin(ToRead):
    """Links to drafts: that they are there and until when; neither the draft nor the address stands here."""

    list_display = ["pk", "created_at", "created_by", "ends_on", "revoked_at", "revoked_by"]
    list_filter = ["ends_on", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["created_by", "revoked_by"]
    fields = ["created_at", "created_by", "ends_on", "revoked_at", "revoked_by"]


@admin.register(Translation)
class TranslationAdmin(ToRead):
    """Which records were translated into which language, by whom and from which revision."""

    list_display = ["record", "language", "is_secretariats", "by", "at", "revision"]
    list_filter = ["language", "is_secretariats", "at"]
    list_select_related = ["record", "by", "revision"]
