"""Filters of the moderation queue; the address is the filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.common.address_filter import AddressFilter
from chm_portal.common.languages import LANGUAGE_NAMES
from collaboration.models import Board


class QueueFilter(AddressFilter):
    """Which board and language to show."""

    board = forms.ChoiceField(label=_("Board"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        boards = [(board.slug, board.label) for board in Board.objects.in_order()]
        self.fields["board"].choices = [("", _("all")), *boards]
        self.fields["language"].choices = [("", _("all")), *LANGUAGE_NAMES.items()]
