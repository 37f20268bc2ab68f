"""What the built-in tags of the templates do."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from chm_portal.common import dates
from chm_portal.common.markdown import to_html
from chm_portal.common.states import STATES, state_of
from chm_portal.pages.errors import PlainPortal

MOMENT = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)


def rendered(source: str, **context) -> str:
    """Return a template's output with the portal's own engine."""
    return engines["django"].from_string(source).render(context)


def described(title_en="", title_fr="", title_ar=""):
    """Return something with a translated title."""
    return SimpleNamespace(
        title_en=title_en, title_fr=title_fr, title_ar=title_ar, title_es="", title_ru="", title_zh_hans=""
    )


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "5 March 2026"),
        ("fr", "5 mars 2026"),
        ("es", "5 de marzo de 2026"),
        ("ru", "5 марта 2026"),
        ("zh-hans", "2026年3月5日"),
        ("ar", "5 مارس 2026"),
    ],
)
def test_a_day_is_written_out_in_each_language(language, day):
    with translation.override(language):
        assert dates.day(MOMENT) == day


def test_a_moment_is_shown_in_the_readers_time_zone_and_names_it():
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        assert dates.moment(MOMENT) == "6 March 2026 08:30 JST"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2010", "2010"),
        ("2010-04", "April 2010"),
        ("2010-04-05", "5 April 2010"),
        ("2010-13", "2010-13"),
        ("soon", "soon"),
    ],
)
def test_a_partial_date_says_no_more_than_is_known(text, written):
    with translation.override("en"):
        assert dates.partial_date(text) == written


def test_a_text_missing_in_the_readers_language_is_shown_in_another_and_says_so():
    template = (
        '{% translated thing "title" as title %}<b lang="{{ title.lang }}" dir="{{ title.dir }}">{{ title.text }}</b>'
        '{% include "components/language_mark.html" with language=title.language only %}'
    )
    with translation.override("fr"):
        assert rendered(template, thing=described(title_fr="Titre")).strip() == '<b lang="fr" dir="ltr">Titre</b>'
        elsewhere = rendered(template, thing=described(title_ar="عنوان"))
    assert '<b lang="ar" dir="rtl">عنوان</b>' in elsewhere
    assert 'class="mark"' in elsewhere


def test_linked_data_cannot_end_its_element():
    block = rendered("{% json_ld content %}", content={"name": "</script><script>alert(1)</script>&"})
    assert block.count("</script>") == 1
    assert "\\u003c/script\\u003e" in block


def test_a_title_is_repeated_as_plain_text_inside_an_attribute():
    source = '{% extends "base.html" %}{% block title %}<b>A</b> "B" &amp; C{% endblock %}'
    with translation.override("en"):
        html = rendered(source, portal=PlainPortal(RequestFactory().get("/en/")))
    assert '<meta property="og:title" content="A &quot;B&quot; &amp; C">' in html


def test_every_state_has_a_word_a_tone_and_a_shape_and_no_two_look_alike_by_colour_alone():
    assert all(state.label and state.tone and state.shape for state in STATES.values())
    assert state_of("from_elsewhere").label == "From elsewhere"


def test_long_lists_of_pages_are_shortened_in_the_middle():
    page = Paginator(range(400), 20).page(10)
    with translation.override("en"):
        numbers = rendered("{% for n in page|page_numbers %}{{ n }} {% endfor %}", page=page)
    assert numbers.split() == ["1", "…", "9", "10", "11", "…", "20"]


class Asked(forms.Form):
    """One text and one group of boxes."""

    name = forms.CharField(max_length=200, help_text="As printed.", widget=forms.Textarea)
    colours = forms.MultipleChoiceField(choices=[("r", "Red"), ("g", "Green")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="I agree.")


def test_each_error_in_the_summary_leads_to_a_control_that_exists_and_is_described_by_it():
    with translation.override("en"):
        html = rendered(
            '{% include "components/error_summary.html" with form=form only %}'
            '{% include "components/fields.html" with form=form only %}',
            form=Asked({}),
        )
    for target in ("id_name", "id_colours_0", "id_agreed"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert "Up to 200 characters." in html
    assert "<bdi>I agree</bdi>:" in html


def test_markdown_brings_no_html_no_script_and_no_hidden_host():
    html = to_html(
        "# Hi <script>x</script>\n\n[a](javascript:x) [b](//evil.test/) [c](https://example.org) ![d](x.png)"
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript" not in html.replace("javascript:x)", "")
    assert 'href="//' not in html
    assert 'href="https://example.org"' in html


def test_markdown_that_was_cleaned_prints_as_it_is_and_nothing_else_does():
    assert rendered("{{ text }}", text=to_html("**a**")) == "<p><strong>a</strong></p>\n"
    assert rendered("{{ text }}", text="<p>a</p>") == "&lt;p&gt;a&lt;/p&gt;"


def test_french_counts_the_first_of_a_month():
    first = datetime(2027, 1, 1, 12, tzinfo=UTC)
    with translation.override("fr"):
        assert dates.day(first) == "1er janvier 2027"
        assert dates.moment(first) == "1er janvier 2027 12:00 UTC"
        assert dates.partial_date("2027-01-01") == "1er janvier 2027"
        assert dates.day(first.replace(day=11)) == "11 janvier 2027"
    with translation.override("en"):
        assert dates.day(first) == "1 January 2027"
