"""Which countries a list shows, by region and group; the address is the filter."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from chm_portal.vocabularies.models import Country

GROUPS = {name: capfirst(Country._meta.get_field(name).verbose_name) for name in Country.GROUPS}


class CountryFilter(forms.Form):
    """Region and group of countries; what cannot be read in the address is left out of account."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False, choices=[("", _("all")), *GROUPS.items()])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        regions = [(region.code, region.label) for region in vocabulary("region").in_use()]
        self.fields["region"].choices = [("", _("all")), *regions]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by field."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    def among(self, countries: Iterable[RememberedTerm]) -> list[RememberedTerm]:
        """Return those of the countries that are in the chosen region and group."""
        region, group = self.chosen.get("region"), self.chosen.get("group")
        return [
            country
            for country in countries
            if region in (None, country.region.code) and (not group or getattr(country, group))
        ]

    @property
    def query(self) -> str:
        """The chosen filters as part of an address."""
        return urlencode(self.chosen)
