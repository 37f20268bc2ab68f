"""The attached files: made from the documents, accessible, and such as anybody could upload."""

import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from markdown_it.token import Token

from chm_portal.demonstration import content, make_files
from chm_portal.demonstration.docx import docx
from chm_portal.records.attachments import inspect
from knowledge_base.forms import ResourceForm

DOCUMENTS = sorted(make_files.DOCUMENTS.glob("*.md"))
NAMES = [document.stem for document in DOCUMENTS]


@pytest.fixture(params=DOCUMENTS, ids=NAMES)
def document(request):
    return request.param


def tokens_of(document) -> list[Token]:
    return make_files.read(document)[1]


def parts_of(file) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_both_documents_are_there_in_both_formats():
    attached = {file["file"] for row in content.rows("resources") for file in row.get("files", [])}
    assert attached == {file.name for file in content.FILES.iterdir()}
    assert attached == {f"{name}.{form}" for name in NAMES for form in ("pdf", "docx")}


def test_the_word_file_is_made_from_the_document_as_it_is_now(document, tmp_path):
    tokens = tokens_of(document)
    new = tmp_path / "new.docx"
    title, is_wide = make_files.title_of(tokens), make_files.is_wide(tokens)
    new.write_bytes(docx(tokens, title=title, language=make_files.LANGUAGE, is_wide=is_wide))
    assert parts_of(new) == parts_of(content.FILES / f"{document.stem}.docx"), (
        "python -m chm_portal.demonstration.make_files"
    )


def test_the_word_file_has_headings_lists_and_table_heads_that_a_screen_reader_knows(document):
    parts = parts_of(content.FILES / f"{document.stem}.docx")
    headings = [token.tag for token in tokens_of(document) if token.type == "heading_open"]
    text = parts["word/document.xml"]
    assert text.count('w:val="Title"') == 1
    assert text.count('w:val="Heading1"') == headings.count("h2")
    assert text.count("<w:tblHeader/>") == sum(token.type == "thead_open" for token in tokens_of(document))
    assert "<w:numPr>" in text
    assert '<w:lang w:val="en"/>' in parts["word/styles.xml"]


def test_the_pdf_is_tagged_and_says_its_title_and_language(document):
    pdf = (content.FILES / f"{document.stem}.pdf").read_bytes()
    title = make_files.title_of(tokens_of(document))
    assert b"/Marked true" in pdf
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang ?\(en\)", pdf)
    assert f"/Title ({title})".encode() in pdf


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_portal_accepts_the_files_as_uploads(document, form):
    path = content.FILES / f"{document.stem}.{form}"
    assert inspect(SimpleUploadedFile(path.name, path.read_bytes())).safe_name == path.name


def test_the_metadata_profile_describes_every_field_of_the_form_and_no_other():
    text = (make_files.DOCUMENTS / "metadata-profile.md").read_text(encoding="utf-8")
    table = text.split("## Fields that describe the resource")[1].split("##")[0]
    described = set(re.findall(r"^\| (\w+) \|", table, flags=re.M)) - {"Field"}
    asked = [name for _slug, _label, names in ResourceForm.sections for name in names]
    assert described == {re.sub(r"^(title|summary)_.*", r"\1", name) for name in asked}


def test_an_unsuitable_page_is_turned_only_for_wide_tables():
    turned = {document.stem: make_files.is_wide(tokens_of(document)) for document in DOCUMENTS}
    assert turned == {"metadata-profile": True, "submission-guide": False}
