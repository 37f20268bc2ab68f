"""The form with which a team makes a link to its draft."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.common.clean_text import clean_text
from chm_portal.common.fields import WholeDayField
from chm_portal.directory.models import today


def _in_two_weeks():
    return today() + timedelta(days=14)


class ShareForm(forms.Form):
    """For whom the link is, and until when it leads to the draft."""

    note = forms.CharField(
        label=_("For whom?"),
        max_length=200,
        help_text=_("A name or an office; only your team sees it, so that you know later whose link it is."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    ends_on = WholeDayField(
        label=_("Last day"),
        initial=_in_two_weeks,
        help_text=_("At most 90 days ahead; the link ends at midnight, UTC."),
    )

    def clean_note(self) -> str:
        return " ".join(clean_text(self.cleaned_data["note"]).split())
