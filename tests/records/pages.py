"""What the tests of pages of records share: addresses, and what a form carries."""

import re

from django.urls import reverse


def address(name: str, *args) -> str:
    """Return the address of a page of records by its name."""
    return reverse(f"records:{name}", args=args)


def hidden_inputs(page: str) -> dict[str, str]:
    """Return {name: value} of the hidden inputs of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
