"""Filters of the moderation queue; the address is the filter."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_NAMES
from collaboration.models import Board


class QueueFilter(forms.Form):
    """Which board and language to show; whatever cannot be read in the address is left out of account."""

    board = forms.ChoiceField(label=_("Board"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        boards = [(board.slug, board.label) for board in Board.objects.in_order()]
        self.fields["board"].choices = [("", _("all")), *boards]
        self.fields["language"].choices = [("", _("all")), *LANGUAGE_NAMES.items()]

    @property
    def chosen(self) -> dict[str, str]:
        """Return what was chosen, by name."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def query(self) -> str:
        """The chosen filters as part of an address, for the links to other pages of the list."""
        return urlencode(self.chosen)
