"""Resources made by the thousand for measurements: texts in six languages, words by Zipf's law, the same each time.

The words are those of the portal's own catalogues, which are real words of six languages in their inflected forms, and
behind them a long tail of made-up ones, so that the vocabulary grows as that of real texts does.
"""

import gettext
import random
import re
from bisect import bisect
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from django.conf import settings
from django.db import connection, transaction
from psycopg2.extras import execute_values

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.records.models import Record, RecordCountry, RecordDecision, RecordTheme
from chm_portal.vocabularies.memory import vocabulary
from knowledge_base.models import Resource

VOCABULARY = 40_000  # words of a language
SPOKEN = {
    "en": 0.7,
    "fr": 0.25,
    "es": 0.2,
    "ru": 0.12,
    "ar": 0.12,
    "zh-hans": 0.12,
}  # how many records have a text in it
BATCH = 2000
TERMS = ((RecordTheme, "theme", 4), (RecordCountry, "country", 3), (RecordDecision, "decision", 2))


class Words:
    """The words of a language with how often each is used."""

    def __init__(self, language: str):
        self.chance = random.Random(f"words of {language}")
        self.language = language
        self.words = self._real()
        self.words += self._made_up(VOCABULARY - len(self.words))
        self._reached = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def _real(self) -> list[str]:
        folder = {"en": "fr", "zh-hans": "zh_Hans"}.get(self.language, self.language)
        with (settings.BASE_DIR / "locale" / folder / "LC_MESSAGES" / "django.mo").open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
        texts = catalogue.keys() if self.language == "en" else catalogue.values()
        counts: dict[str, int] = {}
        for text in texts:
            for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"%\(\w+\)s|<[^>]*>", " ", str(text)).lower()):
                pieces = [a + b for a, b in pairwise(word)] if self.language == "zh-hans" else [word]
                for piece in pieces:
                    counts[piece] = counts.get(piece, 0) + 1
        return sorted(counts, key=lambda word: (-counts[word], word))

    def _made_up(self, number: int) -> list[str]:
        halves = [word for word in self.words if len(word) > 3] or self.words
        made: dict[str, None] = {}
        while len(made) < number:
            first, second = self.chance.choice(halves), self.chance.choice(halves)
            made[first[: len(first) // 2 + 1] + second[len(second) // 2 :]] = None
        return list(made)

    def draw(self, chance: random.Random, number: int) -> list[str]:
        """Return words as often as they come up in texts."""
        whole = self._reached[-1]
        return [self.words[bisect(self._reached, chance.random() * whole)] for _word in range(number)]

    def text(self, chance: random.Random, number: int) -> str:
        """Return a text of so many words."""
        words = self.draw(chance, number)
        return "".join(words) if self.language == "zh-hans" else " ".join(words).capitalize()


def fill(number: int) -> None:
    """Bring the published resources to this number, by copying what a demonstration's resource has beside its texts."""
    words = {language: Words(language) for language in LANGUAGE_CODES}
    pattern = Resource.objects.published().order_by("pk").first()
    there = Record.objects.published().count()
    for start in range(there, number, BATCH):
        with transaction.atomic():
            _add(pattern, range(start, min(start + BATCH, number)), words)
        print(f"{min(start + BATCH, number)} of {number} records", flush=True)


def _add(pattern: Resource, numbers: range, words: dict[str, Words]) -> None:
    chance = random.Random(f"records from {numbers.start}")
    records = Record.objects.bulk_create([_record(pattern, number, chance, words) for number in numbers])
    years = [f"{chance.choice(range(1993, 2027))}" for _record_made in records]
    types, licences = vocabulary("resource_type").in_use(), vocabulary("licence").in_use()
    rows = [
        (record.pk, chance.choice(types).pk, "secretariat", "", "", "", year, [], chance.choice(licences).pk)
        for record, year in zip(records, years, strict=True)
    ]
    columns = "record_ptr_id, type_id, provider_kind, provider_name, authors, publisher, date, audiences, licence_id"
    with connection.cursor() as cursor:
        table = Resource._meta.db_table
        execute_values(cursor.cursor, f"INSERT INTO {table} ({columns}) VALUES %s", rows, page_size=BATCH)
    for model, name, most in TERMS:
        terms = vocabulary(name).in_use()
        model.objects.bulk_create(
            model(record_id=record.pk, term_id=term.pk, by_owner=True)
            for record in records
            for term in {chance.choice(terms) for _turn in range(chance.randint(1, most))}
        )


def _record(pattern: Resource, number: int, chance: random.Random, words: dict[str, Words]) -> Record:
    moment = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    record = Record(
        kind="resource",
        owner_kind="secretariat",
        state=Record.State.PUBLISHED,
        identifier=f"CHM-GEN-SCBD-{number}",
        created_by_id=pattern.created_by_id,
        published_at=moment,
        updated_at=moment,
        current_id=pattern.current_id,
    )
    spoken = [language for language, share in SPOKEN.items() if chance.random() < share] or ["en"]
    for language in spoken:
        setattr(record, f"title_{suffix(language)}", words[language].text(chance, chance.randint(5, 11)))
        setattr(record, f"summary_{suffix(language)}", words[language].text(chance, chance.randint(40, 120)))
    record.languages = spoken
    return record
