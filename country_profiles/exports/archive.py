"""Writes the archive of a country, record by record, with no more than a batch of records in memory."""

import json
import logging
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.utils import timezone, translation

from chm_portal.common.csv_export import csv_lines
from chm_portal.common.facts import LinkedFact
from chm_portal.common.languages import current, html_lang
from chm_portal.records import kinds
from chm_portal.records.exports.description import file_description, licence_of
from chm_portal.records.models import Attachment
from chm_portal.records.page import citation, file_size
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import people
from country_profiles.exports import data
from country_profiles.exports.contents import ABOUT, BY, Exported, Limits, keys_of, records_in
from country_profiles.exports.pages import STYLE, Paper
from country_profiles.page import country_page

log = logging.getLogger(__name__)
PIECE = 1 << 16


@dataclass
class Tally:
    """What has gone into an archive so far, and what did not."""

    published: int  # records there are
    included: int = 0
    files: int = 0
    file_bytes: int = 0
    files_left_out: int = 0
    kinds: Counter = field(default_factory=Counter)  # (by or about, slug): number

    @property
    def size_in_words(self) -> str:
        """How large the files are together."""
        return file_size(self.file_bytes) if self.files else ""

    def of_kinds(self, which: str) -> list[tuple[str, int]]:
        """Return (label, number) of the kinds of which there is something, by or about the country."""
        return [
            (kind.label_plural, self.kinds[which, kind.slug]) for kind in kinds.every() if self.kinds[which, kind.slug]
        ]


def write(country: RememberedTerm, language: str, out: IO[bytes], made_at: datetime, limits: Limits) -> Tally:
    """Write the archive of a country, in the words of a language, into a file open for writing and reading.

    The same data at the same moment give the same archive. Only what is published is read.
    """
    with translation.override(language), timezone.override("UTC"), ExitStack() as open_files:
        archive = open_files.enter_context(ZipFile(out, "w", ZIP_DEFLATED))
        spools = {name: open_files.enter_context(TemporaryFile()) for name in ("json", "csv", BY, ABOUT)}
        return _Writer(country, made_at, limits, archive, spools).write()


