"""The text of a PDF, page by page; one that is only pictures of pages has none."""

import io
import logging
from typing import IO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from chm_portal.common.confined.child import Damaged, Protected
from chm_portal.records.extraction.collected import Collected

MOST_PAGES = 3_000


def read(file: IO[bytes], collected: Collected) -> None:
    """Read a PDF; raises Protected, Damaged."""
    logging.disable(logging.CRITICAL)  # a broken file has thousands of things to complain of
    try:
        reader = PdfReader(io.BytesIO(file.read()), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):  # most are only kept from being printed
            raise Protected
        pages = iter(reader.pages)
        first = next(pages, None)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged from error
    if first is None:
        raise Damaged
    unread = _read_page(first, collected)
    for number, page in enumerate(pages, start=2):
        if number > MOST_PAGES:
            break
        unread += _read_page(page, collected)
    if unread and not collected.text:
        raise Damaged


def _read_page(page, collected: Collected) -> int:
    """Collect a page; return 1 for one that cannot be read, which does not spoil the others."""
    try:
        text = page.extract_text()
    except MemoryError:
        raise
    except Exception:
        return 1
    collected.add(text + "\n")
    return 0
