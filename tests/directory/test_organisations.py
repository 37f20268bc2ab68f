"""Partner organizations as everybody sees them."""

import pytest
from django.test import Client

from chm_portal.directory.models import Organisation
from tests.people import make_organisation, make_person


@pytest.fixture
def partners(db):
    """Three partners, one of them named in French only."""
    make_organisation("iucn", name_en="Union for Nature", name_fr="Union pour la nature", description_en="Keeps lists.")
    make_organisation(
        "foret", name_en="", name_fr="Amis des forêts", kind="non-governmental", description_fr="Des arbres."
    )
    make_organisation("zoo", name_en="Zoo of the World", kind="academia", site="https://www.zoo.example.org/")


def names_on(page) -> list[str]:
    text = page.content.decode()
    names = ["Union for Nature", "Union pour la nature", "Amis des forêts", "Zoo of the World"]
    return sorted([name for name in names if name in text], key=text.index)


def test_partners_stand_in_the_order_of_the_names_the_reader_sees(partners):
    assert names_on(Client().get("/en/partners/")) == ["Amis des forêts", "Union for Nature", "Zoo of the World"]
    assert names_on(Client().get("/fr/partners/")) == ["Amis des forêts", "Union pour la nature", "Zoo of the World"]


def test_a_name_in_another_language_says_so(partners):
    page = Client().get("/en/partners/foret/").content.decode()
    assert "Shown in French" in page and 'lang="fr"' in page
    assert "Shown in" not in Client().get("/fr/partners/foret/").content.decode()


def test_partners_of_one_kind(partners):
    assert names_on(Client().get("/en/partners/?kind=academia")) == ["Zoo of the World"]
    for odd in ["circus", "", "%00", "academia&kind=x"]:
        assert Client().get(f"/en/partners/?kind={odd}").status_code == 200


def test_a_partners_page_shows_kind_site_and_texts_but_no_mail_address(partners):
    contact = make_person("contact", ("partner_contact", "zoo"))
    page = Client().get("/en/partners/zoo/").content.decode()
    assert "zoo.example.org" in page and "Academic or research institution" in page
    assert contact.email not in page and "@" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("state", ["proposed", "declined"])
def test_what_is_not_approved_is_not_public(db, client_of, state):
    code = "hidden" if state == "proposed" else None
    Organisation.objects.create(code=code, kind="academia", name_en="Hidden Institute", state=state)
    for name in ["visitor", "member", "curator"]:
        assert "Hidden Institute" not in client_of(name).get("/en/partners/").content.decode()
        assert client_of(name).get("/en/partners/hidden/").status_code == 404


@pytest.mark.parametrize("rows", [1, 60])
def test_the_list_needs_the_same_queries_for_many(db, rows, django_assert_max_num_queries):
    for number in range(rows):
        make_organisation(f"partner{number}", name_en=f"Partner {number:02}")
    with django_assert_max_num_queries(5):
        Client().get("/en/partners/")


def test_sixty_partners_have_two_pages_and_none_is_lost(db):
    for number in range(60):
        make_organisation(f"partner{number}", name_en=f"Partner {number:02}")
    pages = [Client().get(f"/en/partners/?page={number}").content.decode() for number in (1, 2)]
    for number in range(60):
        assert sum(f"Partner {number:02}<" in page for page in pages) == 1


def test_the_detail_needs_few_queries(partners, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        Client().get("/en/partners/zoo/")
