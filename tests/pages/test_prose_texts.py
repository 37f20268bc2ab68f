"""What the pages of text say: of useful length, alike in six languages, the paper's Chinese terms, no dead ends."""

import json
import re

import pytest
from django.urls import resolve
from django.utils import translation

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.pages.prose import CONTENT, HELP_PAGES, SLUGS

PAGES = (*SLUGS, "contact")
# The four services as the founding paper names them, UNEP/CBD/COP/9/23, paragraph 13.
CHINESE_SERVICES = ("知识基地", "合作工具", "规划和报告设备", "国家信息和网站")


def text_of(language: str, slug: str) -> str:
    return (CONTENT / language / f"{slug}.md").read_text(encoding="utf-8")


def shape(text: str) -> list[str]:
    """Return how each line begins: headings, list items, numbered steps, plain text."""
    marks = [re.match(r"(#+ |- |\d+\. )?", line).group(0) for line in text.splitlines() if line]
    return [re.sub(r"\d+", "1", mark or "text") for mark in marks]


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_has_the_same_parts_in_every_language(slug):
    english = shape(text_of("en", slug))
    assert {language: shape(text_of(language, slug)) == english for language in LANGUAGE_CODES} == dict.fromkeys(
        LANGUAGE_CODES, True
    )


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_links_to_the_same_places_in_every_language(slug):
    def places(language):
        return re.findall(rf"\]\((?:/{language})?(/[^)]*)\)", text_of(language, slug))

    assert all(sorted(places(language)) == sorted(places("en")) for language in LANGUAGE_CODES)


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_is_long_enough_to_help_and_short_enough_to_be_read(slug):
    longest = 1200 if slug in HELP_PAGES else 700  # whoever works here looks one heading up and does not read them all
    assert 150 <= len(text_of("en", slug).split()) <= longest


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_every_link_inside_the_site_leads_somewhere(language):
    with translation.override(language):
        for slug in PAGES:
            for path in re.findall(r"\]\((/[^)?]*)", text_of(language, slug)):
                assert resolve(path), (slug, path)


def test_the_about_page_names_the_services_in_chinese_as_the_founding_paper_does():
    about = text_of("zh-hans", "about")
    assert [name for name in CHINESE_SERVICES if name not in about] == []


def test_no_chinese_page_uses_another_word_for_the_mechanism_or_the_knowledge_base():
    for slug in PAGES:
        assert not re.search("知识库|信息交换所|交换所机制(?<!资料交换所机制)", text_of("zh-hans", slug)), slug


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_no_page_invents_an_address(language):
    for slug in PAGES:
        assert not re.search(r"@|https?://|www\.", text_of(language, slug)), slug


# What the pages tell the reader to press or to look for; the interface has to say the same.
PRESSED = ("Continue", "Check your answers", "My records", "Submit a resource", "Hand over")


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_the_glossary_gives_each_term_once_in_every_language_and_the_pages_use_its_words(language):
    rows = json.loads((CONTENT / "glossary.json").read_text(encoding="utf-8"))["rows"]
    assert all(row[language] for row in rows)
    assert len({row["en"] for row in rows}) == len(rows)
    words = {row["en"]: row[language] for row in rows}
    everything = "\n".join(text_of(language, slug) for slug in PAGES)
    # Slanted, or between quotation marks where letters have no slant.
    opens, closes = {"ar": "«»", "zh-hans": "“”"}.get(language, "**")
    missing = [name for name in PRESSED if f"{opens}{words[name]}{closes}" not in everything]
    assert missing == []
