"""The national clearing-houses: where each is, and when it was last seen (R90, R93)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chm_portal.common.checked_address import CheckedAddress


class NationalSite(CheckedAddress):
    """A country's own clearing-house: its address, and what the last check of it found."""

    country = models.OneToOneField(
        "vocabularies.Country", models.PROTECT, related_name="national_site", verbose_name=_("country")
    )
    address = models.URLField(
        _("address"),
        max_length=300,
        help_text=_("What the country's profile says takes the place of what is written here."),
    )

    class Meta:
        verbose_name = _("national clearing-house")
        verbose_name_plural = _("national clearing-houses")
