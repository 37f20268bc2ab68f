"""Which Parties of the register are shown; the address is the filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.vocabularies.country_filter import CountryFilter
from reporting.register import MISSING, REGISTERED, STATES, SUBMITTED, Row, cycles


class RegisterFilter(CountryFilter):
    """Region, group of countries, and the state of their reports, in one cycle or in any."""

    cycle = forms.ChoiceField(label=_("Reporting cycle"), required=False)
    state = forms.ChoiceField(label=_("State, in that cycle or in any"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [("", _("all")), *((cycle.code, cycle.label) for cycle in cycles())]
        states = [(code, STATES[code]) for code in (SUBMITTED, REGISTERED, MISSING)]
        self.fields["state"].choices = [("", _("all")), *states]

    def keep(self, rows: list[Row]) -> list[Row]:
        """Return the rows that have the chosen state in the chosen cycle, or in any."""
        state, cycle = self.chosen.get("state"), self.chosen.get("cycle")
        if not state:
            return rows
        return [
            row for row in rows if any(cell.state == state and cycle in (None, cell.cycle.code) for cell in row.cells)
        ]