class _Writer:
    """One archive while it is written: records pass once, what belongs into one file of all waits in spools on disk."""

    def __init__(self, country, made_at, limits, archive: ZipFile, spools: dict[str, IO[bytes]]):
        self.country, self.made_at, self.limits, self.archive, self.spools = country, made_at, limits, archive, spools
        found = keys_of(country)
        self.keys = found[: limits.records]
        self.paper = Paper(country, made_at, frozenset(key.identifier for key in self.keys))
        self.tally = Tally(len(found))
        self.last_kind: dict[str, str] = {}

    def write(self) -> Tally:
        for exported in records_in(self.keys):
            self._add_record(exported)
        self._add_lists()
        self._add_data()
        self._add_pages()
        return self.tally

    def _add_record(self, exported: Exported) -> None:
        parts = exported.parts
        record = parts.record
        files = [
            self._add_file(record.identifier, number, one) for number, one in enumerate(parts.attachments, start=1)
        ]
        paths = {one.get_absolute_url(): file["path"] for one, file in zip(parts.attachments, files, strict=True)}
        shown = [self._shown(item, paths) for item in parts.files]
        page = self.paper.page(
            "record.html",
            depth=1,
            record=record,
            files=shown,
            terms=parts.terms,
            related=parts.related,
            citation=citation(record),
            facts=[(label, _outside(value)) for label, value in record.facts()],
            doors=getattr(record, "doors", []),
            revisions=parts.revisions,
            licence=licence_of(record),
        )
        self._add_text(data.page_path(record.identifier), page)
        separator = b",\n" if self.tally.included else b""
        entry = json.dumps(data.as_json(exported, files), ensure_ascii=False, indent=1)
        self.spools["json"].write(separator + entry.encode())
        self.spools["csv"].write("".join(csv_lines([data.as_csv(exported)])).removeprefix("\ufeff").encode())
        self._add_row(exported)
        self.tally.included += 1
        self.tally.kinds[exported.key.which, record.kind] += 1

    def _add_row(self, exported: Exported) -> None:
        which, kind = exported.key.which, exported.key.kind
        is_first = self.last_kind.get(which) != kind
        self.last_kind[which] = kind
        row = self.paper.page("row.html", record=exported.parts.record, is_first=is_first)
        self.spools[which].write(row.encode())

    def _shown(self, item: dict, paths: dict[str, str | None]) -> dict:
        """Return a file or link as the page in the archive shows it: beside it if it lies there."""
        if item["kind"] == "file" and paths[item["url"]]:
            return item | {"url": f"../{paths[item['url']]}"}
        return item | {"is_left_out": item["kind"] == "file"}

    def _add_file(self, identifier: str, number: int, attachment: Attachment) -> dict:
        """Copy a published file into the archive while there is room; return what records.json says of it."""
        path = f"files/{identifier}-{number}.{attachment.extension.lower() or 'bin'}"
        room = self.limits.file_bytes
        is_in = (room is None or self.tally.file_bytes + attachment.size <= room) and self._copy(attachment, path)
        if is_in:
            self.tally.files += 1
            self.tally.file_bytes += attachment.size
        else:
            self.tally.files_left_out += 1
        return {"path": path if is_in else None} | file_description(attachment)

    def _copy(self, attachment: Attachment, path: str) -> bool:
        try:
            source = attachment.file.open("rb")
        except FileNotFoundError:
            log.error("The file of attachment %s is not in the storage.", attachment.pk)
            return False
        with source, self._entry(path, ZIP_STORED) as target:  # most are compressed already
            shutil.copyfileobj(source, target, PIECE)
        return True

    def _add_lists(self) -> None:
        for which in (BY, ABOUT):
            if self.last_kind.get(which):
                page = self.paper.page("list.html", which=which)
                before, _mark, after = page.partition("<!--rows-->")
                self._add_spool(f"records-{which}.html", before.encode(), self.spools[which], after.encode())

    def _add_data(self) -> None:
        head = json.dumps(self._head(), ensure_ascii=False, indent=1).removesuffix("\n}")
        self._add_spool("data/records.json", f'{head},\n "records": [\n'.encode(), self.spools["json"], b"\n]\n}\n")
        self._add_spool("data/records.csv", "".join(csv_lines([data.CSV_HEAD])).encode(), self.spools["csv"], b"")

    def _head(self) -> dict:
        country = self.country
        return {
            "format": "chm-country-export",
            "version": 1,
            "made": self.made_at.isoformat(),
            "portal": settings.PORTAL_ADDRESS,
            "language": html_lang(current()),
            "country": {
                "code": country.code,
                "names": {html_lang(code): label for code, label in sorted(country.labels.items())},
                "is_party": country.is_party,
                "party_since": country.party_since.isoformat() if country.party_since else None,
                "region": country.region.code,
            },
            "focal_points": [
                {
                    "name": str(point.name),
                    "role": point.designation.role,
                    "category": point.designation.category or None,
                    "role_in_words": point.designation.role_label,
                    "since": point.designation.starts.isoformat(),
                }
                for point in people.focal_points(country)
            ],
            "records_published": self.tally.published,
            "records_included": self.tally.included,
            "files_included": self.tally.files,
            "files_left_out": self.tally.files_left_out,
        }

    def _add_pages(self) -> None:
        tally = self.tally
        told = {"tally": tally, "limits": self.limits, "file_limit": _in_words(self.limits.file_bytes)}
        lists = {"own": tally.of_kinds(BY), "others": tally.of_kinds(ABOUT)}
        index = self.paper.page("index.html", **(country_page(self.country) | told | lists))
        self._add_text("index.html", index)
        self._add_text("README.txt", "\ufeff" + self.paper.text("README.txt", **told))
        self._add_text("style.css", STYLE.read_text(encoding="utf-8"))

    @contextmanager
    def _entry(self, path: str, compression: int = ZIP_DEFLATED) -> Iterator[IO[bytes]]:
        info = ZipInfo(path, self.made_at.astimezone(timezone.get_default_timezone()).timetuple()[:6])
        info.compress_type, info.external_attr = compression, 0o644 << 16
        with self.archive.open(info, "w") as entry:
            yield entry

    def _add_text(self, path: str, text: str) -> None:
        with self._entry(path) as entry:
            entry.write(text.encode())

    def _add_spool(self, path: str, before: bytes, spool: IO[bytes], after: bytes) -> None:
        spool.seek(0)
        with self._entry(path) as entry:
            entry.write(before)
            shutil.copyfileobj(spool, entry, PIECE)
            entry.write(after)


def _outside(value: object) -> object:
    """Return a fact's value; one that leads to a page of the portal leads there from outside."""
    return LinkedFact(value.text, settings.PORTAL_ADDRESS + value.url) if isinstance(value, LinkedFact) else value


def _in_words(size: int | None) -> str:
    return "" if size is None else file_size(size)
