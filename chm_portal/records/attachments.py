"""Files that people attach: looked at before they are stored, under names of ours, and sent as downloads (R60, C13)."""

import hashlib
import logging
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from chm_portal.common.clean_text import clean_text
from chm_portal.records.file_archives import EICAR
from chm_portal.records.file_formats import FORMATS, OTHER_NAMES, check_content, format_of
from chm_portal.records.file_refusals import HARMFUL, refuse

if TYPE_CHECKING:
    from chm_portal.records.models import Attachment

NAME_LENGTH = 120
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inspected:
    """What a file turned out to be: served as `media_type`, called `safe_name`, told apart by `sha256`."""

    media_type: str
    extension: str
    size: int  # in bytes
    sha256: str
    safe_name: str


def inspect(file: UploadedFile) -> Inspected:
    """Return what an uploaded file is; raises ValidationError with what is wrong and what to do.

    Type by extension and content against a list, size, fingerprint; the file is read in pieces and left at its start.
    """
    name = safe_name(file.name or "")
    known = format_of(_extension(name))
    if not file.size:
        raise refuse(_("The file is empty: choose it again."), "empty")
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)s, more than the %(limit)s that can be attached: give a link to it instead."),
            code="size",
            params={"size": filesizeformat(file.size), "limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES)},
        )
    sha256 = _fingerprint(file)
    check_content(file, known)
    file.seek(0)
    return Inspected(known.media_type, known.extension, file.size, sha256, name)


def _fingerprint(file: UploadedFile) -> str:
    """Return the SHA-256; raises ValidationError if the standard test virus is in it."""
    digest = hashlib.sha256()
    before = b""
    for piece in file.chunks():
        digest.update(piece)
        if EICAR in before + piece:
            raise refuse(HARMFUL, "harmful")
        before = piece[-len(EICAR) :]
    return digest.hexdigest()


# --- names ---------------------------------------------------------------------------------------

_NOT_IN_NAMES = re.compile(r'[<>:"|?*%/\\]+')


def safe_name(name: str) -> str:
    """Return a file's name that shows what it is and harms no one who saves it; its extension in small letters.

    Folders, control signs, line ends and signs that turn the reading direction go; the rest is kept in any script.
    """
    name = unicodedata.normalize("NFC", clean_text(name)).replace("\\", "/").rsplit("/", 1)[-1]
    # Of the format signs only the joiners are letters' business; the others hide or reverse an extension.
    name = "".join(
        sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cs", "Co") or sign in "\u200c\u200d"
    )
    name = " ".join(_NOT_IN_NAMES.sub("-", name).split()).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:NAME_LENGTH] or "file"
    extension = OTHER_NAMES.get(extension.lower(), extension.lower())
    stem = stem[: NAME_LENGTH - len(extension) - 1].rstrip(" .\u200d") or "file"
    return f"{stem}.{extension}"


def _extension(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""


def store_name(_instance=None, _filename: str = "") -> str:
    """Return a new name in the storage (FileField's upload_to): nothing of what the person called the file is in it."""
    token = secrets.token_hex(16)
    return f"attachments/{token[:2]}/{token[2:]}"


def accepted_extensions() -> str:
    """Return the value of a file input's `accept`."""
    return ",".join(f".{extension}" for extension in [*FORMATS, *OTHER_NAMES])


def upload_hint() -> str:
    """Return what can be attached, to be told beforehand."""
    return _(
        "PDF, Word, Excel, PowerPoint, OpenDocument, EPUB, text, CSV, PNG, JPEG, GIF or WebP; up to %(limit)s each."
    ) % {"limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}


# --- downloads -----------------------------------------------------------------------------------


def download_response(attachment: "Attachment", request: HttpRequest) -> HttpResponseBase:
    """Return the file as a download, or 304 for who has it already; the caller has asked who may see it.

    Whatever it holds, a browser saves it and runs none of it. Caches may keep a published file but ask each time
    whether it still stands: a withdrawn record's files are gone at once.
    """
    etag = f'"{attachment.sha256}"'
    response = get_conditional_response(request, etag=etag) or _file_response(attachment)
    headers = {
        "ETag": etag,
        "Cache-Control": f"{'public' if attachment.is_public else 'private'}, no-cache",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    for name, value in headers.items():
        response[name] = value
    return response


def _file_response(attachment: "Attachment") -> FileResponse:
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        log.error("The file of attachment %s is not in the storage.", attachment.pk)
        raise Http404 from None
    charset = "; charset=utf-8" if attachment.media_type.startswith("text/") else ""
    return FileResponse(
        file, as_attachment=True, filename=attachment.original_name, content_type=f"{attachment.media_type}{charset}"
    )
