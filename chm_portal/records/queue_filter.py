"""Filters of the review queue; the address is the filter."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.address_filter import AddressFilter
from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.directory.owners import Owner
from chm_portal.records import kinds
from chm_portal.records.models import Record

AGES = {"7": _("older than a week"), "30": _("older than a month"), "90": _("older than three months")}


class QueueFilter(AddressFilter):
    """Which of the waiting revisions to show."""

    q = forms.CharField(label=_("Title or identifier"), required=False, max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    state = forms.ChoiceField(
        label=_("Waits for"),
        required=False,
        choices=[("", _("anybody")), ("submitted", _("endorsement")), ("endorsed", _("the secretariat"))],
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("all")), *settings.LANGUAGES])
    age = forms.ChoiceField(label=_("Age"), required=False, choices=[("", _("any")), *AGES.items()])
    claimed = forms.ChoiceField(
        label=_("Claimed"), required=False, choices=[("", _("by anybody or nobody")), ("no", _("by nobody"))]
    )

    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self._waiting = waiting
        owners = {revision.record.owner.key: revision.record.owner for revision in waiting[:500]}
        self.fields["kind"].choices = [("", _("all"))] + [(kind.slug, kind.label) for kind in kinds.every()]
        self.fields["owner"].choices = [("", _("all")), *sorted((key, str(owner)) for key, owner in owners.items())]

    def revisions(self):
        """Return the waiting revisions that fit."""
        chosen, revisions = self.chosen, self._waiting
        if "q" in chosen:
            revisions = revisions.filter(_is_named(chosen["q"]))
        if "kind" in chosen:
            revisions = revisions.filter(record__kind=chosen["kind"])
        if "owner" in chosen:
            revisions = revisions.filter(record__in=Record.objects.owned_by([Owner.parse(chosen["owner"])]))
        if "state" in chosen:
            revisions = revisions.filter(state=chosen["state"])
        if "language" in chosen:
            revisions = revisions.filter(payload__languages__contains=[chosen["language"]])
        if "age" in chosen:
            revisions = revisions.filter(submitted_at__lt=timezone.now() - timedelta(days=int(chosen["age"])))
        if "claimed" in chosen:
            revisions = revisions.filter(claimed_by=None)
        return revisions


def _is_named(words: str) -> Q:
    """Match revisions whose title in some language, or whose record's identifier, has these words in it."""
    titles = [Q(**{f"payload__title_{suffix(code)}__icontains": words}) for code in LANGUAGE_CODES]
    return reduce(or_, titles, Q(record__identifier__icontains=words))
