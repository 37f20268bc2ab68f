"""The style sheet: small, made from its parts, the same from every door, and readable in both schemes."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from chm_portal.common.stylesheet import PARTS, SHEET, STYLES, sheet, shrink

TEMPLATES = sorted(Path(settings.BASE_DIR / "templates").rglob("*.html"))
TEXT_COLOURS = ("ink", "quiet", "leaf", "reef", "ochre", "plum", "clay")
GROUNDS = ("paper", "raised", "sunk")
TINTS = ("leaf", "reef", "ochre", "plum", "clay")


def colours_of(scheme: str) -> dict[str, tuple[float, ...]]:
    """Return the tokens that are colours; in the dark scheme those of the light one that it leaves as they are too."""
    light, _media, dark = (STYLES / "tokens.css").read_text().partition("prefers-color-scheme: dark")
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        tokens |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))
    return {name: tuple(int(value[n : n + 2], 16) / 255 for n in (1, 3, 5)) for name, value in tokens.items()}


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""

    def light(colour):
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_readable_on_every_ground(scheme):
    colours = colours_of(scheme)
    pairs = [(text, ground) for text in TEXT_COLOURS for ground in GROUNDS]
    pairs += [(text, f"{tint}-tint") for tint in TINTS for text in ("ink", "quiet", "reef", tint)]
    pairs += [("on-fill", "leaf"), ("on-fill", "leaf-deep"), ("on-fill", "clay")]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_fields_stand_out_from_every_ground(scheme):
    colours = colours_of(scheme)
    assert [ground for ground in GROUNDS if contrast(colours["edge"], colours[ground]) < 3] == []


def test_the_sheet_weighs_at_most_ten_kilobytes_compressed():
    assert len(gzip.compress(sheet().encode(), 9)) <= 10 * 1024


def test_the_sheet_is_made_of_every_part_in_the_folder():
    assert {place.stem for place in STYLES.glob("*.css")} == set(PARTS)


def test_no_rule_names_a_side_of_the_screen():
    """A page in Arabic is laid out by the same rules: start and end, never left and right."""
    assert re.findall(r"\b(?:left|right)\b", sheet()) == []


def test_shrinking_leaves_texts_and_selectors_as_they_mean():
    css = (
        'a  > b , ul :first-child { content: "a  /* b */ ;}" ; margin: 0 auto; } /* x */\n@media (min-width: 1rem) { }'
    )
    assert shrink(css) == 'a>b,ul :first-child{content:"a  /* b */ ;}";margin:0 auto}@media (min-width:1rem){}'


def test_the_development_server_finds_the_joined_sheet():
    assert Path(finders.find(SHEET)).read_text() == sheet()
    assert finders.find("portal/parts.css") is None


def test_collecting_puts_the_sheet_under_a_name_that_changes_with_it(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [
        place.name
        for place in (tmp_path / "portal").iterdir()
        if re.fullmatch(r"portal\.[0-9a-f]{12}\.css", place.name)
    ]
    assert len(hashed) == 1
    assert (tmp_path / "portal" / f"{hashed[0]}.gz").exists()


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda place: str(place.relative_to(settings.BASE_DIR / "templates"))
)
def test_no_template_needs_inline_styles_scripts_or_unescaped_text(template):
    text = template.read_text()
    assert re.findall(r"<style|<script(?! src=)|\son[a-z]+=\"|\|safe\b|autoescape off", text) == []
    is_letter = "emails" in template.parts  # mail programs drop all styles but those that stand inline
    assert is_letter or not re.findall(r"\sstyle=", text)


@pytest.mark.parametrize(
    "template", sorted((settings.BASE_DIR / "templates" / "components").glob("*.html")), ids=lambda place: place.name
)
def test_every_component_says_its_inputs_first(template):
    assert template.read_text().startswith(("{% comment %}", "{#"))
