"""Fields that several forms share: a line, a day, and dates of which only year or month may be known (R55, R82)."""

import re
import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chm_portal.common import dates
from chm_portal.common.clean_text import clean_text

_SEPARATOR = r"\s*[-\u2010-\u2015\u2212/.年月]\s*"
_TYPED = re.compile(rf"([12][0-9]{{3}})(?:{_SEPARATOR}([0-9]{{1,2}})(?:{_SEPARATOR}([0-9]{{1,2}}))?)?[年月日]?")
FIRST_YEAR, LAST_YEAR = 2000, 2100  # of a day on which something is due
STORED = r"^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"


def normal_partial_date(typed: str) -> str:
    """Return "2010", "2010-04" or "2010-04-05" of what a person typed, such as 2010-4, 2010/4/5, ٢٠١٠ or 2010年4月.

    Nothing gives nothing; anything else raises ValidationError.
    """
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in typed.strip())
    if not text:
        return ""
    match = _TYPED.fullmatch(text)
    if not match:
        raise ValidationError(_("Write a year (2010), a month (2010-04) or a day (2010-04-05)."), code="invalid")
    year, month, day = match.groups()
    if month and not 1 <= int(month) <= 12:
        raise ValidationError(
            _("There is no month %(month)s: write it as 01 to 12."), code="month", params={"month": month}
        )
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValidationError(_("There is no day %(day)s in that month."), code="day", params={"day": day}) from None
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


class PartialDateFormField(forms.CharField):
    """Where a year, a month or a day is written; the clean value is normal_partial_date's."""

    def to_python(self, value) -> str:
        return normal_partial_date(super().to_python(value))

    def widget_attrs(self, widget) -> dict:
        return {"size": "12", "dir": "ltr"} | super().widget_attrs(widget)


class PartialDateField(models.CharField):
    """A year, a month or a day as text; the collation "C" makes the order of texts that of dates.

    Add `partial_date_constraint` to the model: only full_clean and the form bring a value into normal form.
    """

    description = _("Year, month or day")

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)

    def clean(self, value, model_instance) -> str:
        return super().clean(normal_partial_date(value or ""), model_instance)

    def formfield(self, **kwargs) -> forms.Field:
        # No max_length: "10 characters at most" does not tell how to write a date.
        return super().formfield(**{"form_class": PartialDateFormField, "max_length": None, **kwargs})


def partial_date_constraint(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that a PartialDateField holds nothing but a year, a month or a day in normal form."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__regex": STORED}),
        name=name,
        violation_error_code=field,
        violation_error_message=_("Write a year (2010), a month (2010-04) or a day (2010-04-05)."),
    )


def partial_date_display(value: str, language: str) -> str:
    """Return a year, month or day in words of a language; what is no such date comes back as it is."""
    with translation.override(language):
        return dates.partial_date(value)


class OneLineField(forms.CharField):
    """Text of one line as the database and a page can hold it."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs)

    def to_python(self, value) -> str:
        return " ".join(clean_text(super().to_python(value)).split())


class WholeDayField(forms.DateField):
    """A day of this century, as browsers send it and as people write it: 2026-12-31."""

    default_error_messages = {
        "invalid": _("Write the day as year, month and day, such as 2026-12-31."),
        "range": _("Choose a day between the years 2000 and 2100."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value) -> date | None:
        if value and not isinstance(value, str | date):  # a payload is JSON: anything can stand there
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value or None)

    def clean(self, value) -> date | None:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["range"], code="range")
        return day
