"""Letters are plain text: what writes a day or moment for a page writes a tag around it, which a letter takes off."""

import re
from pathlib import Path

from django.conf import settings

LETTERS = sorted((Path(settings.BASE_DIR) / "templates" / "emails").rglob("*.txt"))


def test_days_and_moments_bring_no_tags_into_letters():
    wrong = [letter.name for letter in LETTERS if re.search(r"\|(?:day|moment)(?!\|striptags)\b", letter.read_text())]
    assert LETTERS and not wrong
