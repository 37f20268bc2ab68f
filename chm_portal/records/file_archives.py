"""What is inside Office, OpenDocument and EPUB files, looked at without unpacking them (C13, C15).

The order matters: the end of the archive is read before its table of contents is held in memory, the table before any
part is opened, and of a part only as much as says what it is.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from chm_portal.records.file_refusals import BOMB, BROKEN, HARMFUL, MACROS, PROTECTED, UNSAFE_PARTS, refuse

MOST_PARTS = 5_000
DIRECTORY_BYTES = MOST_PARTS * 300
UNPACKED_BYTES = 300 * 1024 * 1024
UNPACKED_FREELY = 20 * 1024 * 1024  # up to this the ratio does not matter
UNPACKED_RATIO = 100  # spreadsheets shrink to a fiftieth; bombs to a thousandth
PART_HEAD_BYTES = 4096
XML_BYTES = 1024 * 1024  # of a part that is read whole
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

_END = struct.Struct("<4s4H2LH")
_RUNS = re.compile(
    r"\.(?:7z|bat|bz2|cmd|com|cpl|dll|docm|dotm|exe|gz|hta|jar|lnk|msi|potm|ppam|ppsm|pptm|ps1|rar|scr|tar|vbe|vbs|wsf"
    r"|xlam|xlsb|xlsm|xltm|xz|zip)[ .]*$",
    re.IGNORECASE,
)
_OFFICE_MACROS = re.compile(r"(?:^|/)(?:vba[^/]*\.(?:bin|xml)$|macrosheets/|activeX/)", re.IGNORECASE)
_OPEN_DOCUMENT_MACROS = re.compile(r"^(?:Basic|Scripts)/", re.IGNORECASE)
_OWN_TYPES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,  # a way of packing that Python does not know
    EOFError,
    OSError,  # an offset outside the file
    KeyError,  # a part that must be there is not
    ValueError,
    ParseError,
)


def check_office(file: IO[bytes], main: str) -> None:
    """Check a .docx, .xlsx or .pptx whose main part is of this content type; raises ValidationError."""

    def identify(archive: zipfile.ZipFile) -> None:
        if any(_OFFICE_MACROS.search(name) for name in archive.namelist()):
            raise refuse(MACROS, "macros")
        types = {element.get("ContentType", "") for element in _xml(archive, "[Content_Types].xml").iter()}
        if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types):
            raise refuse(MACROS, "macros")
        if main not in types:
            raise refuse(BROKEN, "content")

    _check(file, identify, has_doctypes=False)


def check_open_document(file: IO[bytes], media_type: str) -> None:
    """Check an .odt, .ods or .odp; raises ValidationError."""

    def identify(archive: zipfile.ZipFile) -> None:
        if any(_OPEN_DOCUMENT_MACROS.search(name) for name in archive.namelist()):
            raise refuse(MACROS, "macros")
        _check_media_type(archive, media_type)
        if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
            raise refuse(PROTECTED, "protected")

    _check(file, identify, has_doctypes=False)


def check_epub(file: IO[bytes]) -> None:
    """Check an .epub, whose pages have document types by right; raises ValidationError."""
    _check(file, lambda archive: _check_media_type(archive, "application/epub+zip"), has_doctypes=True)


def _check(file: IO[bytes], identify: Callable[[zipfile.ZipFile], None], *, has_doctypes: bool) -> None:
    size = file.seek(0, 2)
    try:
        _check_end(file, size)
        with zipfile.ZipFile(file) as archive:
            _check_table(archive.infolist(), size)
            for part in archive.infolist():
                with archive.open(part) as opened:
                    _check_head(part.filename, opened.read(PART_HEAD_BYTES), has_doctypes)
            identify(archive)
    except DefusedXmlException as error:  # before the others: it is a ValueError
        raise refuse(UNSAFE_PARTS, "unsafe") from error
    except _DAMAGED as error:
        raise refuse(BROKEN, "broken") from error


def _check_head(name: str, head: bytes, has_doctypes: bool) -> None:
    """Refuse a part that is the test virus, or XML that defines entities, which grow or read other files."""
    if EICAR in head:
        raise refuse(HARMFUL, "harmful")
    letters = head.replace(b"\0", b"")  # what UTF-16 and UTF-8 have in common
    if not has_doctypes and name.endswith((".xml", ".rels")) and _OWN_TYPES.search(letters):
        raise refuse(UNSAFE_PARTS, "unsafe")


def _check_end(file: IO[bytes], size: int) -> None:
    """Refuse a table of contents too large to be held in memory."""
    file.seek(max(0, size - 65_535 - _END.size))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        raise refuse(BROKEN, "broken")
    _sign, _disk, _first, _here, parts, table_size, _offset, _comment = _END.unpack_from(tail, place)
    # An archive of the 64-bit kind has another end before this one, with sizes that count instead; 25 MB need none.
    is_64_bit = tail[max(0, place - 20) : place].startswith(b"PK\x06\x07")
    if parts > MOST_PARTS or table_size > DIRECTORY_BYTES or is_64_bit:
        raise refuse(BOMB, "bomb")


def _check_table(parts: Iterable[zipfile.ZipInfo], size: int) -> None:
    """Refuse by the table of contents: names that lead elsewhere, links, programs, passwords, bombs."""
    names: set[str] = set()
    packed = unpacked = 0
    for part in parts:
        name = part.orig_filename.replace("\\", "/")
        leads_elsewhere = name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name
        if leads_elsewhere or name in names or stat.S_ISLNK(part.external_attr >> 16) or _RUNS.search(name):
            raise refuse(UNSAFE_PARTS, "unsafe")
        if part.flag_bits & 1:
            raise refuse(PROTECTED, "protected")
        names.add(name)
        packed, unpacked = packed + part.compress_size, unpacked + part.file_size
    # More packed bytes than the file has means parts that overlap: one small bomb listed many times.
    if packed > size or unpacked > UNPACKED_BYTES or unpacked > max(UNPACKED_FREELY, UNPACKED_RATIO * size):
        raise refuse(BOMB, "bomb")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of an archive; a longer one than any document has raises ValidationError."""
    with archive.open(name) as part:
        read = part.read(XML_BYTES + 1)
    if len(read) > XML_BYTES:
        raise refuse(BOMB, "bomb")
    return read


def _xml(archive: zipfile.ZipFile, name: str):
    return ElementTree.fromstring(_read(archive, name), forbid_dtd=True)


def _check_media_type(archive: zipfile.ZipFile, media_type: str) -> None:
    if _read(archive, "mimetype").strip() != media_type.encode():
        raise refuse(BROKEN, "content")
