"""What people without an account suggest for the knowledge base (R61)."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_NAMES
from chm_portal.directory import access

CONTACT_KEPT = timedelta(days=30)  # after the answer
CONTACT_KEPT_AT_MOST = timedelta(days=180)  # from the suggestion on, answered or not


class SuggestionQuerySet(models.QuerySet):
    """Sets of suggestions."""

    def visible_to(self, user) -> "SuggestionQuerySet":
        """All of them for a curator, none for anybody else."""
        return self if access.is_curator(user) else self.none()

    def waiting(self) -> "SuggestionQuerySet":
        """Those that nobody has decided yet, oldest first."""
        return self.filter(state=Suggestion.State.WAITING).order_by("pk")

    def with_contact_that_is_over(self) -> "SuggestionQuerySet":
        """Those whose name and address have served their purpose, or have been kept for as long as was promised."""
        now = timezone.now()
        is_over = Q(answered_at__lt=now - CONTACT_KEPT) | Q(created_at__lt=now - CONTACT_KEPT_AT_MOST)
        return self.filter(is_over).exclude(name="", email="")


class Suggestion(models.Model):
    """A resource that somebody outside points to; it is held until a curator decides, and never shown to the public."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        HERE_ALREADY = "here", _("here already")

    key = models.UUIDField(unique=True, default=uuid4, editable=False)  # of the form: sent twice, it is one suggestion
    title = models.CharField(_("title"), max_length=300)
    place = models.CharField(_("where it is"), max_length=1000)
    reason = models.TextField(_("why it is useful"), max_length=2000)
    language = models.CharField(_("language"), max_length=10)
    theme = models.CharField(_("theme"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    written_in = models.CharField(_("language of the page"), max_length=10, choices=list(LANGUAGE_NAMES.items()))
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.TextField(_("reason"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)  # of an accepted one: when its record was published
    record = models.ForeignKey(
        "records.Record", models.PROTECT, null=True, related_name="suggestions", verbose_name=_("record")
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested resource")
        verbose_name_plural = _("suggested resources")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, record=None)
                | Q(state="declined", decided_at__isnull=False, record=None) & ~Q(answer="")
                | Q(state__in=["accepted", "here"], decided_at__isnull=False, record__isnull=False),
                name="knowledge_base_suggestion_is_decided_with_a_reason",
            ),
        ]
        indexes = [
            models.Index("id", condition=Q(state="waiting"), name="knowledge_base_sugg_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def topic(self) -> str:
        """Its name in the audit trail."""
        return f"suggestion:{self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.WAITING

    @property
    def state_shown(self) -> str:
        """Return the state by the name under which pages know its look (common.states)."""
        looks = {self.State.ACCEPTED: "granted", self.State.DECLINED: "refused", self.State.HERE_ALREADY: "ended"}
        return looks.get(self.state, "waiting")
