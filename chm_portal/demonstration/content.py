"""The content of the demonstration: JSON files beside this module, read as they are."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from chm_portal.common.languages import suffix

DATA = Path(__file__).parent / "data"
FILES = DATA / "files"


@cache
def read(name: str) -> dict[str, Any]:
    """Return a data file: people, organisations, resources, reports, initiatives, tasks and the others there."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a data file, in the order in which they are entered."""
    return read(name)["rows"]


def columns(name: str, texts: dict[str, str]) -> dict[str, str]:
    """Return {"title_en": ...} of {"en": ...}."""
    return {f"{name}_{suffix(language)}": text for language, text in texts.items()}


def answers(row: dict[str, Any]) -> dict[str, Any]:
    """Return the plain answers of a record, or of its second version, as its form takes them."""
    found = dict(row.get("answers", {}))
    for name in ("title", "summary"):
        found |= columns(name, row.get(name, {}))
    for name, texts in row.get("sections", {}).items():
        found |= columns(name, texts)
    return found
