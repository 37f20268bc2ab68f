"""Files that people attach: each hostile one is refused with a sentence, each ordinary one is taken and sent safely."""

import hashlib
import io
import struct
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chm_portal.records import file_archives
from chm_portal.records.attachments import (
    accepted_extensions,
    inspect,
    upload_hint,
)
from chm_portal.records.uploads import BoundedUploadHandler
from tests import world
from tests.records.files import GOOD, HTML, OFFICE, PDF, archive, gif, jpeg, office, open_document, png, webp

EICAR = file_archives.EICAR


def refused(name: str, content: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        inspect(SimpleUploadedFile(name, content))
    return caught.value


@pytest.mark.parametrize("name", GOOD)
def test_an_ordinary_file_is_taken(name):
    content, media_type = GOOD[name]
    file = SimpleUploadedFile(name, content)
    seen = inspect(file)
    assert (seen.media_type, seen.size) == (media_type, len(content))
    assert seen.sha256 == hashlib.sha256(content).hexdigest()
    assert f".{seen.extension}" in accepted_extensions().split(",")
    assert file.read() == content  # left at its start, ready to be stored


# --- files that are refused ----------------------------------------------------------------------

HOSTILE = {
    "html renamed": ("report.pdf", HTML, "content"),
    "html before a pdf": ("report.pdf", HTML + PDF, "content"),
    "pdf cut off": ("report.pdf", PDF[:20], "broken"),
    "program renamed": ("report.pdf", b"MZ\x90\0" + b"\0" * 100, "content"),
    "svg": ("map.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "extension"),
    "svg as a text": (
        "map.txt",
        b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "content",
    ),
    "svg as a picture": ("map.png", b"<svg><foreignObject/></svg>", "content"),
    "html": ("page.html", HTML, "extension"),
    "html as a table": ("table.csv", HTML, "content"),
    "binary as a text": ("notes.txt", b"hello\0world", "content"),
    "latin-1 text": ("notes.txt", "Société".encode("latin-1"), "encoding"),
    "empty": ("report.pdf", b"", "empty"),
    "no extension": ("report", PDF, "extension"),
    "unknown extension": ("report.exe", PDF, "extension"),
    "hidden extension": ("report\u202efdp.exe", PDF, "extension"),
    "old office": ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "extension"),
    "office with a password": ("report.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "content"),
    "rtf": ("report.rtf", b"{\\rtf1}", "extension"),
    "zip": ("files.zip", archive({"a.txt": b"a"}), "extension"),
    "zip as a document": ("files.docx", archive({"a.txt": b"a"}), "broken"),
    "document of another kind": ("files.docx", office("spreadsheetml.sheet"), "content"),
    "format for macros": ("files.docm", office(), "extension"),
    "macros": ("files.docx", office(more={"word/vbaProject.bin": b"x"}), "macros"),
    "macros by content type": (
        "files.docx",
        office(types=f'<Override PartName="/m.bin" ContentType="{OFFICE}macroEnabled.main+xml"/>'),
        "macros",
    ),
    "old macros of sheets": ("t.xlsx", office("spreadsheetml.sheet", more={"xl/macrosheets/s.xml": b"<x/>"}), "macros"),
    "macros of open documents": ("t.odt", open_document(more={"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
    "open document with a password": (
        "t.odt",
        open_document(manifest=b"<m><manifest:encryption-data/></m>"),
        "protected",
    ),
    "external entity": (
        "files.docx",
        office(more={"word/document.xml": b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"}),
        "unsafe",
    ),
    "entities in two-byte letters": (
        "files.docx",
        office(more={"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>".encode("utf-16")}),
        "unsafe",
    ),
    "entities in the table of types": (
        "files.docx",
        archive(
            {
                "[Content_Types].xml": b"<?xml version='1.0'?>"
                + b" " * 5000
                + b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"
            }
        ),
        "unsafe",
    ),
    "path out of the archive": ("files.docx", office(more={"../../etc/passwd": b"x"}), "unsafe"),
    "windows path": ("files.docx", office(more={"..\\..\\x": b"x"}), "unsafe"),
    "absolute path": ("files.docx", office(more={"/etc/passwd": b"x"}), "unsafe"),
    "drive": ("files.docx", office(more={"C:x": b"x"}), "unsafe"),
    "nested archive": ("files.docx", office(more={"word/embeddings/a.zip": archive({"a": b"a"})}), "unsafe"),
    "program inside": ("files.docx", office(more={"word/embeddings/a.exe": b"MZ"}), "unsafe"),
    "test virus": ("notes.txt", b"x" * 65_500 + EICAR, "harmful"),
    "test virus inside": ("files.docx", office(more={"word/a.bin": EICAR}), "harmful"),
    "broken archive": ("files.docx", office()[:-30], "broken"),
    "archive of nothing but a head": ("files.docx", b"PK\x03\x04", "broken"),
    "picture of a thousand million points": ("map.png", png(100_000, 10_000), "pixels"),
    "jpeg of four thousand million points": ("map.jpg", jpeg(65_500, 65_500), "pixels"),
    "gif of four thousand million points": ("map.gif", gif(65_500, 65_500), "pixels"),
    "webp of a great many points": ("map.webp", webp(b"VP8X", b"\0\0\0\0" + b"\xff" * 6), "pixels"),
    "picture without size": ("map.png", png(0, 10), "broken"),
    "jpeg without frame": ("map.jpg", b"\xff\xd8\xff\xd9", "broken"),
    "jpeg of fill bytes": ("map.jpg", b"\xff\xd8" + b"\xff" * 100_000, "broken"),
    "sound in the place of a picture": ("map.webp", b"RIFF\0\0\0\0WAVEfmt " + b"\0" * 20, "broken"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_for_the_right_reason(case):
    name, content, code = HOSTILE[case]
    error = refused(name, content)
    assert error.code == code
    assert len(error.messages) == 1 and len(error.messages[0]) > 20


def test_a_link_inside_an_archive_is_refused():
    out = io.BytesIO(office())
    with zipfile.ZipFile(out, "a") as made:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert refused("files.docx", out.getvalue()).code == "unsafe"


def test_a_part_with_a_password_is_refused():
    content = bytearray(office())
    table = content.rfind(b"PK\x01\x02")
    content[table + 8] |= 1
    assert refused("files.docx", bytes(content)).code == "protected"


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        out = io.BytesIO(office())
        with zipfile.ZipFile(out, "a") as made:
            made.writestr("main.xml", "<other/>")
    assert refused("files.docx", out.getvalue()).code == "unsafe"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert refused("files.docx", office(more={"word/bomb.xml": b"\0" * (30 * 1024 * 1024)})).code == "bomb"


def test_parts_that_overlap_are_refused():
    """As in the bomb of 2019 that lists one packed part many times."""
    content = archive({f"{number:03}": b"x" * 1000 for number in range(50)}, stored=tuple(f"{n:03}" for n in range(50)))
    table = content.index(b"PK\x01\x02")
    entry = content[table : content.index(b"PK\x01\x02", table + 4)]
    entries = b"".join(entry.replace(b"000", b"%03d" % number) for number in range(200))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 200, 200, len(entries), table, 0)
    assert refused("files.docx", content[:table] + entries + end).code == "bomb"


def test_an_archive_of_very_many_parts_is_refused_without_reading_its_table(monkeypatch):
    content = archive({f"{number}": b"" for number in range(6_000)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *args: pytest.fail("the table was read"))
    assert refused("files.docx", content).code == "bomb"


def test_an_archive_with_a_second_larger_end_is_refused(monkeypatch):
    content = office()
    place = content.rfind(b"PK\x05\x06")
    larger = b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *args: pytest.fail("the table was read"))
    assert refused("files.docx", content[:place] + larger + content[place:]).code == "bomb"


def test_the_limit_is_told_beforehand_and_kept(settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    assert "1.0" in upload_hint()
    error = refused("notes.txt", b"x" * (1024 * 1024 + 1))
    assert error.code == "size"
    assert "1.0" in error.messages[0]
    assert inspect(SimpleUploadedFile("notes.txt", b"x" * 1024 * 1024)).size == 1024 * 1024


def test_a_large_file_is_never_in_memory_whole():
    with TemporaryUploadedFile("notes.txt", "text/plain", 0, None) as file:
        for _piece in range(20):
            file.write(b"line of text\n" * 80_000)
        file.size = file.tell()
        tracemalloc.start()
        inspect(file)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert file.size > 20_000_000
    assert peak < 2_000_000


@given(st.binary(max_size=300), st.sampled_from(sorted(GOOD)))
def test_any_bytes_are_taken_or_refused_and_never_an_error(content, name):
    start = GOOD[name][0][:40]
    for candidate in (content, start + content):
        try:
            inspect(SimpleUploadedFile(name, candidate))
        except ValidationError as error:
            assert error.messages


@given(st.integers(0, 399), st.integers(0, 255), st.sampled_from(["guide.docx", "guide.odt", "book.epub"]))
def test_an_archive_with_one_wrong_byte_is_taken_or_refused_and_never_an_error(place, byte, name):
    content = bytearray(GOOD[name][0])
    content[place % len(content)] = byte
    try:
        inspect(SimpleUploadedFile(name, bytes(content)))
    except ValidationError as error:
        assert error.messages


def test_of_a_file_beyond_the_limit_no_more_reaches_the_disk(settings):
    settings.ATTACHMENT_MAX_BYTES = 1000
    handler = BoundedUploadHandler()
    handler.new_file("upload", "notes.txt", "text/plain", None)
    for start in range(0, 5000, 500):
        handler.receive_data_chunk(b"x" * 500, start)
    with handler.file_complete(5000) as file:
        assert len(file.read()) == 1000
        with pytest.raises(ValidationError, match="more than"):
            inspect(file)


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused_on_its_page_with_a_sentence(client_of, person, settings):
    settings.ATTACHMENT_MAX_BYTES = 3_000_000
    revision = world.draft(person("contributor_a"))
    too_large = SimpleUploadedFile("notes.txt", b"line of text\n" * 300_000)
    page = reverse("records:revision_section", args=[revision.pk, "access"])
    response = client_of("contributor_a").post(page, {"upload": [too_large], "files-rows": "0", "links-rows": "0"})
    assert "more than the 2.9\xa0MB that can be attached" in response.content.decode()
    assert not revision.record.attachments.exists()
