"""Which files are taken, and how each is recognised by what is in it (C13, C15).

A format is taken when its extension and its content agree and it can neither run nor unpack into something else: no
SVG or HTML, no macros, no archives, no formats of old Office or RTF, in which macros and objects cannot be told apart
from text. Every check reads a bounded part of the file and nothing is ever unpacked to disk.
"""

import codecs
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import IO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

HEAD_BYTES = 4096  # what is read of a file or of a part of an archive to see what it is
MOST_PIXELS = 100_000_000
MOST_PARTS = 5_000
DIRECTORY_BYTES = MOST_PARTS * 300  # of an archive's table of contents
UNPACKED_BYTES = 300 * 1024 * 1024
UNPACKED_RATIO = 150  # text shrinks to a fiftieth at best; bombs to a thousandth
UNPACKED_FREELY = 20 * 1024 * 1024  # below this the ratio does not matter
XML_BYTES = 1024 * 1024  # of the one part that is parsed

BROKEN = _("The file is damaged or incomplete: open it, save it again and upload the new one.")
PROTECTED = _("The file is protected by a password, so nobody could read it: save it without one.")
BOMB = _("The file unpacks to much more than any document needs, so it is not taken.")
UNSAFE_PARTS = _("The file holds parts that can run as programs, so it is not taken: save it without them.")
MACROS = _("The file holds macros: save it without them (.docx, .xlsx, .pptx) and upload it again.")


@dataclass(frozen=True)
class FileFormat:
    """One format that is taken: how a reader knows it, what it is served as, how its content is checked.

    `begins` are the bytes it may begin with (none for plain text); `check` raises ValidationError.
    """

    extension: str
    media_type: str
    begins: tuple[bytes, ...]
    check: Callable[[IO[bytes]], None]


def refuse(message, code: str) -> ValidationError:
    """Return the error of a file that is not taken."""
    return ValidationError(message, code=code)


# --- archives: what Office, OpenDocument and EPUB files are ---------------------------------------

_ZIP = b"PK\x03\x04"
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_RUNS = re.compile(
    r"\.(?:7z|bat|bz2|cmd|com|cpl|dll|docm|dotm|exe|gz|hta|jar|lnk|msi|potm|ppam|ppsm|pptm|ps1|rar|scr|tar|vbe|vbs|wsf"
    r"|xlam|xlsb|xlsm|xltm|xz|zip)$",
    re.IGNORECASE,
)
_MACROS = re.compile(r"(?:^|/)(?:vbaProject|vbaData|macrosheets|activeX|Basic|Scripts)(?:[./]|$)", re.IGNORECASE)


def check_directory(file: IO[bytes]) -> None:
    """Look at the end of an archive before its table of contents is read into memory; raises ValidationError."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_536 - _END_OF_DIRECTORY.size))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + _END_OF_DIRECTORY.size:
        raise refuse(BROKEN, "broken")
    _sign, _disk, _start, _here, parts, directory_size, _offset, _comment = _END_OF_DIRECTORY.unpack_from(tail, place)
    if parts > MOST_PARTS or directory_size > DIRECTORY_BYTES:
        raise refuse(BOMB, "bomb")


def check_parts(parts: Iterable[zipfile.ZipInfo], size: int) -> None:
    """Check names, sizes and flags of an archive's parts by its table of contents; raises ValidationError."""
    names: set[str] = set()
    packed = unpacked = 0
    for part in parts:
        packed, unpacked = packed + part.compress_size, unpacked + part.file_size
        name = part.orig_filename.replace("\\", "/")
        is_link = stat.S_ISLNK(part.external_attr >> 16)
        if is_link or "\0" in name or name.startswith("/") or ":" in name or ".." in name.split("/") or name in names:
            raise refuse(UNSAFE_PARTS, "unsafe")
        if _MACROS.search(name):
            raise refuse(MACROS, "macros")
        if _RUNS.search(name):
            raise refuse(UNSAFE_PARTS, "unsafe")
        if part.flag_bits & 1:
            raise refuse(PROTECTED, "protected")
        names.add(name)
    # More packed bytes than the file has: parts that overlap, each of which unpacks the same bomb.
    if packed > size or unpacked > UNPACKED_BYTES or unpacked > max(UNPACKED_FREELY, UNPACKED_RATIO * size):
        raise refuse(BOMB, "bomb")


def check_archive(file: IO[bytes], identify: Callable[[zipfile.ZipFile], None]) -> None:
    """Check an archive and let `identify` say whether it is the kind of document it claims to be."""
    check_directory(file)
    size = file.seek(0, 2)
    try:
        with zipfile.ZipFile(file) as archive:
            check_parts(archive.infolist(), size)
            for part in archive.infolist():
                with archive.open(part) as opened:
                    check_head_of_part(part.filename, opened.read(HEAD_BYTES))
            identify(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, KeyError, OSError, ValueError, zlib.error) as error:
        raise refuse(BROKEN, "broken") from error
