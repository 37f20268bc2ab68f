"""The two tables of the PostgreSQL engine: which is live, how one is filled and swapped in, how documents are written.

There is one writer (indexer.writing_alone), so that counting terms needs no lock of its own.
"""

from collections import Counter
from collections.abc import Iterable
from threading import Lock

from django.db import connection, transaction
from psycopg2.extras import execute_values

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.search.engines import IndexUnusable
from chm_portal.search.engines.postgres_rows import CODE, LANGUAGES, TITLE, Bag, Row
from chm_portal.search.models import SearchCode, SearchEntryA, SearchEntryB, SearchShelf, SearchTerm

TABLES = {"a": SearchEntryA._meta.db_table, "b": SearchEntryB._meta.db_table}
TITLES = [f"title_{suffix(code)}" for code in LANGUAGE_CODES]
COLUMNS = ["identifier", "kind", "published", "titles", "codes", "terms", "bag"]


class Codes:
    """The numbers of facets' codes, as this process remembers them; they are never given anew."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._names: dict[int, tuple[str, str]] = {}
        self._lock = Lock()

    def _read(self) -> None:
        with self._lock:
            rows = list(SearchCode.objects.values_list("pk", "facet", "code"))
            self._numbers = {(facet, code): pk for pk, facet, code in rows}
            self._names = {pk: (facet, code) for pk, facet, code in rows}

    def numbers(self, names: Iterable[tuple[str, str]], *, make: bool = False) -> list[int]:
        """Return the numbers of (facet, code) pairs; unknown ones are left out, or made if a document has them."""
        names = list(dict.fromkeys(names))
        if any(name not in self._numbers for name in names):
            if make:
                self._read()
                missing = [name for name in names if name not in self._numbers]  # a number that is tried is used up
                SearchCode.objects.bulk_create(
                    [SearchCode(facet=facet, code=code) for facet, code in missing], ignore_conflicts=True
                )
            self._read()
        return [self._numbers[name] for name in names if name in self._numbers]

    def name(self, number: int) -> tuple[str, str]:
        """Return the (facet, code) of a number."""
        if number not in self._names:
            self._read()
        return self._names[number]

    def forget(self) -> None:
        """Read all again at the next question."""
        self._numbers, self._names = {}, {}


codes = Codes()


def live() -> SearchShelf:
    """Return the shelf that is read. Raises IndexUnusable where there is none."""
    shelf = SearchShelf.objects.filter(is_live=True).first()
    if shelf is None:
        raise IndexUnusable("There is no search index in the database.")
    return shelf


def begin(name: str) -> None:
    """Empty the shelf that nobody reads and give it to a new index."""
    letter = "b" if SearchShelf.objects.filter(is_live=True, letter="a").exists() else "a"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES[letter]}")
        # While nobody reads it, new words are put into the index in heaps, which is several times as quick.
        cursor.execute(f"ALTER INDEX search_{letter}_terms SET (fastupdate = on, gin_pending_list_limit = 65536)")
        SearchTerm.objects.filter(letter=letter).delete()
        SearchShelf.objects.update_or_create(
            letter=letter,
            defaults={"build_name": name, "is_live": False, "documents": 0, "lengths": [0] * len(LANGUAGES)},
        )


def building(name: str) -> SearchShelf:
    """Return the shelf that is being filled under this name. Raises IndexUnusable where it was lost."""
    shelf = SearchShelf.objects.filter(build_name=name, is_live=False).first()
    if shelf is None:
        raise IndexUnusable(f"The search index {name} is not there any more.")
    return shelf


@transaction.atomic
def swap_in(name: str) -> None:
    """Make a filled shelf the live one; searches under way end in the other."""
    letter = building(name).letter
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER INDEX search_{letter}_terms SET (fastupdate = off)")
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f"search_{letter}_terms"])
        cursor.execute(f"ANALYZE {TABLES[letter]}")
    SearchShelf.objects.filter(is_live=True).update(is_live=False)
    SearchShelf.objects.filter(build_name=name).update(is_live=True)


@transaction.atomic
def write(shelf: SearchShelf, documents: list[dict], gone: list[str]) -> None:
    """Replace documents by their identifier and take out those that are gone, in one transaction."""
    table = TABLES[shelf.letter]
    rows = [(document, _row(document)) for document in documents]
    written = [document["id"] for document in documents]
    with connection.cursor() as cursor:
        before = _taken_out(cursor, table, [*written, *gone])
        execute_values(
            cursor.cursor,
            f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES %s",
            [_values(document, row) for document, row in rows],
            template=f"({', '.join(['%s'] * (len(COLUMNS) - 2))}, %s::tsvector, %s)",
        )
        change = Counter(term for _document, row in rows for term in row.terms)
        change.subtract(term for terms, _lengths in before for term in terms)
        _count_terms(cursor, shelf.letter, change)
    lengths = list(shelf.lengths)
    for sign, of in ((1, [row.lengths for _document, row in rows]), (-1, [lengths for _terms, lengths in before])):
        for each in of:
            lengths = [total + sign * words for total, words in zip(lengths, each, strict=True)]
    shelf.documents += len(rows) - len(before)
    shelf.lengths = lengths
    shelf.version += 1
    shelf.save(update_fields=["documents", "lengths", "version"])


def _row(document: dict) -> Row:
    names = [(name, code) for name, value in document.items() if _are_codes(value) for code in value]
    return Row(document, codes.numbers(names, make=True))


def _are_codes(value) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], str)


def _values(document: dict, row: Row) -> list:
    plain = [document["id"], document["record_kind"], document["published"]]
    titles = [document.get(name) or "" for name in TITLES]
    return [*plain, titles, row.codes, row.vector, row.bag]


def _taken_out(cursor, table: str, identifiers: list[str]) -> list[tuple[list[str], list[int]]]:
    """Delete rows, and return the (terms, lengths) of each that was there."""
    cursor.execute(
        f"DELETE FROM {table} WHERE identifier = ANY(%s) RETURNING tsvector_to_array(terms), bag", [identifiers]
    )
    return [
        ([lexeme for lexeme in lexemes if lexeme[0] not in (TITLE, CODE)], list(Bag(bag).lengths))
        for lexemes, bag in cursor.fetchall()
    ]


def _count_terms(cursor, letter: str, change: Counter) -> None:
    rows = [(letter, term, number) for term, number in sorted(change.items()) if number]
    if rows:
        execute_values(
            cursor.cursor,
            f"INSERT INTO {SearchTerm._meta.db_table} AS old (letter, term, documents) VALUES %s"
            " ON CONFLICT (letter, term) DO UPDATE SET documents = old.documents + excluded.documents",
            rows,
            page_size=1000,
        )
