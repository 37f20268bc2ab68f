"""Dates of which only the year or the month may be known."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from chm_portal.common.fields import (
    PartialDateField,
    PartialDateFormField,
    normal_partial_date,
    partial_date_constraint,
    partial_date_display,
)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("", ""),
        ("  ", ""),
        ("2010", "2010"),
        ("2010-4", "2010-04"),
        ("2010-04-05", "2010-04-05"),
        (" 2010 - 4 - 5 ", "2010-04-05"),
        ("2010/4/5", "2010-04-05"),
        ("2010.12", "2010-12"),
        ("2010–12", "2010-12"),
        ("٢٠١٠-٤", "2010-04"),
        ("2010年", "2010"),
        ("2010年4月", "2010-04"),
        ("2010年4月5日", "2010-04-05"),
        ("2012-02-29", "2012-02-29"),
    ],
)
def test_what_people_type_comes_into_normal_form(typed, normal):
    assert normal_partial_date(typed) == normal
    assert normal_partial_date(normal) == normal


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2010-13", "no month 13"),
        ("2010-0", "no month 0"),
        ("2010-02-30", "no day 30"),
        ("2011-02-29", "no day 29"),
        ("2010-04-0", "no day 0"),
        ("April 2010", "2010-04"),
        ("05/04/2010", "2010-04"),
        ("10", "2010-04"),
        ("20100405", "2010-04"),
        ("2010-", "2010-04"),
        ("0999", "2010-04"),
        ("9999", "2010-04"),
        ("²⁰¹⁰", "2010-04"),
        ("2010-04-05-06", "2010-04"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_write(typed, said):
    with pytest.raises(ValidationError) as refused:
        PartialDateFormField().clean(typed)
    assert said in refused.value.messages[0]


@given(st.text())
def test_any_text_is_normal_or_refused(typed):
    try:
        normal = normal_partial_date(typed)
    except ValidationError:
        return
    assert normal_partial_date(normal) == normal


def test_the_form_field_of_the_model_says_how_to_write_and_not_how_long():
    field = PartialDateField(blank=True).formfield()
    with pytest.raises(ValidationError) as refused:
        field.clean("the fifth of April 2010")
    assert refused.value.messages == ["Write a year (2010), a month (2010-04) or a day (2010-04-05)."]
    assert field.clean("2010-4") == "2010-04"


@pytest.fixture
def dated():
    """A table of its own with one partial date."""
    with isolate_apps("chm_portal.common"):

        class Dated(models.Model):
            day = PartialDateField(blank=True, default="")

            class Meta:
                app_label = "common"
                constraints = [partial_date_constraint("day", "common_dated_day_is_partial")]

            def __str__(self) -> str:
                return self.day

    with connection.schema_editor() as editor:
        editor.create_model(Dated)
    return Dated


@pytest.mark.django_db
def test_the_order_of_texts_is_the_order_of_dates(dated):
    days = ["2010", "2010-02", "2010-02-28", "2010-10", "2011", ""]
    for day in days:
        dated.objects.create(day=day)
    assert list(dated.objects.order_by("day").values_list("day", flat=True)) == ["", *days[:-1]]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2010-4", "2010-13", "2010-01-32", "April", "2010-", " ", "2010\n"])
def test_the_database_takes_nothing_but_normal_form(dated, day):
    with pytest.raises(IntegrityError), transaction.atomic():
        dated.objects.create(day=day)


@pytest.mark.django_db
def test_a_full_clean_brings_the_value_into_normal_form_and_a_search_takes_it_as_it_is(dated):
    row = dated(day="2010-4")
    row.full_clean()
    row.save()
    assert dated.objects.filter(day__startswith="2010-").get().day == "2010-04"


@pytest.mark.parametrize(
    ("language", "year", "month", "day"),
    [
        ("en", "2010", "April 2010", "5 April 2010"),
        ("fr", "2010", "avril 2010", "5 avril 2010"),
        ("es", "2010", "abril de 2010", "5 de abril de 2010"),
        ("ru", "2010", "Апрель 2010", "5 апреля 2010"),
        ("ar", "2010", "إبريل 2010", "5 إبريل 2010"),
        ("zh-hans", "2010", "2010年4月", "2010年4月5日"),
    ],
)
def test_a_date_is_written_out_in_each_language(language, year, month, day):
    assert [partial_date_display(value, language).lower() for value in ("2010", "2010-04", "2010-04-05")] == [
        year,
        month.lower(),
        day.lower(),
    ]


def test_what_is_no_date_is_shown_as_it_stands():
    assert partial_date_display("spring 2010", "en") == "spring 2010"
