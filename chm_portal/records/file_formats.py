"""Which files are taken, and how each is recognised by what is in it (C13, C15).

A format is taken when its extension and its content agree and it can neither run nor unpack into something else: no
SVG or HTML, no macros, no archives, no RTF or old Office formats, in which macros and objects cannot be told from
text. Every check reads a bounded part of the file, and nothing is ever unpacked to disk.
"""

import codecs
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.records import file_archives
from chm_portal.records.file_refusals import BROKEN, MACROS, refuse

HEAD_BYTES = 4096
TAIL_BYTES = 8192
MOST_PIXELS = 100_000_000
MOST_SEGMENTS = 5_000  # of a JPEG before its frame; a usual one has a dozen


@dataclass(frozen=True)
class FileFormat:
    """One format that is taken: its extension, what it is served as, how it begins, how the rest is checked.

    `check` is given the file, may read any of it and raises ValidationError.
    """

    extension: str
    media_type: str
    begins: tuple[bytes, ...]
    check: Callable[[IO[bytes]], None]


# --- text ----------------------------------------------------------------------------------------

_MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|svg|script|iframe)\b", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def check_text(file: IO[bytes]) -> None:
    """Refuse what is not UTF-8, holds control characters, or is a page or a drawing under the name of a text."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    is_first = True
    while True:
        read = file.read(64 * 1024)
        try:
            text = decoder.decode(read, final=not read)
        except UnicodeDecodeError as error:
            raise refuse(_("The text is not in UTF-8: choose that encoding when you save it."), "encoding") from error
        if is_first and _MARKUP.match(text):
            raise refuse(_("This is a page or a drawing in the form of code, not a text."), "content")
        if _CONTROLS.search(text):
            raise refuse(_("This is not a text: it holds signs that no text has."), "content")
        is_first = False
        if not read:
            return


# --- images: only the header is read, no picture is ever unpacked ----------------------------------


def check_size(width: int, height: int) -> None:
    """Refuse pictures that would fill a reader's memory."""
    if not (width and height):
        raise refuse(BROKEN, "broken")
    if width * height > MOST_PIXELS:
        raise refuse(_("The picture is too large: it can have 100 million pixels."), "pixels")


def check_png(file: IO[bytes]) -> None:
    """Read width and height from the first chunk."""
    file.seek(8)
    header = file.read(16)
    if len(header) < 16 or header[:8] != b"\0\0\0\rIHDR":
        raise refuse(BROKEN, "broken")
    check_size(*struct.unpack(">2L", header[8:]))


def check_gif(file: IO[bytes]) -> None:
    """Read width and height from the screen's description."""
    file.seek(6)
    header = file.read(4)
    if len(header) < 4:
        raise refuse(BROKEN, "broken")
    check_size(*struct.unpack("<2H", header))


def check_jpeg(file: IO[bytes]) -> None:
    """Walk from segment to segment to the frame's header, where width and height are."""
    file.seek(2)
    for _segment in range(MOST_SEGMENTS):
        mark = file.read(4)
        if len(mark) < 4 or mark[0] != 0xFF:
            break
        kind, length = mark[1], int.from_bytes(mark[2:])
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            frame = file.read(5)
            check_size(int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3]))
            return
        # A byte FF may fill the place before the next mark.
        file.seek(-3 if kind == 0xFF else length - 2, 1)
    raise refuse(BROKEN, "broken")


def check_webp(file: IO[bytes]) -> None:
    """Read width and height of each of the three kinds of WebP."""
    file.seek(8)
    header = file.read(22)
    if len(header) < 22 or not header.startswith(b"WEBP"):
        raise refuse(BROKEN, "broken")
    kind, start = header[4:8], header[12:]
    if kind == b"VP8X":
        check_size(int.from_bytes(start[4:7], "little") + 1, int.from_bytes(start[7:10], "little") + 1)
    elif kind == b"VP8L":
        bits = int.from_bytes(start[1:5], "little")
        check_size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    elif kind == b"VP8 ":
        check_size(*(number & 0x3FFF for number in struct.unpack("<2H", start[6:10])))
    else:
        raise refuse(BROKEN, "broken")


# --- documents -----------------------------------------------------------------------------------


def check_pdf(file: IO[bytes]) -> None:
    """Refuse a PDF whose end did not arrive."""
    file.seek(max(0, file.seek(0, 2) - TAIL_BYTES))
    if b"%%EOF" not in file.read():
        raise refuse(BROKEN, "broken")


_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_ZIP = (b"PK\x03\x04",)


def _office(extension: str, kind: str) -> FileFormat:
    media_type = f"application/vnd.openxmlformats-officedocument.{kind}"
    return FileFormat(extension, media_type, _ZIP, partial(file_archives.check_office, main=f"{media_type}.main+xml"))


def _open_document(extension: str, media_type: str) -> FileFormat:
    return FileFormat(extension, media_type, _ZIP, partial(file_archives.check_open_document, media_type=media_type))


_ALL = [
    FileFormat("pdf", "application/pdf", (b"%PDF-",), check_pdf),
    _office("docx", "wordprocessingml.document"),
    _office("xlsx", "spreadsheetml.sheet"),
    _office("pptx", "presentationml.presentation"),
    _open_document("odt", f"{_OPEN_DOCUMENT}text"),
    _open_document("ods", f"{_OPEN_DOCUMENT}spreadsheet"),
    _open_document("odp", f"{_OPEN_DOCUMENT}presentation"),
    FileFormat("epub", "application/epub+zip", _ZIP, file_archives.check_epub),
    FileFormat("txt", "text/plain", (), check_text),
    FileFormat("csv", "text/csv", (), check_text),
    FileFormat("md", "text/markdown", (), check_text),
    FileFormat("png", "image/png", (b"\x89PNG\r\n\x1a\n",), check_png),
    FileFormat("jpg", "image/jpeg", (b"\xff\xd8\xff",), check_jpeg),
    FileFormat("gif", "image/gif", (b"GIF87a", b"GIF89a"), check_gif),
    FileFormat("webp", "image/webp", (b"RIFF",), check_webp),
]
FORMATS = {known.extension: known for known in _ALL}
OTHER_NAMES = {"jpeg": "jpg", "markdown": "md"}

_OLD_OFFICE = _("Old Office formats and RTF are not taken: save it as .docx, .xlsx, .pptx or .pdf.")
_ARCHIVE = _("Archives are not taken, because readers cannot see what is in them: upload each file by itself.")
_DRAWING = _("Pages and drawings in the form of code are not taken: save it as .pdf or .png.")
ADVICE = {
    **dict.fromkeys(["doc", "dot", "xls", "xlt", "ppt", "pps", "rtf"], _OLD_OFFICE),
    **dict.fromkeys(["docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm"], MACROS),
    **dict.fromkeys(["zip", "rar", "7z", "gz", "tar", "tgz", "bz2", "xz"], _ARCHIVE),
    **dict.fromkeys(["svg", "svgz", "html", "htm", "xhtml", "xml", "mht"], _DRAWING),
}


def format_of(extension: str) -> FileFormat:
    """Return the format of an extension; raises ValidationError with what to do instead."""
    extension = OTHER_NAMES.get(extension, extension)
    if extension in FORMATS:
        return FORMATS[extension]
    if extension in ADVICE:
        raise refuse(ADVICE[extension], "extension")
    raise ValidationError(
        _("Files of this kind are not taken. Use one of these: %(extensions)s."),
        code="extension",
        params={"extensions": ", ".join(FORMATS)},
    )


def check_content(file: IO[bytes], known: FileFormat) -> None:
    """Check that a file is what its extension says; raises ValidationError."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if known.begins and not head.startswith(known.begins):
        raise ValidationError(
            _("The name ends in .%(extension)s, but that is not what is in the file%(guess)s."),
            code="content",
            params={"extension": known.extension, "guess": _guess(head)},
        )
    known.check(file)


def _guess(head: bytes) -> str:
    """Return what the content looks like, " (.html)", or nothing; for the person only, nothing is decided by it."""
    try:
        return f" ({puremagic.from_string(head)})"
    except (puremagic.PureError, ValueError):
        return ""
