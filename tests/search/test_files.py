"""The words of public files find their records, weigh little, say where they stand, and vanish with the file (R16)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chm_portal.records import publication, submission
from chm_portal.records.models import AttachmentText
from chm_portal.search import indexer, suggestions
from chm_portal.search.analysis import NEUTRAL
from chm_portal.search.file_words import MOST_WORDS, language_of, texts_of_files
from tests import world
from tests.conftest import build_index
from tests.records.documents import docx, odt, pdf
from tests.search.attached import published_with, read_all, with_files
from tests.search.test_search_page import page, text, titles

pytestmark = pytest.mark.django_db
LONG = "The survey went along the coast and wrote down what it saw. " * 200


@pytest.fixture
def publish(index, person, drain_outbox, settings, tmp_path):
    """Return a function that publishes a resource with files, reads them and waits for the indexer."""
    settings.MEDIA_ROOT = tmp_path / "files"

    def give(files: dict[str, bytes] | None = None, language: str = "", **answers):
        record = published_with(person("focal_point_a"), person("curator"), files or {}, language, **answers)
        read_all()
        drain_outbox("index")
        return record

    return give


def as_json(**query) -> dict:
    return Client().get("/en/search/", {"format": "json"} | query).json()


def test_a_record_is_found_by_a_word_of_its_file_which_the_row_shows(publish):
    record = publish({"survey.pdf": pdf(f"{LONG[:3000]}\nThree dugongs <ate> there.")}, title_en="Coast")
    publish(title_en="Other")
    html = page(q="dugong")
    assert titles(html) == ["Coast"]
    assert "Found in the file survey.pdf" in text(html)
    assert record.attachments.get().get_absolute_url() in html
    assert "Three <mark>dugongs</mark> <ate> there." in html  # the page of the test is unescaped
    assert "<ate>" not in Client().get("/en/search/?q=dugong").content.decode()


@pytest.mark.parametrize(
    ("name", "content", "asked"),
    [
        ("a.docx", docx("Les forêts protégées du littoral sont dans la liste"), "forêt protégée"),
        ("a.docx", docx("تقع الشعاب المرجانية قرب الساحل"), "المرجانية"),
        ("a.pdf", pdf("تقع الشعاب المرجانية قرب الساحل"), "شعاب"),
        ("a.pdf", pdf("沿海珊瑚礁保护区的调查"), "珊瑚礁"),
        ("a.docx", docx("沿海珊瑚礁保护区的调查"), "珊瑚礁"),
        ("a.odt", odt("<text:p>Прибрежные рифы и морские травы были описаны</text:p>"), "морская трава"),
        ("a.txt", "Los arrecifes de la costa están en la lista".encode(), "arrecife"),
    ],
)
def test_words_of_a_file_are_found_in_its_language_whether_or_not_it_is_given(publish, name, content, asked):
    publish({name: content}, title_en="Coast")
    html = page(q=asked)
    assert titles(html) == ["Coast"]
    assert f"Found in the file {name}" in text(html)
    assert "<mark>" in html


def test_the_language_that_its_owner_gives_a_file_counts(publish):
    publish({"a.txt": b"gibbons"}, "en")
    found = AttachmentText.objects.get()
    assert language_of(found) == "en"
    found.attachment.language = "pt"
    assert language_of(found) == NEUTRAL


def test_a_title_weighs_more_than_a_summary_and_a_summary_more_than_a_file(publish):
    publish({"a.docx": docx(*["Dugong dugong dugong."] * 300)}, title_en="Third")
    publish(title_en="Second", summary_en=f"{world.SUMMARY} It names the dugong.")
    publish(title_en="Dugong first")
    assert titles(page(q="dugong")) == ["Dugong first", "Second", "Third"]


def test_a_long_file_does_not_push_its_record_down(publish):
    publish({"a.docx": docx(LONG, LONG)}, title_en="Dugong of the coast")
    publish(title_en="Guide", summary_en=f"{world.SUMMARY} It names the dugong.")
    assert titles(page(q="dugong")) == ["Dugong of the coast", "Guide"]


def test_a_row_that_says_itself_what_was_looked_for_names_no_file(publish):
    publish({"a.txt": b"The dugong is there."}, title_en="Dugong")
    assert "Found in the file" not in page(q="dugong")
    assert as_json(q="dugong")["results"][0]["found_in"] is None
    assert "Found in the file" not in page()


def test_words_may_stand_partly_in_the_title_and_partly_in_the_file(publish):
    publish({"a.txt": b"Nothing here.", "b.txt": b"The dugong is there."}, title_en="Mangrove guide")
    html = page(q="mangrove dugong")
    assert titles(html) == ["Mangrove guide"]
    assert "Found in the file b.txt" in text(html)


def test_a_phrase_is_found_deep_in_a_file_and_reaches_over_no_border(publish):
    publish({"a.docx": docx(LONG, "It is the quiet dugong."), "b.txt": b"Grazing goes on."}, title_en="Coast")
    assert titles(page(q='"quiet dugong"')) == ["Coast"]
    assert titles(page(q='"dugong grazing"')) == []


def test_json_says_in_which_file(publish, settings):
    record = publish({"a.txt": b"The dugong is there."}, "en", title_en="Coast")
    (result,) = as_json(q="dugong")["results"]
    assert result["found_in"] == {
        "name": "a.txt",
        "url": f"{settings.PORTAL_ADDRESS}{record.attachments.get().get_absolute_url()}",
        "language": "en",
        "excerpt": "The <mark>dugong</mark> is there.",
    }


def test_facets_and_feed_are_as_without_files(publish):
    publish({"a.txt": b"The dugong is there."}, "fr", title_en="Coast")
    assert [one["value"] for one in as_json(q="dugong")["facets"].get("language", [])] in ([], ["en"])
    assert "Coast" in Client().get("/en/search/", {"q": "dugong", "format": "atom"}).content.decode()


# --- coming and going --------------------------------------------------------------------------------


def test_a_replaced_file_is_found_no_more_and_the_new_one_is(publish, person, drain_outbox):
    record = publish({"a.txt": b"The dugong is there."}, title_en="Coast")
    focal_point = person("focal_point_a")
    revision = with_files(
        submission.open_revision(record, focal_point), focal_point, {"b.txt": b"The manatee is there."}
    )
    read_all()
    drain_outbox("index")
    assert titles(page(q="manatee")) == []  # a draft's
    revision = submission.submit(revision, focal_point)
    publication.publish(revision, person("curator"), check=world.check_of(revision))
    drain_outbox("index")
    assert titles(page(q="dugong")) == []
    read_all()
    drain_outbox("index")
    assert titles(page(q="manatee")) == ["Coast"]
    assert AttachmentText.objects.get().attachment.original_name == "b.txt"


def test_withdrawn_words_are_gone_at_once(publish, person, drain_outbox):
    record = publish({"a.txt": b"The dugong is there."}, title_en="Coast")
    publication.withdraw(record, person("curator"), "A test.")
    assert not AttachmentText.objects.exists()
    assert titles(page(q="dugong")) == []  # before the indexer has heard of it
    drain_outbox("index")
    assert as_json(q="dugong")["count"] == 0


def test_a_new_index_has_the_words_of_files(publish):
    publish({"a.txt": b"The dugong is there."}, title_en="Coast")
    build_index()
    assert titles(page(q="dugong")) == ["Coast"]


def test_words_of_files_are_not_suggested_as_spellings(publish):
    publish({"a.txt": b"The dugongx is there."}, title_en="Coast")
    assert as_json(q="dugongy")["suggestion"] is None


# --- what it costs -----------------------------------------------------------------------------------


def test_texts_are_read_only_for_hits_that_need_one(publish, django_assert_max_num_queries):
    publish({"a.docx": docx(LONG, "A dugong.")}, title_en="Coast")
    publish({"b.docx": docx(LONG, "A dugong.")}, title_en="Mangrove")
    texts = {}
    for asked in ("coast", "dugong", ""):
        with django_assert_max_num_queries(16) as captured:  # two of them look for another spelling
            Client().get("/en/search/", {"q": asked})
        texts[asked] = [one["sql"] for one in captured if '"records_attachmenttext"."text",' in one["sql"]]
    assert {asked: len(queries) for asked, queries in texts.items()} == {"coast": 1, "dugong": 1, "": 0}
    assert len(re.findall(r"IN \((\d+)\)", texts["coast"][0])) == 1  # of the other record only, whose title lacks it


def test_queries_do_not_grow_with_files(publish):
    for _number in range(suggestions.RARE + 1):  # where fewer are found, another spelling is looked for
        publish({"a.docx": docx(LONG, "A dugong.")}, title_en="Coast")
    counted = []
    for more in (0, 5):
        for number in range(more):
            publish({f"{number}.docx": docx("A dugong.")}, title_en=f"Coast {number}")
        Client().get("/en/search/?q=dugong")
        with CaptureQueriesContext(connection) as captured:
            Client().get("/en/search/?q=dugong")
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_of_a_record_a_bounded_number_of_words_is_taken(publish):
    publish({"a.txt": b"reef " * 12_000, "b.txt": b"kelp " * 12_000, "c.txt": b"alga " * 9}, title_en="Coast")
    record = AttachmentText.objects.first().attachment.record
    files = record.attachments.select_related("inner_text")
    taken = [len(words.split()) for _language, words in texts_of_files(files)]
    assert taken == [12_000, MOST_WORDS - 12_000]


def test_a_file_of_the_longest_terms_fits_the_index(publish):
    words = " ".join(f"{number:05}{'㌀' * 13}" for number in range(6_000))
    publish({"a.txt": words.encode()}, title_en="Coast")
    assert titles(page(q="coast")) == ["Coast"]
    assert indexer.live_build()


def test_a_draft_s_file_is_neither_read_nor_found(publish, person):
    publish(title_en="Coast")
    with_files(world.draft(person("contributor_a"), title_en="Draft"), person("contributor_a"), {"a.txt": b"Dugong."})
    assert read_all() == 0
    assert not AttachmentText.objects.exists()
    assert titles(page(q="dugong")) == []
