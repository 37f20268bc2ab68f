"""Which media types have text, and who reads them."""

from functools import partial

from chm_portal.records.extraction import archives, markup, pdf, plain

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

READERS = {
    "application/pdf": pdf.read,
    f"{_OFFICE}wordprocessingml.document": partial(archives.read, document=archives.WORD),
    f"{_OFFICE}presentationml.presentation": partial(archives.read, document=archives.SLIDES),
    f"{_OFFICE}spreadsheetml.sheet": partial(archives.read, document=archives.SHEETS),
    f"{_OPEN_DOCUMENT}text": partial(archives.read, document=archives.OPEN_DOCUMENT),
    f"{_OPEN_DOCUMENT}spreadsheet": partial(archives.read, document=archives.OPEN_DOCUMENT),
    f"{_OPEN_DOCUMENT}presentation": partial(archives.read, document=archives.OPEN_DOCUMENT),
    "application/epub+zip": archives.read_epub,
    "text/html": markup.read,
    "text/plain": plain.read,
    "text/csv": plain.read,
    "text/markdown": plain.read,
}
