"""Filters that stand in the address of a list: what was chosen, and what the address asks for that is not known."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _

LONGEST_SHOWN = 60  # characters of a value that nobody knows


def shortened(value: str) -> str:
    """Return a value of an address as a sentence can quote it."""
    return value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"


def not_known(filter_label: object, value: str) -> str:
    """Return the sentence for a value of an address that its filter does not have."""
    values = {"filter": filter_label, "value": shortened(value)}
    return _("%(filter)s: “%(value)s” is not known and was left out.") % values


class AddressFilter(forms.Form):
    """A form whose answers are an address; what a filter does not know is left out, and said to be."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "filter_%s"} | kwargs)

    @property
    def chosen(self) -> dict:
        """What was chosen, by name."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def left_out(self) -> list[str]:
        """A sentence for each filter whose value in the address is none of its choices."""
        unknown = [name for name in self.errors if isinstance(self.fields[name], forms.ChoiceField)]
        return [not_known(self.fields[name].label, self[name].data or "") for name in unknown]

    @property
    def query(self) -> str:
        """The chosen filters as part of an address, for links that keep them."""
        return urlencode(self.chosen)
