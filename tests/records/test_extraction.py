"""What public files say is read in a process that may not outgrow its limits; no file can do more than end it (R16)."""

import io
import os
import sys
import time

import pytest

from chm_portal.records.extraction import child, sandbox
from chm_portal.records.extraction.collected import MOST_CHARACTERS
from chm_portal.records.extraction.formats import READERS
from chm_portal.records.extraction.sandbox import Reading
from tests.records import documents
from tests.records.documents import SHEETS_TYPE, SLIDES_TYPE, TEXT_TYPE, WORD_TYPE, docx, odt, pdf
from tests.records.files import GOOD, archive

PDF_TYPE = "application/pdf"
LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def reading(content: bytes, media_type: str) -> Reading:
    return sandbox.read(io.BytesIO(content), media_type)


# --- what is read ----------------------------------------------------------------------------------

SAYING = {
    "pdf": (pdf("The dugong\nlives here.", "Second page"), PDF_TYPE, "The dugong\nlives here.\nSecond page"),
    "pdf, a word cut at the end of its line": (pdf("biodiver-\nsity"), PDF_TYPE, "biodiversity"),
    "pdf in Arabic": (pdf("حماية الشعاب المرجانية"), PDF_TYPE, "حماية الشعاب المرجانية"),
    "pdf in Chinese": (pdf("保护珊瑚礁"), PDF_TYPE, "保护珊瑚礁"),
    "pdf only kept from being printed": (documents.encrypted_pdf("The dugong", ""), PDF_TYPE, "The dugong"),
    "word": (docx("The dugong", "lives & eats"), WORD_TYPE, "The dugong\nlives & eats"),
    "word in Arabic": (docx("حماية الشعاب"), WORD_TYPE, "حماية الشعاب"),
    "word in Chinese": (docx("保护珊瑚礁"), WORD_TYPE, "保护珊瑚礁"),
    "word with footnotes": (
        docx("Text", more={"word/footnotes.xml": b"<w:f xmlns:w='w'><w:p><w:t>Note</w:t></w:p></w:f>"}),
        WORD_TYPE,
        "Text\nNote",
    ),
    "word, without what was deleted": (
        archive({"word/document.xml": b"<w:d xmlns:w='w'><w:t>kept</w:t><w:delText>gone</w:delText></w:d>"}),
        WORD_TYPE,
        "kept",
    ),
    "open document": (
        odt("<text:h>Title</text:h><text:p>one<text:s/>two<text:span>three</text:span></text:p>"),
        TEXT_TYPE,
        "Title\none twothree",
    ),
    "open document, without deleted text and comments": (
        odt(
            "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>kept"
            "<office:annotation><text:p>hm</text:p></office:annotation></text:p>"
        ),
        TEXT_TYPE,
        "kept",
    ),
    "slides in their order": (
        archive({f"ppt/slides/slide{n}.xml": f"<a:t xmlns:a='a'>slide {n}</a:t>".encode() for n in (10, 2, 1)}),
        SLIDES_TYPE,
        "slide 1slide 2slide 10",
    ),
    "sheets": (
        archive({"xl/sharedStrings.xml": b"<sst><si><t>Dugong</t></si><si><t>Reef</t></si></sst>"}),
        SHEETS_TYPE,
        "Dugong\nReef",
    ),
    "book": (
        archive({"mimetype": b"application/epub+zip", "OEBPS/1.xhtml": b"<!DOCTYPE html><p>The dugong</p>"}),
        "application/epub+zip",
        "The dugong",
    ),
    "page, without script, style and head": (
        b"<!DOCTYPE html><html><head><title>T</title><style>p{color:red}</style></head><body><p>The <b>du</b>gong"
        b"<script>if (a < b) { steal() }</script></p><svg><text>s</text></svg>&eacute;t&eacute;</body></html>",
        "text/html",
        "The dugong\nété",
    ),
    "page that names its encoding": (
        '<meta charset="windows-1251"><p>Леса</p>'.encode("cp1251"),
        "text/html",
        "Леса",
    ),
    "text": ("生物多样性, التنوع\r\n".encode(), "text/plain", "生物多样性, التنوع"),
    "text with a mark": (b"\xef\xbb\xbfcountry,year", "text/csv", "country,year"),
    "text in UTF-16": ("Société".encode("utf-16"), "text/plain", "Société"),
    "text in UTF-16 without a mark": ("The society".encode("utf-16-be"), "text/plain", "The society"),
    "text in Latin 1": ("Société d’étude".encode("cp1252"), "text/plain", "Société d’étude"),
}


@pytest.mark.parametrize("name", SAYING)
def test_the_text_of_a_file_is_read(name):
    content, media_type, text = SAYING[name]
    assert reading(content, media_type) == Reading("read", text)


def test_every_format_with_text_that_is_taken_is_read_and_none_breaks():
    for name, (content, media_type) in GOOD.items():
        is_picture = media_type.startswith("image/")
        assert (media_type in READERS) is not is_picture, name
        if not is_picture:
            assert reading(content, media_type).outcome in {"read", "empty", "damaged"}, name


def test_shapes_of_letters_become_letters():
    assert reading("proﬁle ﻻ".encode(), "text/plain").text == "profile لا"


# --- what is hostile ---------------------------------------------------------------------------------

