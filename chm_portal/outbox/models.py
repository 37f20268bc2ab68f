"""Work that follows a commit, and mail on its way: rows that no crash can lose."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(seconds=20)  # a row handed to a worker is handed out again after this, if it is not done
LONGEST_PAUSE = timedelta(minutes=30)
HANDS_OFF = timedelta(minutes=3)  # longer than a task may last


class OutboxQuerySet(models.QuerySet):
    def waiting(self) -> "OutboxQuerySet":
        """Rows whose work is not done."""
        return self.filter(done_at=None)

    def due(self) -> "OutboxQuerySet":
        """Rows that may be handed to a worker now, by the database's clock."""
        return self.waiting().filter(next_try__lte=Now())

    def finish(self, versions: dict[int, int]) -> int:
        """Mark rows as done, given {primary key: version worked on}; a row touched meanwhile stays waiting."""
        seen = Q(pk__in=[])
        for pk, version in versions.items():
            seen |= Q(pk=pk, version=version)
        return self.waiting().filter(seen).update(done_at=Now(), last_error="")

    def postpone(self, pks: list[int], error: str) -> int:
        """Note a failure: the rows wait 2, 4, 8 ... seconds, at most half an hour, before the next try."""
        for row in self.waiting().filter(pk__in=pks):
            pause = min(timedelta(seconds=2 ** min(row.attempts, 12)), LONGEST_PAUSE)
            row.next_try, row.last_error = timezone.now() + pause, error[:500]
            row.save(update_fields=["next_try", "last_error"])
        return len(pks)


class OutboxItem(models.Model):
    """One piece of work for the worker side, written in the transaction that makes it necessary.

    `kind` names the handler, `key` what it works on; the same work asked for twice is one waiting row whose
    `version` counts the asks, so that an ask made during the work is not lost.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=100)
    version = models.PositiveIntegerField(_("times asked for"), default=1)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("asked for"), db_default=Now())
    next_try = models.DateTimeField(_("next try"), db_default=Now())
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox item")
        verbose_name_plural = _("outbox")
        constraints = [
            models.UniqueConstraint("kind", "key", condition=Q(done_at=None), name="outbox_item_waits_once"),
        ]
        indexes = [models.Index(F("next_try"), condition=Q(done_at=None), name="outbox_item_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self) -> "OutgoingMailQuerySet":
        """Mail that was neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def take(self, pk: int) -> "OutgoingMail | None":
        """Take a waiting mail to send it, so that no other worker does; None where one has it already.

        Whoever takes it and is never heard of again loses it after HANDS_OFF.
        """
        free = self.waiting().filter(Q(taken_at=None) | Q(taken_at__lt=Now() - HANDS_OFF), pk=pk)
        return self.get(pk=pk) if free.update(taken_at=Now()) else None


class OutgoingMail(models.Model):
    """A mail as it will be sent; the outbox item of kind `mail` carries it to the mail server.

    `message_id` is given once, when it is written: whatever is sent twice is one message to whoever receives it.
    """

    recipients = models.TextField(_("to"))
    subject = models.CharField(_("subject"), max_length=998)
    body = models.TextField(_("text"))
    message = models.BinaryField(_("message"), help_text=_("The whole message as it goes over the wire."))
    message_id = models.CharField(_("message id"), max_length=255, unique=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    taken_at = models.DateTimeField(_("being sent since"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up"), null=True, blank=True)
    failure = models.CharField(_("why it was not sent"), max_length=500, blank=True, default="")

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject
