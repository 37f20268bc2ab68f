"""A day that a page can be asked for, `?as-at=2022-12-19`: things as they stood when that day ended (R44).

A day is a day of the reader's time zone, as everywhere that dates are shown.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common import dates
from chm_portal.common.address_filter import shortened

NAME = "as-at"
FIRST_DAY = date(1992, 6, 5)  # the Convention was opened for signature


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day_of(partial: str) -> date:
    """Return the last day that "2010", "2010-04" or "2010-04-05" can mean."""
    year, *rest = (int(part) for part in partial.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else monthrange(year, month)[1])


class AsAtField(forms.DateField):
    """The day: written 2022-12-19, not before the Convention, not to come."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": _("Give the day as year, month and day, such as 2022-12-19.")}

    def __init__(self, **kwargs):
        super().__init__(label=_("As at"), required=False, input_formats=["%Y-%m-%d"], **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {"min": FIRST_DAY.isoformat(), "max": timezone.localdate().isoformat()}

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value > timezone.localdate():
            raise ValidationError(_("This day is still to come."), code="future")
        if value < FIRST_DAY:
            first = dates.day(FIRST_DAY)
            message = _("Choose %(day)s or a later day: then the Convention was opened for signature.")
            raise ValidationError(message, code="early", params={"day": first})


class AsksForDay(forms.Form):
    """A form of an address with the field of the day as its last; on its own, all that a page asks."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "filter_%s"} | kwargs)
        self.fields[NAME] = AsAtField()

    @property
    def day(self) -> date | None:
        """The day that the address asks for; None for today, and for what is no day of ours (see `refused_day`)."""
        self.is_valid()
        return getattr(self, "cleaned_data", {}).get(NAME)

    @property
    def refused_day(self) -> str:
        """What the address has in place of a day and why that cannot be shown; nothing where it can."""
        if NAME not in self.errors:
            return ""
        values = {"value": shortened(self[NAME].data or ""), "why": self.errors[NAME][0]}
        return _("As at “%(value)s”: %(why)s Until then you see today.") % values

    @property
    def day_field(self) -> forms.BoundField:
        """The field of the day, for pages that show it apart."""
        return self[NAME]
