"""One version of a record, from first draft to published."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, pick, suffix
from chm_portal.directory import access
from chm_portal.directory.models import Designation
from chm_portal.directory.models.roles import FOCAL_POINT_ROLES
from chm_portal.directory.owners import PARTY
from chm_portal.records import kinds
from chm_portal.records.models.keys import TitleKey
from chm_portal.records.models.record import OPEN_STATES, of_offered_kinds, owned_by

CLAIM_LASTS = timedelta(hours=24)


class RevisionQuerySet(models.QuerySet):
    def open(self) -> "RevisionQuerySet":
        """Not decided yet: one per record at most."""
        return self.filter(state__in=OPEN_STATES)

    def published(self) -> "RevisionQuerySet":
        """What the public may read of history: published, of a published record, not suppressed."""
        return self.filter(state=Revision.State.PUBLISHED, record__state="published", suppressed_at=None)

    def handed_in(self) -> "RevisionQuerySet":
        """What the secretariat may read: waiting for a decision, or published; not what came back and is written anew.

        What a Party says for itself is read by its own focal points until it is published, unless it has none.
        """
        handed_in = self.filter(state__in=["submitted", "endorsed", "published"])
        return handed_in.exclude(self.of_parties_alone(), ~Q(state="published"))

    @staticmethod
    def of_parties_alone() -> Q:
        """The condition that only a Party's own focal points decide: a national record of a Party that has some."""
        speaking = Designation.objects.current().filter(role__in=FOCAL_POINT_ROLES).values("country")
        return Q(record__kind__in=kinds.national_slugs(), record__owner_kind=PARTY, record__owner_country__in=speaking)

    def visible_to(self, user) -> "RevisionQuerySet":
        """Published ones for everybody; all of them for who keeps the record; for curators what is handed in."""
        public = Q(state="published", record__state="published", suppressed_at=None)
        if not user.is_authenticated:
            return self.filter(public)
        records = self.model._meta.get_field("record").related_model.objects
        seen = public | Q(record__in=records.filter(owned_by(access.owners_of(user))))
        if access.is_curator(user):
            seen |= Q(pk__in=self.model.objects.handed_in())
        return self.filter(seen)

    def waiting(self) -> "RevisionQuerySet":
        """Submitted, and waiting for somebody's endorsement or approval; oldest first."""
        waiting = self.filter(of_offered_kinds("record__kind"), state__in=["submitted", "endorsed"])
        return waiting.order_by("submitted_at", "pk")


class Revision(models.Model):
    """What somebody wrote for a record: the payload as typed until submission, in normal form from then on.

    The payload maps field names to raw values ({"title_fr": "...", "themes": ["forest-biodiversity"]}); forms read it,
    nothing else does. Steps between states are functions in `submission`, `review` and `publication`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        ENDORSED = "endorsed", _("endorsed")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    record = models.ForeignKey("records.Record", models.CASCADE, related_name="revisions", verbose_name=_("record"))
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    payload = models.JSONField(_("content"), default=dict)
    schema = models.PositiveSmallIntegerField(_("version of the form"), default=1)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("begun from revision")
    )
    labels = models.JSONField(_("names of the terms when it was published"), default=dict, blank=True)
    creation_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    change_note = models.CharField(_("what changed"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    endorsed_at = models.DateTimeField(_("endorsed"), null=True, blank=True)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("endorsed by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    return_reasons = models.JSONField(_("reasons of return"), default=list, blank=True)
    return_note = models.TextField(_("explanation"), blank=True)
    checks = models.JSONField(_("classification check"), default=dict, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("claimed by")
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    suppressed_at = models.DateTimeField(_("suppressed"), null=True, blank=True)
    suppression_reason = models.TextField(_("reason of suppression"), blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(state__in=OPEN_STATES), name="records_revision_one_open"
            ),
            models.UniqueConstraint(fields=["record", "number"], name="records_revision_number_once"),
            models.CheckConstraint(
                condition=Q(state="published", number__isnull=False) | ~Q(state="published") & Q(number=None),
                name="records_revision_published_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reasons=[]), name="records_revision_returned_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "endorsed"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="records_revision_submitted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(state__in=["submitted", "endorsed"]),
                name="records_revision_waiting",
            ),
            GinIndex(
                *(
                    OpClass(TitleKey(KeyTextTransform(f"title_{suffix(code)}", "payload")), name="gin_trgm_ops")
                    for code in LANGUAGE_CODES
                ),
                condition=Q(state__in=OPEN_STATES),
                name="records_revision_like_titles",
            ),
            GinIndex(
                OpClass(F("payload"), name="jsonb_path_ops"),
                condition=Q(state__in=OPEN_STATES),
                name="records_revision_same_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.number or self.state}"

    def get_absolute_url(self) -> str:
        return reverse("records:revision_detail", args=[self.record.identifier, self.number])

    @property
    def kind_of(self) -> kinds.Kind:
        """The kind's entry in the table of kinds."""
        return kinds.get(self.record.kind)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state in OPEN_STATES

    @property
    def is_editable(self) -> bool:
        """Whether its owner's people may write in it: a draft, or one that came back."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def is_claimed(self) -> bool:
        """Whether somebody reviews it now; a claim lapses after 24 hours."""
        return bool(self.claimed_by_id and self.claimed_at and self.claimed_at > timezone.now() - CLAIM_LASTS)

    def upgraded_payload(self) -> dict:
        """The payload in the form's present schema; what is stored is never rewritten."""
        return self.kind_of.form.upgrade(self.payload, self.schema)

    def text(self, field: str) -> tuple[str, str]:
        """Return (text, language) of a translated text in the payload for the active reader."""
        from_payload = {code: self.payload.get(f"{field}_{suffix(code)}") for code, _name in settings.LANGUAGES}
        return pick({code: text for code, text in from_payload.items() if isinstance(text, str) and text.strip()})

    @property
    def working_title(self) -> tuple[str, str]:
        """Return (title, language) as the draft has it; ("", language) when none is written yet."""
        return self.kind_of.form.working_title(self)
