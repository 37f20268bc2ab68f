"""What an engine answers, whichever it is: one page of hits, how many there are in all, counts of facets."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Hit:
    """One document found: its name in the index, its kind, how well it matches, and whether it has every word."""

    identifier: str  # "records.record.12": haystack's, of app, model and primary key
    kind: str
    score: float = 0.0
    has_all_words: bool = True

    @property
    def pk(self) -> int:
        """The primary key of what was found."""
        return int(self.identifier.rpartition(".")[2])


@dataclass
class Found:
    """An answer: one page of hits, how many there are in all, and the counts of the facets asked for."""

    total: int = 0
    with_all_words: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)  # {chosen facet: how many there were without that choice}
    is_more: bool = False  # there are more than were counted: total and counts of facets are of the first ones only
