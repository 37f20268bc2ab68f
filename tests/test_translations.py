"""Every string of the interface is translated in all six languages (English is the source)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CATALOGUES = ["ar", "es", "fr", "ru", "zh_Hans"]
STRINGS = r"(?:\".*\"\n)+"
ENTRY = re.compile(
    rf"^msgid (?P<id>{STRINGS})(?:msgid_plural {STRINGS})?(?P<texts>(?:msgstr(?:\[\d\])? {STRINGS})+)", re.M
)


def catalogue(code: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / code / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("code", CATALOGUES)
def test_nothing_is_left_untranslated_or_fuzzy(code):
    text = catalogue(code).read_text() + "\n"
    assert "#, fuzzy" not in text
    missing = [
        entry["id"].strip()
        for entry in ENTRY.finditer(text)
        if entry["id"].strip() != '""' and re.search(r'^msgstr(?:\[\d\])? ""\n(?!")', entry["texts"], re.M)
    ]
    assert missing == []


@pytest.mark.parametrize("code", CATALOGUES)
def test_the_compiled_catalogue_is_the_one_that_was_written(code):
    """A fresh machine has no gettext: the compiled file is committed and must not be older than its source."""
    source = catalogue(code)
    assert source.with_suffix(".mo").exists()
    entries = sum(entry["id"].strip() != '""' for entry in ENTRY.finditer(source.read_text() + "\n"))
    number = int.from_bytes(source.with_suffix(".mo").read_bytes()[8:12], "little")
    assert number == entries + 1  # and the header
