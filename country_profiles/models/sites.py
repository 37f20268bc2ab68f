"""The national clearing-houses: where each is, and when it was last seen (R90, R93)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ENOUGH_FAILURES = 2  # one failed check may be the line's


class NationalSite(models.Model):
    """A country's own clearing-house: its address, and what the last check of it found."""

    country = models.OneToOneField(
        "vocabularies.Country", models.PROTECT, related_name="national_site", verbose_name=_("country")
    )
    address = models.URLField(
        _("address"),
        max_length=300,
        help_text=_("What the country's profile says takes the place of what is written here."),
    )
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failed checks in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("no answer since"), null=True, blank=True, editable=False)
    reason = models.CharField(_("why the last check failed"), max_length=40, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("national clearing-house")
        verbose_name_plural = _("national clearing-houses")

    def __str__(self) -> str:
        return self.address

    @property
    def state(self) -> str:
        """Return "unchecked", "reachable" or "unreachable"."""
        if self.failures >= ENOUGH_FAILURES:
            return "unreachable"
        return "reachable" if self.seen_at else "unchecked"

    def move_to(self, address: str) -> None:
        """Give it another address, of which nothing is known yet."""
        if address != self.address:
            self.address, self.checked_at, self.seen_at = address, None, None
            self.failures, self.failing_since, self.reason = 0, None, ""
