"""Makes the files of the demonstration from documents/*.md: PDF (tagged, by Chromium) and DOCX (our own writer).

Run by hand after a document has changed, and commit what it makes: python -m chm_portal.demonstration.make_files
"""

import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chm_portal.demonstration.docx import docx

DOCUMENTS = Path(__file__).parent / "documents"
FILES = Path(__file__).parent / "data" / "files"
LANGUAGE = "en"
WIDE_COLUMNS = 5  # a table of more needs a page turned on its side
STYLE = """
@page { size: A4 %(turn)s; margin: 20mm; }
body { font: 11pt/1.45 Carlito, Calibri, "Liberation Sans", sans-serif; color: #111; }
h1 { font-size: 22pt; line-height: 1.2; } h2 { font-size: 15pt; margin-block: 1.4em .4em; break-after: avoid; }
table { border-collapse: collapse; width: 100%%; font-size: 9pt; margin-block: .8em; }
th, td { border: .5pt solid #777; padding: 3pt 5pt; text-align: start; vertical-align: top; }
th { background: #eee; } tr { break-inside: avoid; } li { margin-block: .2em; }
code { font-family: "Liberation Mono", monospace; font-size: .92em; }
"""


def read(document: Path) -> tuple[MarkdownIt, list[Token]]:
    """Return the parser and the tokens of a document."""
    markdown = MarkdownIt("commonmark").enable("table")
    return markdown, markdown.parse(document.read_text(encoding="utf-8"))


def title_of(tokens: list[Token]) -> str:
    """Return the text of the first heading."""
    return tokens[1].content


def is_wide(tokens: list[Token]) -> bool:
    """Whether a table has too many columns for an upright page."""
    columns, most = 0, 0
    for token in tokens:
        columns = 0 if token.type == "tr_open" else columns + (token.type == "th_open")
        most = max(most, columns)
    return most > WIDE_COLUMNS


def page(document: Path) -> str:
    """Return the document as one HTML page, which Chromium prints."""
    markdown, tokens = read(document)
    style = STYLE % {"turn": "landscape" if is_wide(tokens) else "portrait"}
    body = markdown.renderer.render(tokens, markdown.options, {}).replace("<th>", '<th scope="col">')
    head = f'<meta charset="utf-8"><title>{escape(title_of(tokens))}</title><style>{style}</style>'
    return f'<!doctype html><html lang="{LANGUAGE}">{head}{body}'


def print_pdf(chromium: str, html: str, to: Path) -> None:
    """Print a page as tagged PDF with an outline; raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-first-run"]
        printing = ["--export-tagged-pdf", "--generate-pdf-document-outline", "--no-pdf-header-footer"]
        command = [chromium, *options, *printing, f"--print-to-pdf={to}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> int:
    """Make all files anew; return an exit status."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("make_files: Chromium is not installed; it prints the PDFs.", file=sys.stderr)
        return 1
    FILES.mkdir(parents=True, exist_ok=True)
    for document in sorted(DOCUMENTS.glob("*.md")):
        _markdown, tokens = read(document)
        made = docx(tokens, title=title_of(tokens), language=LANGUAGE, is_wide=is_wide(tokens))
        (FILES / f"{document.stem}.docx").write_bytes(made)
        print_pdf(chromium, page(document), FILES / f"{document.stem}.pdf")
        print(document.stem)
    return 0


if __name__ == "__main__":
    sys.exit(main())
