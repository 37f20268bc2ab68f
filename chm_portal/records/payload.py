"""A revision's payload as form data, and its short digests (records of what a page showed)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


class PayloadData(dict):
    """A payload in the shape of posted data: widgets ask it by plain name, for one value or for a list."""

    def getlist(self, name: str) -> list:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


def digest(value: Any) -> str:
    """Return eight letters that change when an answer changes; nothing, "" and [] count as the same."""
    if value in (None, "", [], False):
        value = None
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def digests(payload: Mapping[str, Any], names: list[str]) -> dict[str, str]:
    """Return {field name: digest} of these fields."""
    return {name: digest(payload.get(name)) for name in names}


def payload_digest(payload: Mapping[str, Any]) -> str:
    """Return one digest of a whole payload: what a reviewer read."""
    return digest({name: value for name, value in payload.items() if value not in (None, "", [], False)})
