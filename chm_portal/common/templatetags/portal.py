"""What templates need beside Django's own tags; built in, so no template loads it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Textarea
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chm_portal.common import dates, offer
from chm_portal.common.languages import current, direction, in_language
from chm_portal.common.languages import html_lang as lang_attribute
from chm_portal.common.markdown import CleanHtml
from chm_portal.common.states import State, state_of

register = template.Library()
# Translated by the portal and not by Django, whose words for languages are not always those of the United Nations.
LANGUAGE_WORDS = {
    "ar": gettext_lazy("Arabic"),
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "fr": gettext_lazy("French"),
    "ru": gettext_lazy("Russian"),
    "zh-hans": gettext_lazy("Chinese"),
}


@dataclass(frozen=True)
class Text:
    """A text with the language it is in, which may be another than the reader's."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text

    @property
    def lang(self) -> str:
        """Return the value for HTML's lang attribute."""
        return lang_attribute(self.language)

    @property
    def dir(self) -> str:
        """Return rtl or ltr."""
        return direction(self.language)

    @property
    def is_elsewhere(self) -> bool:
        """Return whether the reader asked for another language than this."""
        return bool(self.text) and self.language != current()


@register.simple_tag
def translated(thing, field: str) -> Text:
    """Return the best text of a translated field: `{% translated record "title" as title %}`."""
    return Text(*in_language(thing, field))


@register.filter
def html_lang(code: str) -> str:
    """Return the value of HTML's lang attribute for a language code."""
    return lang_attribute(code)


@register.filter
def text_direction(code: str) -> str:
    """Return rtl or ltr for a language code."""
    return direction(code)


@register.filter
def language_name(code: str) -> str:
    """Return the name of one of the six languages in the reader's language, the code itself for any other."""
    return str(LANGUAGE_WORDS.get(code, code))


@register.filter
def is_other_language(code: str) -> bool:
    """Return whether a language code is not the reader's."""
    return bool(code) and code != current()


@register.filter
def day(value: date | datetime | None) -> str:
    """Return the day in words, as a time element."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), dates.day(value))


@register.filter
def date_in_words(value: date) -> str:
    """Return the day in words as plain text, for titles and sentences that are read out elsewhere."""
    return dates.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Return day, time and time zone in words, as a time element."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), dates.moment(value))


@register.filter
def moment_in(value: datetime | None, zone: str) -> str:
    """Return day and time as they are in a zone, as a time element, with the zone's name after it."""
    if not value:
        return ""
    written = format_html('<time datetime="{}">{}</time>', value.isoformat(), dates.moment_in(value, zone))
    return written if zone == "UTC" else format_html("{} <bdi>({})</bdi>", written, zone)


@register.filter
def partial_date(value: str | None) -> str:
    """Return a year, month or day in words."""
    return dates.partial_date(value or "")


@register.filter
def is_offered(name: str) -> bool:
    """Return whether a service is switched on here: `{% if "reporting"|is_offered %}`."""
    return offer.is_offered(name)


@register.filter
def look_of_state(code: str) -> State:
    """Return word, tone and shape of a state."""
    return state_of(str(code))


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """Return the page numbers to link, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def anchor(field: BoundField) -> str:
    """Return the id that an error's link leads to: the first control of the field, or the field's own group."""
    if field.id_for_label:
        return field.id_for_label
    for part in field.subwidgets:
        if part.data.get("attrs", {}).get("id"):
            return part.data["attrs"]["id"]
    return f"{field.auto_id}_group"


@register.filter
def share(part: int, whole: int) -> str:
    """Return a part as per cent of a whole, for the width of a bar: a number as SVG writes it in every language."""
    return f"{100 * part / whole:.1f}" if whole else "0"


@register.filter
def without_stop(text: str) -> str:
    """Return a label without the stop at its end, to be followed by a colon."""
    return str(text).rstrip(" .:。…")


@register.filter
def room(field: BoundField) -> str:
    """Return how much fits into a field for long texts ("Up to 3000 characters."), nothing for any other."""
    limit = getattr(field.field, "max_length", None)
    if not limit or not isinstance(field.field.widget, Textarea):
        return ""
    return _("Up to %(limit)d characters.") % {"limit": limit}


@register.simple_tag
def control(field: BoundField, hint: str = "") -> str:
    """Return the field's widget, described by the hint and the error that stand beside it."""
    described = [f"{field.auto_id}_helptext"] if hint or field.help_text or room(field) else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    return field.as_widget(
        attrs={"aria-describedby": " ".join(described)} if described and not field.use_fieldset else None
    )


@register.simple_tag
@lru_cache(maxsize=64)
def glyph(kind: str) -> str:
    """Return the small sign of a kind of record or of a service, drawn once: a list has one in every row."""
    # Safe: what a template has made, which escapes what it is given.
    return mark_safe(render_to_string("components/glyph.html", {"kind": kind}).strip())


@register.simple_tag
def facet_boxes(name: str, options: Iterable) -> str:
    """Return the boxes of a facet's options (.value, .label, .count or None, .is_chosen), one label each.

    Not a template of its own: a page has hundreds of them, and including one takes twenty times as long.
    """
    boxes = []
    for option in options:
        value, label, checked = escape(option.value), escape(option.label), " checked" if option.is_chosen else ""
        count = "" if option.count is None else f' <span class="count">{option.count}</span>'
        box = f'<input type="checkbox" name="{name}" value="{value}"{checked}>'
        boxes.append(f"<label>{box}<span><bdi>{label}</bdi></span>{count}</label>")
    # Safe: what comes from options was escaped above; names are those of facets.
    return mark_safe("\n".join(boxes))


@register.filter
def is_list(value) -> bool:
    """Return whether a value is several values."""
    return isinstance(value, (list, tuple, set, frozenset))


@register.filter
def is_one_choice(field: BoundField) -> bool:
    """Return whether the field is a single box to tick, whose label stands after it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


class AgainNode(template.Node):
    """Renders a block a second time: a title stands in the title element and on the social card."""

    def __init__(self, name: str):
        self.name = name

    def render(self, context) -> str:
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.name) if blocks else None
        text = block.nodelist.render(context) if block else ""
        return " ".join(strip_tags(text).split()).replace('"', "&quot;")


@register.tag
def again(parser, token) -> AgainNode:
    """Repeat the plain text of a block inside an attribute: `{% again title %}`."""
    return AgainNode(token.split_contents()[1])


@register.simple_tag
def json_ld(content: dict) -> str:
    """Return a block of JSON-LD (schema.org) for the head of a page; nothing in it can end the element it stands in."""
    text = json.dumps(content, ensure_ascii=False)
    for sign in "&<>\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return format_html('<script type="application/ld+json">{}</script>', CleanHtml(text))
