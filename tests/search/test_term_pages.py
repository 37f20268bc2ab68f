"""A page for each theme, article and target lists what is published about it."""

import re
from html import unescape

import pytest
from django.test import Client

from chm_portal.records import classification, publication
from chm_portal.vocabularies.models import Theme
from tests import world
from tests.search.shelf import copies

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(person):
    return lambda **answers: world.published(person("focal_point_a"), person("curator"), **answers)


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


@pytest.mark.parametrize(
    ("answers", "address"),
    [
        ({"themes": ["invasive-alien-species"]}, "/en/themes/invasive-alien-species/"),
        ({"articles": ["8j"]}, "/en/articles/8j/"),
        ({"targets": ["gbf-6"]}, "/en/targets/gbf/gbf-6/"),
    ],
)
def test_a_terms_page_lists_the_published_records_that_have_it(publish, person, answers, address):
    record = publish(title_en="Mangrove guide", **answers)
    world.submitted(person("focal_point_a"), title_en="Secret draft", **answers)
    html = page(address)
    assert record.get_absolute_url() in html
    assert "1 published record" in html
    assert "Secret draft" not in html
    publication.withdraw(record, person("curator"), "A test.")
    html = page(address)
    assert "Mangrove guide" not in html
    assert "0 published records" in html


def test_a_term_that_the_secretariat_added_counts(publish, person):
    record = publish(themes=["protected-areas"])
    classification.classify(record, person("curator"), {"themes": {"invasive-alien-species"}})
    assert record.get_absolute_url() in page("/en/themes/invasive-alien-species/")


def test_lists_of_terms_count_what_is_published(publish):
    publish(themes=["invasive-alien-species"], articles=["6"], targets=["gbf-6"])
    publish(themes=["invasive-alien-species"])
    for address, term, count in (
        ("/en/themes/", "/en/themes/invasive-alien-species/", 2),
        ("/en/articles/", "/en/articles/6/", 2),
        ("/en/targets/", "/en/targets/gbf/gbf-6/", 1),
    ):
        assert re.search(
            rf'href="{term}">[^<]*</a> <span class="count"><span[^>]*>[^<]*</span>{count}</span>', page(address)
        )


def test_a_term_stands_under_its_parent_and_shows_what_stands_under_it():
    child = Theme.objects.filter(parent__isnull=False).select_related("parent").first()
    html = page(f"/en/themes/{child.code}/")
    assert f'href="/en/themes/{child.parent.code}/"' in html
    assert f'href="/en/themes/{child.code}/"' in page(f"/en/themes/{child.parent.code}/")
    assert 'href="/en/articles/8/"' in page("/en/articles/8j/")


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh-hans"])
def test_terms_are_in_the_readers_language(language):
    theme = Theme.objects.get(code="invasive-alien-species")
    assert theme.labels[language] in page(f"/{language}/themes/invasive-alien-species/")


@pytest.mark.parametrize(
    "address",
    ["/en/themes/nothing/", "/en/articles/99/", "/en/targets/aichi/gbf-6/", "/en/targets/gbf/nothing/"],
)
def test_a_term_that_does_not_exist_is_not_found(address):
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/en/themes/", "/en/themes/invasive-alien-species/", "/en/articles/", "/en/targets/"]
)
def test_the_number_of_queries_does_not_grow(publish, address, django_assert_max_num_queries):
    record = publish()
    counted = []
    for more in (0, 40):
        copies(record, more)
        Client().get(address)
        with django_assert_max_num_queries(12) as captured:
            Client().get(address)
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_long_lists_have_pages(publish):
    copies(publish(title_en="Guide 00"), 20)
    address = "/en/themes/invasive-alien-species/"
    pages = [set(re.findall(r"Guide \d\d", page(f"{address}?page={number}"))) for number in (1, 2)]
    assert len(pages[0]) == 20
    assert pages[1] == {f"Guide {number:02}" for number in range(21)} - pages[0]


def test_a_theme_says_what_there_is_and_who_else_has_done_it(publish, person):
    publish(type="guideline")
    publish(type="case-study", decisions=["ix-30"])
    world.published(person("focal_point_a"), person("curator"), kind="event")
    partner = world.published(person("partner_contact"), person("curator"), of="partner", type="case-study")
    world.submitted(person("focal_point_b"), of="b")
    html = page("/en/themes/invasive-alien-species/")
    groups = {
        group.label: group.entries for group in Client().get("/en/themes/invasive-alien-species/").context["gathered"]
    }
    assert [(str(one.label), one.count) for one in groups["What there is"]] == [
        ("Case study", 2),
        ("Events", 1),
        ("Guideline", 1),
    ]
    assert [(one.label, one.count) for one in groups["Who else has done this"]] == [
        ("Belgium", 3),
        (partner.owner_organisation.label, 1),
    ]
    assert [one.count for one in groups["Decisions about it"]] == [1]
    for address in ("?theme=invasive-alien-species&type=case-study", "/en/countries/be/", "/en/partners/iucn/"):
        assert address in html


def test_a_themes_page_names_who_wrote_about_it_and_leads_to_what_they_wrote(publish):
    publish(authors='Amina "Reef" Diallo\nJ. Müller')
    second = publish(authors="Amina Diallo\nJ. Müller", title_en="Hedges for partridges")
    html = page("/en/themes/invasive-alien-species/")
    assert "People who wrote about it" in html
    address = unescape(re.search(r'href="([^"]+)">J\. Müller</a>', html)[1])
    assert "q=%22J.+M%C3%BCller%22" in address
    assert "theme=invasive-alien-species" in address
    assert second.title_shown[0] not in page("/en/themes/forest-biodiversity/")
