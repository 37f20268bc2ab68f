"""The pages of text: complete in six languages, and honest where one is missing."""

import re

import pytest

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.pages import prose as module
from chm_portal.pages.prose import CONTENT, HELP_PAGES, SLUGS


@pytest.fixture
def content(tmp_path, monkeypatch):
    """Return a folder that stands for the pages' content, with nothing remembered from the real one."""
    monkeypatch.setattr(module, "CONTENT", tmp_path)
    module._page.cache_clear()
    yield tmp_path
    module._page.cache_clear()


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("slug", [*SLUGS, "contact"])
def test_every_page_of_text_exists_in_every_language(language, slug):
    text = (CONTENT / language / f"{slug}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text) > 300


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_links_inside_the_texts_stay_in_their_language_and_lead_to_pages_of_text_that_exist(language):
    for place in (CONTENT / language).glob("*.md"):
        inside = re.findall(r"\]\((/[^)#]*)", place.read_text(encoding="utf-8"))
        assert [path for path in inside if not path.startswith((f"/{language}/", "/admin/"))] == [], place.name


@pytest.mark.django_db
def test_a_page_missing_in_the_readers_language_is_shown_in_another_and_says_so(client, content):
    (content / "en").mkdir()
    (content / "en" / "about.md").write_text("# About us\n\nIn short.\n\nAt *length*.\n")
    html = client.get("/ar/about/").content.decode()
    assert 'class="mark"' in html
    assert '<span lang="en" dir="ltr">About us</span>' in html
    assert '<p class="lead" lang="en" dir="ltr">In short.</p>' in html
    assert "<p>At <em>length</em>.</p>" in html
    assert 'class="mark"' not in client.get("/en/about/").content.decode()


@pytest.mark.django_db
def test_a_page_that_exists_in_no_language_is_not_found(client, content):
    assert client.get("/en/about/").status_code == 404


@pytest.mark.django_db
def test_raw_html_in_a_text_is_shown_and_not_obeyed(client, content):
    (content / "en").mkdir()
    (content / "en" / "about.md").write_text("# A\n\n## B\n\n<script>alert(1)</script>\n")
    html = client.get("/en/about/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.django_db
def test_a_page_of_text_is_read_from_disk_once(client, content):
    (content / "en").mkdir()
    (content / "en" / "terms.md").write_text("# First\n\nA.\n")
    client.get("/en/terms/")
    (content / "en" / "terms.md").write_text("# Second\n\nA.\n")
    assert "First" in client.get("/en/terms/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("slug", HELP_PAGES)
def test_each_help_page_lists_the_others_and_marks_itself(client, slug):
    html = client.get(f"/en/{slug}/").content.decode()
    assert all(f'href="/en/{other}/"' in html for other in HELP_PAGES)
    assert f'href="/en/{slug}/" aria-current="page"' in html
