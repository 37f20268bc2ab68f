"""Which countries a list shows, by region and group; the address is the filter."""

from collections.abc import Iterable

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from chm_portal.common.address_filter import AddressFilter
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from chm_portal.vocabularies.models import Country

GROUPS = {name: capfirst(Country._meta.get_field(name).verbose_name) for name in Country.GROUPS}


class CountryFilter(AddressFilter):
    """Region and group of countries."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False, choices=[("", _("all")), *GROUPS.items()])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = [(region.code, region.label) for region in vocabulary("region").in_use()]
        self.fields["region"].choices = [("", _("all")), *regions]

    def among(self, countries: Iterable[RememberedTerm]) -> list[RememberedTerm]:
        """Return those of the countries that are in the chosen region and group."""
        region, group = self.chosen.get("region"), self.chosen.get("group")
        return [
            country
            for country in countries
            if region in (None, country.region.code) and (not group or getattr(country, group))
        ]
