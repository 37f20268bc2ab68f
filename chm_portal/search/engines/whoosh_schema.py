"""What a Whoosh index of ours is made of: weighted words of one language, exact codes, keys to sort by."""

from collections.abc import Iterable, Iterator

from whoosh.analysis import RegexTokenizer
from whoosh.fields import ID, KEYWORD, FieldType
from whoosh.formats import Positions

from chm_portal.search.engines.terms import weighted_terms

SEPARATOR = "\x1f"  # between the codes of a facet; no code contains it


class WordsField(FieldType):
    """Words of one language with their positions; its value is a list of (weight, text).

    Whoosh's own language analysers are not used: the Arabic one raises re.error, Chinese is not cut at all, and
    nothing is folded (rows 9 to 11 of the table in docs/search.md).
    """

    def __init__(self, language: str):
        super().__init__(Positions(), None, scorable=True)
        self.language = language

    def index(self, value: Iterable[tuple[str, str]], **_options) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, how much of the document's length it is, weight, encoded positions) of each distinct term."""
        terms = weighted_terms(value, self.language)
        for term, places in terms.positions.items():
            yield term.encode(), terms.lengths[term], terms.weights[term], self.format.encode(places)


def codes_field() -> KEYWORD:
    """Return a field of exact codes: never stemmed, split at the private separator only (rows 5 and 6)."""
    return KEYWORD(analyzer=RegexTokenizer(f"[^{SEPARATOR}]+"))


def sort_field() -> ID:
    """Return a field that results are put in order by."""
    return ID(sortable=True)
