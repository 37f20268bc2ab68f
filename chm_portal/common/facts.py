"""Facts of a record's page that lead somewhere."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class LinkedFact:
    """A value in a list of facts that is a link on the page and its text everywhere else."""

    text: str | Promise
    url: str

    def __str__(self) -> str:
        return str(self.text)
