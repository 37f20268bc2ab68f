"""Moments as a clock on a wall shows them, and the time zone that makes each of them one moment of the world."""

import zoneinfo
from datetime import UTC, datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.forms import time_zones, time_zones_and
from chm_portal.common.dates import moment_in

YEARS = range(2000, 2100)  # of windows: what every time zone can count in


class WallClockField(forms.DateTimeField):
    """A moment as a clock on a wall shows it, of no time zone; the form's own makes it one moment of the world."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **{"required": False, **kwargs})

    def to_python(self, value) -> datetime | None:
        with timezone.override(UTC):  # where every time of the clock exists, and exists once
            moment = super().to_python(value)
        if moment and moment.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment and moment.replace(tzinfo=None)


class ZonedForm(forms.Form):
    """A form with wall clocks and the zone in which they are meant.

    A time that the clocks leave out, when they are put forward, is refused. One that they show twice, when they are put
    back, is the first of the two, and `notes` says so.
    """

    zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = time_zones_and(self.get_initial_for_field(self.fields["zone"], "zone"))

    def clean(self) -> dict:
        answers = super().clean()
        for name in self._clocks():
            moment = self.moment(name)
            if moment and not _exists(moment):
                message = _(
                    "%(time)s does not exist on that day: in this time zone the clocks are put forward then. "
                    "Choose an earlier or a later time."
                )
                self.add_error(name, forms.ValidationError(message, code="gap", params={"time": f"{moment:%H:%M}"}))
        return answers

    def _clocks(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, WallClockField)]

    def moment(self, name: str) -> datetime | None:
        """Return what a wall clock field means in the time zone that was chosen."""
        shown, zone = self.cleaned_data.get(name), self.cleaned_data.get("zone")
        return shown.replace(tzinfo=zoneinfo.ZoneInfo(zone)) if shown and zone else None

    @property
    def notes(self) -> list[str]:
        """Say of each chosen time that the clocks show twice which of the two is meant."""
        chosen = [self.moment(name) for name in self._clocks() if name in self.changed_data]
        return [
            gettext("That day the clocks are put back and show this time twice. The first is meant: %(moment)s.")
            % {"moment": moment_in(moment, self.cleaned_data["zone"])}
            for moment in chosen
            if moment and moment.utcoffset() != moment.replace(fold=1).utcoffset()
        ]


def _exists(moment: datetime) -> bool:
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == moment.replace(tzinfo=None)
