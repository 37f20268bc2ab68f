"""The feed of a national clearing-house, and what was drafted from it (R64)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Stopped(models.TextChoices):
    """Why a feed is not read."""

    NOT = "", _("it is read")
    BY_HAND = "by-hand", _("switched off")
    NO_AUTHOR = "no-author", _("whoever set it up does not speak for the Party any more")


class NationalFeed(models.Model):
    """A Party's own feed of news, read a few times a day: each new entry becomes a draft, never more than that.

    The drafts are written in the name of the focal point who set the feed up.
    """

    country = models.OneToOneField(
        "vocabularies.Country", models.PROTECT, related_name="national_feed", verbose_name=_("country")
    )
    address = models.URLField(_("address"), max_length=1000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set up by"))
    set_up_at = models.DateTimeField(_("set up"), default=timezone.now)
    stopped = models.CharField(_("stopped"), max_length=20, choices=Stopped.choices, blank=True, default="")
    asked_at = models.DateTimeField(_("asked to be read"), null=True, blank=True)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    reason = models.CharField(_("why it could not be read"), max_length=40, blank=True, default="")
    passed_over = models.PositiveIntegerField(_("entries that could not be taken"), default=0)

    class Meta:
        verbose_name = _("feed of a national clearing-house")
        verbose_name_plural = _("feeds of national clearing-houses")

    def __str__(self) -> str:
        return self.address

    @property
    def is_on(self) -> bool:
        """Whether it is read."""
        return self.stopped == Stopped.NOT

    def move_to(self, address: str) -> None:
        """Give it another address, of which nothing is known yet; what was drafted stays known."""
        if address != self.address:
            self.address, self.tried_at, self.read_at, self.reason, self.passed_over = address, None, None, "", 0


class FeedEntry(models.Model):
    """One entry that was drafted. It stays when the draft is discarded, so that the entry never comes back."""

    feed = models.ForeignKey(NationalFeed, models.CASCADE, related_name="entries", verbose_name=_("feed"))
    key = models.CharField(_("sum of its identifier"), max_length=64)
    link = models.URLField(_("address"), max_length=1000)
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    record = models.ForeignKey("records.Record", models.SET_NULL, null=True, related_name="+", verbose_name=_("record"))
    read_at = models.DateTimeField(_("read"), default=timezone.now)

    class Meta:
        verbose_name = _("entry of a feed")
        verbose_name_plural = _("entries of feeds")
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="country_profiles_feedentry_once")]
        indexes = [models.Index(fields=["feed", "-read_at", "-id"], name="country_profiles_entry_newest")]

    def __str__(self) -> str:
        return self.title or self.link