HOSTILE = {
    "pdf with a password": (documents.encrypted_pdf("secret", "password"), PDF_TYPE, "protected"),
    "pdf cut off": (pdf("The dugong")[:300], PDF_TYPE, "damaged"),
    "pdf of ten thousand pages of nothing": (pdf(*[""] * 10_000), PDF_TYPE, "empty"),
    "pdf that is its own parent": (
        documents.pdf_of({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"}),
        PDF_TYPE,
        "damaged",
    ),
    "no pdf": (b"%PDF-1.7 nothing %%EOF", PDF_TYPE, "damaged"),
    "entities that grow": (docx("&b;", before=LAUGHS), WORD_TYPE, "unsafe"),
    "entities from outside": (docx("&a;", before=OUTSIDE), WORD_TYPE, "unsafe"),
    "odt that unpacks to a thousand times its size": (odt(b"<a>" + b"<!--no text-->" * 3_000_000), TEXT_TYPE, "unsafe"),
    "odt of a hundred million spaces": (odt(b"<a>" + b" " * 100_000_000), TEXT_TYPE, "empty"),
    "one element without an end": (odt(b"<a>" * 3_000_000), TEXT_TYPE, "damaged"),
    "archive cut off": (docx("The dugong")[:-40], WORD_TYPE, "damaged"),
    "archive without a document": (archive({"a.txt": b"a"}), WORD_TYPE, "damaged"),
    "archive of too many parts": (archive({f"{n}": b"" for n in range(5_001)}), WORD_TYPE, "unsafe"),
    "nothing": (b"", WORD_TYPE, "damaged"),
    "kind that nobody reads": (b"x", "image/png", "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_an_outcome(name):
    content, media_type, outcome = HOSTILE[name]
    assert reading(content, media_type) == Reading(outcome)


def test_a_damaged_page_does_not_spoil_the_others():
    whole = pdf("First page", "Second page")
    broken = whole.replace(b"/Contents 11 0 R", b"/Contents 99 0 R")
    assert reading(broken, PDF_TYPE).text == "Second page"


def test_of_a_long_file_the_beginning_is_read():
    read = reading(docx(*["The dugong eats seagrass. " * 40] * 1000), WORD_TYPE)
    assert read.outcome == "cut"
    assert MOST_CHARACTERS - 5_000 < len(read.text) <= MOST_CHARACTERS


# --- the limits --------------------------------------------------------------------------------------

READING = "import json; json.dump(child.read(sys.stdin.buffer, 'x', {'x': read}), sys.stdout)"
CHILDREN = {
    "endless": f"def read(*_):\n    while True: pass\n{READING}",
    "endless where no signal is heard": f"def read(*_):\n    sum(iter(int, 1))\n{READING}",
    "asleep": "import time; time.sleep(600)",
    "greedy": f"def read(*_):\n    return [bytearray(10_000_000) for _ in range(1000)]\n{READING}",
    "talkative": "while True: sys.stdout.write('x' * 1_000_000)",
    "crashing": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "lying": 'import sys; sys.stdout.write(\'{"outcome": "published", "text": 1}\')',
    "forking": 'import os, sys; os.fork(); sys.stdout.write(\'{"outcome": "read", "text": "forked"}\')',
}


@pytest.fixture
def hostile_child(tmp_path, settings, monkeypatch):
    """Return a function that runs this code where a file would be read, and gives how it ended."""
    project = settings.BASE_DIR
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 3)

    def run(code: str) -> Reading:
        setup = f"import sys\nsys.path.insert(0, {str(project)!r})\nfrom chm_portal.records.extraction import child\n"
        setup += "import resource\ncpu = resource.RLIMIT_CPU\n"
        (tmp_path / "hostile.py").write_text(f"{setup}child.limit([*child.LIMITS, (cpu, 1, 2)])\n{code}\n")
        return sandbox.read(io.BytesIO(b"x"), PDF_TYPE, module="hostile")

    return run


@pytest.mark.parametrize(
    "name", ["endless", "endless where no signal is heard", "asleep", "greedy", "crashing", "lying"]
)
def test_a_process_that_runs_wild_is_ended(hostile_child, name):
    began = time.monotonic()
    assert hostile_child(CHILDREN[name]).outcome == ("damaged" if name in ("crashing", "lying") else "heavy")
    assert time.monotonic() - began < 10


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may start as many processes as it likes")
def test_a_process_starts_no_other(hostile_child):
    assert hostile_child(CHILDREN["forking"]).outcome == "damaged"


def test_a_process_fills_no_disk(hostile_child):
    with pytest.raises(OSError, match="could not do its work"):
        hostile_child(CHILDREN["talkative"])


def test_a_process_that_does_not_start_is_no_fault_of_the_file(hostile_child):
    with pytest.raises(OSError, match="could not do its work"):
        hostile_child("import no_such_module")


def test_the_process_knows_no_secret_of_ours(hostile_child, monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "quokkakey")
    code = 'import os, json, sys; json.dump({"outcome": "read", "text": " ".join(sorted(os.environ))}, sys.stdout)'
    assert "PORTAL" not in hostile_child(code).text


def test_the_process_loads_neither_django_nor_settings(monkeypatch):
    loaded = "import sys; import chm_portal.records.extraction.child, chm_portal.records.extraction.formats as f"
    code = f"{loaded}; print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg2')))"
    import subprocess

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.parametrize(
    ("wrong", "outcome"), [(MemoryError, "heavy"), (RecursionError, "damaged"), (KeyError, "damaged")]
)
def test_whatever_a_reader_raises_is_an_outcome(wrong, outcome):
    def raising(_file, _collected):
        raise wrong

    assert child.read(io.BytesIO(), "x", {"x": raising})["outcome"] == outcome


def test_what_was_read_before_the_time_was_over_is_kept():
    def slow(_file, collected):
        collected.add("The dugong")
        raise child.TooSlow

    assert child.read(io.BytesIO(), "x", {"x": slow}) == {"outcome": "cut", "text": "The dugong"}
