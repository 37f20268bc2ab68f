"""A board as the secretariat fills it in."""

from django import forms

from collaboration.forms.about import TopicsField
from collaboration.models import Board

_about = Board._meta.get_field("topics")


class BoardForm(forms.ModelForm):
    """A board; what its discussions are about must be public, and a name that is not is named."""

    topics = TopicsField(
        label=_about.verbose_name,
        help_text=_about.help_text,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "vTextField"}),
    )
