"""Forms of following: what, and how often to write about it."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chm_portal.accounts.models import MailFrequency
from chm_portal.common.topics import LONGEST
from chm_portal.notifications.models import Subscription


class FrequencyField(forms.ChoiceField):
    """How often to write about one thing: as the account says, or otherwise."""

    def __init__(self, user, **kwargs):
        usual = _("as in my account: %(frequency)s") % {"frequency": user.get_mail_frequency_display()}
        kwargs.setdefault("label", gettext_lazy("Letters"))
        super().__init__(choices=[("", usual), *MailFrequency.choices], required=False, **kwargs)


class FollowForm(forms.Form):
    """What to follow, and how often to write about it."""

    topic = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frequency"] = FrequencyField(
            user, help_text=_("You find each piece of news among your notices, whatever you choose.")
        )


class FrequenciesForm(forms.Form):
    """How often to write about each of the things that one page lists."""

    def __init__(self, *args, subscriptions: Sequence[Subscription], user, **kwargs):
        super().__init__(*args, **kwargs)
        self.subscriptions = {self.name_of(subscription): subscription for subscription in subscriptions}
        for name, subscription in self.subscriptions.items():
            self.fields[name] = FrequencyField(user, initial=subscription.frequency)

    @staticmethod
    def name_of(subscription: Subscription) -> str:
        """Return the name of a subscription's field."""
        return f"of-{subscription.pk}"

    def chosen(self) -> list[tuple[Subscription, str]]:
        """Return what was chosen for each; what was not sent stays as it is."""
        sent = {name: one for name, one in self.subscriptions.items() if name in self.data}
        return [(subscription, self.cleaned_data[name]) for name, subscription in sent.items()]
