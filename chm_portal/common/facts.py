"""Facts of a record's page that lead somewhere."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from chm_portal.common.offer import is_offered


@dataclass(frozen=True)
class LinkedFact:
    """A value in a list of facts that is a link on the page and its text everywhere else."""

    text: str | Promise
    url: str

    def __str__(self) -> str:
        return str(self.text)


def linked(text: str | Promise, address_name: str, *args) -> LinkedFact | str | Promise:
    """Return a value that leads to a page of ours; only the text where this site does without that page's service."""
    return LinkedFact(text, reverse(address_name, args=args)) if is_offered(address_name) else text
