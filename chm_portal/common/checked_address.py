"""An address of the web with what the looks at it have found: the base of whatever keeps one (R90)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ENOUGH_FAILURES = 2  # one failed check may be the line's


class CheckedAddressQuerySet(models.QuerySet):
    """Sets of addresses by what was found."""

    def failing(self) -> "CheckedAddressQuerySet":
        """Keep those that are known not to answer."""
        return self.filter(failures__gte=ENOUGH_FAILURES)


class CheckedAddress(models.Model):
    """What the last looks at an address found; `address` is the model's own. `address_checks` writes it."""

    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failed checks in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("no answer since"), null=True, blank=True, editable=False)
    reason = models.CharField(_("why the last check failed"), max_length=40, blank=True, default="", editable=False)

    objects = CheckedAddressQuerySet.as_manager()

    class Meta:
        abstract = True

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
