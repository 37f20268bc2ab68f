"""Writes a Markdown document as DOCX with the standard library, with headings, lists and tables as Word knows them.

Only what our own documents use is carried over: headings, paragraphs, flat lists, tables, strong, emphasis, code.
"""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

from markdown_it.token import Token

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WHEN = (2026, 1, 1, 0, 0, 0)  # of the parts: the same text gives the same file
BULLETS = 1  # number of the list definition in numbering.xml; ordered lists follow
LONG, SHORT = 16838, 11906  # A4 in twentieths of a point
MARGIN = 1134

STYLES = {  # name: (shown as, size in half points, bold, space before and after)
    "Title": ("Title", 44, True, 0, 240),
    "Heading1": ("heading 1", 30, True, 360, 120),
    "Heading2": ("heading 2", 26, True, 240, 80),
    "ListParagraph": ("List Paragraph", 22, False, 0, 60),
    "Cell": ("Table cell", 18, False, 20, 20),
    "HeadCell": ("Table head", 18, True, 20, 20),
}


def docx(tokens: list[Token], *, title: str, language: str, is_wide: bool) -> bytes:
    """Return the document of these Markdown tokens; `is_wide` turns the page."""
    body = Body()
    body.write(tokens)
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("officeDocument", f"{OFFICE}/officeDocument", "word/document.xml"),
            ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(title, language),
        "word/document.xml": _document(body.blocks, is_wide),
        "word/_rels/document.xml.rels": _relationships(
            ("styles", f"{OFFICE}/styles", "styles.xml"), ("numbering", f"{OFFICE}/numbering", "numbering.xml")
        ),
        "word/styles.xml": _styles(language),
        "word/numbering.xml": _numbering(body.ordered_lists),
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            part = zipfile.ZipInfo(name, WHEN)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, text)
    return file.getvalue()


class Body:
    """The paragraphs and tables of a document, made from tokens in their order."""

    def __init__(self):
        self.blocks: list[str] = []
        self.ordered_lists = 0
        self._list = 0  # number of the list being written, 0 outside
        self._style = ""
        self._table: list[tuple[bool, list[str]]] = []
        self._is_head = False

    def write(self, tokens: list[Token]) -> None:
        """Take the tokens one by one; what opens sets the style of the text that follows."""
        for token in tokens:
            if token.type == "inline":
                self._text(token)
            elif handler := getattr(self, f"_{token.type}", None):
                handler(token)

    def _heading_open(self, token: Token) -> None:
        self._style = {"h1": "Title", "h2": "Heading1"}.get(token.tag, "Heading2")

    def _heading_close(self, _token: Token) -> None:
        self._style = ""

    def _bullet_list_open(self, _token: Token) -> None:
        self._list = BULLETS

    def _ordered_list_open(self, _token: Token) -> None:
        self.ordered_lists += 1
        self._list = BULLETS + self.ordered_lists

    def _bullet_list_close(self, _token: Token) -> None:
        self._list = 0

    _ordered_list_close = _bullet_list_close

    def _table_open(self, _token: Token) -> None:
        self._table = []

    def _thead_open(self, _token: Token) -> None:
        self._is_head = True

    def _thead_close(self, _token: Token) -> None:
        self._is_head = False

    def _tr_open(self, _token: Token) -> None:
        self._table.append((self._is_head, []))

    def _table_close(self, _token: Token) -> None:
        self.blocks.append(_table(self._table))
        self._table = []

    def _text(self, token: Token) -> None:
        runs = "".join(_runs(token.children or []))
        if self._table:
            is_head, cells = self._table[-1]
            cells.append(_paragraph(runs, "HeadCell" if is_head else "Cell"))
        elif self._list:
            self.blocks.append(_paragraph(runs, "ListParagraph", self._list))
        else:
            self.blocks.append(_paragraph(runs, self._style))


def _runs(children: list[Token]) -> Iterable[str]:
    marks: list[str] = []
    for child in children:
        mark = {"strong": "<w:b/>", "em": "<w:i/>"}.get(child.tag)
        if mark:
            marks.append(mark) if child.nesting == 1 else marks.remove(mark)
        elif child.type == "softbreak":
            yield '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        elif child.content:
            code = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>' if child.type == "code_inline" else ""
            properties = f"<w:rPr>{code}{''.join(marks)}</w:rPr>" if code or marks else ""
            yield f'<w:r>{properties}<w:t xml:space="preserve">{escape(child.content)}</w:t></w:r>'


def _paragraph(runs: str, style: str = "", number: int = 0) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>" if properties else f"<w:p>{runs}</w:p>"


def _table(rows: list[tuple[bool, list[str]]]) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    written = []
    for is_head, cells in rows:
        head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else "<w:trPr><w:cantSplit/></w:trPr>"
        written.append(f"<w:tr>{head}{''.join(f'<w:tc><w:tcPr/>{cell}</w:tc>' for cell in cells)}</w:tr>")
    columns = "<w:gridCol/>" * len(rows[0][1])
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(written)}</w:tbl><w:p/>'
    )


def _document(blocks: list[str], is_wide: bool) -> str:
    size = f'w:w="{LONG}" w:h="{SHORT}" w:orient="landscape"' if is_wide else f'w:w="{SHORT}" w:h="{LONG}"'
    sides = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left", "header", "footer"))
    page = f'<w:sectPr><w:pgSz {size}/><w:pgMar {sides} w:gutter="0"/></w:sectPr>'
    return f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{"".join(blocks)}{page}</w:body></w:document>'


def _styles(language: str) -> str:
    default = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/>'
        f'<w:lang w:val="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr>'
        '</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/></w:style>'
    )
    styles = [
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr>{"<w:keepNext/>" if bold else ""}<w:spacing w:before="{before}" w:after="{after}"/></w:pPr>'
        f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr></w:style>'
        for key, (name, size, bold, before, after) in STYLES.items()
    ]
    return f'{HEAD}<w:styles xmlns:w="{WORD}">{default}{"".join(styles)}</w:styles>'


def _numbering(ordered_lists: int) -> str:
    def level(number: int, form: str, text: str) -> str:
        return (
            f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="567" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum>'
        )

    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = [f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>']
    for number in range(BULLETS + 1, BULLETS + 1 + ordered_lists):
        lists.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>{restart}</w:num>')
    definitions = level(0, "bullet", "•") + level(1, "decimal", "%1.")
    return f'{HEAD}<w:numbering xmlns:w="{WORD}">{definitions}{"".join(lists)}</w:numbering>'


def _core(title: str, language: str) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>'
        f"{escape(title)}</dc:title><dc:language>{language}</dc:language></cp:coreProperties>"
    )


def _content_types() -> str:
    parts = {
        "word/document.xml": f"{KIND}.document.main+xml",
        "word/styles.xml": f"{KIND}.styles+xml",
        "word/numbering.xml": f"{KIND}.numbering+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(*entries: tuple[str, str, str]) -> str:
    rows = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in entries)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'
