"""Which Parties of the register are shown, and as at which day; the address is the filter."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.common.as_at import NAME as AS_AT
from chm_portal.common.as_at import AsksForDay
from chm_portal.vocabularies.country_filter import CountryFilter
from reporting.register import DATE_UNKNOWN, ENTERED_LATER, MISSING, REGISTERED, STATES, SUBMITTED, Row, cycles


class RegisterFilter(AsksForDay, CountryFilter):
    """Region, group of countries, the state of their reports, in one cycle or in any, and the day."""

    cycle = forms.ChoiceField(label=_("Reporting cycle"), required=False)
    state = forms.ChoiceField(label=_("State, in that cycle or in any"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [("", _("all")), *((cycle.code, cycle.label) for cycle in cycles())]
        states = (SUBMITTED, REGISTERED, *([ENTERED_LATER, DATE_UNKNOWN] if self.data.get(AS_AT) else []), MISSING)
        self.fields["state"].choices = [("", _("all")), *((code, STATES[code]) for code in states)]

    @property
    def query_of_today(self) -> str:
        """The address of the same Parties and states without the day."""
        return urlencode({name: value for name, value in self.chosen.items() if name != AS_AT})

    def keep(self, rows: list[Row]) -> list[Row]:
        """Return the rows that have the chosen state in the chosen cycle, or in any."""
        state, cycle = self.chosen.get("state"), self.chosen.get("cycle")
        if not state:
            return rows
        return [
            row for row in rows if any(cell.state == state and cycle in (None, cell.cycle.code) for cell in row.cells)
        ]
