"""Small files of every kind, made byte by byte."""

import io
import struct
import zipfile
import zlib

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def archive(parts: dict[str, bytes], *, stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(
                zipfile.ZipInfo(name), content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def office(kind: str = "wordprocessingml.document", *, more: dict[str, bytes] | None = None, types: str = "") -> bytes:
    content_types = (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{OFFICE}{kind}.main+xml"/>{types}</Types>'
    )
    return archive({"[Content_Types].xml": content_types.encode(), "main.xml": b"<w/>", **(more or {})})


def open_document(
    kind: str = "text", *, manifest: bytes = b"<manifest/>", more: dict[str, bytes] | None = None
) -> bytes:
    parts = {"mimetype": f"{OPEN_DOCUMENT}{kind}".encode(), "content.xml": b"<c/>", "META-INF/manifest.xml": manifest}
    return archive(parts | (more or {}))


def epub() -> bytes:
    return archive({"mimetype": b"application/epub+zip", "OEBPS/page.xhtml": HTML, "OEBPS/scripts/a.js": b"1"})


def png(width: int = 10, height: int = 10) -> bytes:
    header = b"IHDR" + struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + header + struct.pack(">L", zlib.crc32(header))


def jpeg(width: int = 10, height: int = 10) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 2 + 300) + b"\0" * 300
    return b"\xff\xd8" + exif + b"\xff\xff\xc0" + struct.pack(">HB2HB", 11, 8, height, width, 1) + b"\x01\x11\0\xff\xd9"


def gif(width: int = 10, height: int = 10, after: bytes = b"") -> bytes:
    return b"GIF89a" + struct.pack("<2H", width, height) + b"\0\0\0" + after


def webp(kind: bytes, start: bytes) -> bytes:
    return b"RIFF\x1e\0\0\0WEBP" + kind + b"\x0a\0\0\0" + start.ljust(10, b"\0")


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
GOOD = {
    "guide.pdf": (PDF, "application/pdf"),
    "guide.docx": (office(), f"{OFFICE}wordprocessingml.document"),
    "table.xlsx": (office("spreadsheetml.sheet"), f"{OFFICE}spreadsheetml.sheet"),
    "talk.pptx": (office("presentationml.presentation"), f"{OFFICE}presentationml.presentation"),
    "guide.odt": (open_document(), f"{OPEN_DOCUMENT}text"),
    "table.ods": (open_document("spreadsheet"), f"{OPEN_DOCUMENT}spreadsheet"),
    "talk.odp": (open_document("presentation"), f"{OPEN_DOCUMENT}presentation"),
    "book.epub": (epub(), "application/epub+zip"),
    "notes.txt": ("生物多样性, التنوع البيولوجي\r\n".encode(), "text/plain"),
    "excel.csv": (b"\xef\xbb\xbfcountry,year\nBE,2010\n", "text/csv"),
    "read.md": (b"# Title\n", "text/markdown"),
    "map.png": (png(), "image/png"),
    "map.jpg": (jpeg(), "image/jpeg"),
    "MAP.JPEG": (jpeg(), "image/jpeg"),
    "map.gif": (gif(), "image/gif"),
    "lossy.webp": (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<2H", 10, 10)), "image/webp"),
    "lossless.webp": (webp(b"VP8L", b"\x2f" + struct.pack("<L", 9 | 9 << 14)), "image/webp"),
    "extended.webp": (webp(b"VP8X", b"\0\0\0\0\x09\0\0\x09\0\0"), "image/webp"),
}
