"""Documents that say something, made byte by byte: no file of anybody else's is in the tests."""

import io
import zlib
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter

from tests.records.files import OFFICE, OPEN_DOCUMENT, archive

WORD_TYPE, SLIDES_TYPE, SHEETS_TYPE = (
    f"{OFFICE}{kind}" for kind in ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)
TEXT_TYPE = f"{OPEN_DOCUMENT}text"


def pdf(*pages: str) -> bytes:
    """A PDF with a text on each page, set with numbered glyphs and a table of what they mean, as Word writes it."""
    letters = sorted(set("".join(pages)))
    glyphs = {letter: number for number, letter in enumerate(letters, start=1)}
    meanings = "\n".join(f"<{glyphs[one]:04x}> <{one.encode('utf-16-be').hex()}>" for one in letters)
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(letters)} beginbfchar\n{meanings}\nendbfchar\n"
        "endcmap end end"
    )
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(pages)))
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        3: "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        4: "<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        "/Supplement 0>>/DW 600/FontDescriptor<</Type/FontDescriptor/FontName/F/Flags 4/FontBBox[0 0 600 800]"
        "/ItalicAngle 0/Ascent 800/Descent 0/CapHeight 700/StemV 80>>>>",
        5: _stream(table),
    }
    for number, page in enumerate(pages):
        lines = " T* ".join(f"<{_set(line, glyphs)}> Tj" for line in page.split("\n"))
        at = 10 + 2 * number
        objects[at] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {at + 1} 0 R>>"
        )
        objects[at + 1] = _stream(f"BT /F1 12 Tf 14 TL 50 800 Td {lines} ET" if page else "")
    return pdf_of(objects)


def _set(line: str, glyphs: dict[str, int]) -> str:
    """Return the numbers of the glyphs of a line from left to right; Arabic begins at the right."""
    is_arabic = any("\u0620" <= letter <= "\u064a" for letter in line)
    return "".join(f"{glyphs[letter]:04x}" for letter in (reversed(line) if is_arabic else line))


def _stream(content: str) -> bytes:
    packed = zlib.compress(content.encode())
    return f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"


def pdf_of(objects: dict[int, str | bytes]) -> bytes:
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, content in objects.items():
        places[number] = out.tell()
        written = content.encode() if isinstance(content, str) else content
        out.write(f"{number} 0 obj\n".encode() + written + b"\nendobj\n")
    start, size = out.tell(), max(objects) + 1
    rows = [f"{places[n]:010} 00000 n \n" if n in places else "0000000000 65535 f \n" for n in range(size)]
    out.write(
        f"xref\n0 {size}\n{''.join(rows)}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


def encrypted_pdf(text: str, password: str) -> bytes:
    """A PDF that opens with this password."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text)))), io.BytesIO()
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def docx(*paragraphs: str, before: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A Word document; `before` is what stands before its root element."""
    runs = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'{before}<w:document xmlns:w="http://w"><w:body>{runs}</w:body></w:document>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.main+xml"/></Types>'
    )
    parts = {"[Content_Types].xml": types.encode(), "word/document.xml": document.encode()}
    return archive(parts | (more or {}))


def odt(content: bytes | str) -> bytes:
    """An OpenDocument text with this between the tags of its text, or with these bytes as its whole content."""
    if isinstance(content, str):
        content = (
            '<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text>'
            f"{content}</office:text></office:body></office:document-content>"
        ).encode()
    return archive({"mimetype": TEXT_TYPE.encode(), "content.xml": content, "META-INF/manifest.xml": b"<manifest/>"})
