"""Vocabularies for others: read back by the programs that read such files, under addresses that never change (R26)."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from chm_portal.interop.vocabularies import table
from chm_portal.vocabularies.memory import forget, vocabulary
from chm_portal.vocabularies.models import Audience, Theme, VocabularyVersion

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
CHM = Namespace(f"{SITE}/vocabularies/")
HOSTILE = 'Quotes " and \\ back\\slash\nand a new line <b> =1+1'


@pytest.fixture
def remembered():
    """What a test changed is forgotten with its transaction."""
    yield
    forget()


def turtle(client, slug: str) -> Graph:
    response = client.get(f"/vocabularies/{slug}.ttl")
    assert response["Content-Type"] == "text/turtle; charset=utf-8"
    return Graph().parse(data=response.content, format="turtle")


def as_json(client, slug: str) -> dict:
    return json.loads(client.get(f"/vocabularies/{slug}.json").content)


def as_csv(client, slug: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(client.get(f"/vocabularies/{slug}.csv").content.decode("utf-8-sig"))))


@pytest.mark.parametrize("published", table.EVERY, ids=lambda one: one.slug)
def test_three_files_say_the_same_of_every_term(client, published):
    codes = published.terms.codes()
    graph, content, lines = (read(client, published.slug) for read in (turtle, as_json, as_csv))
    assert [line["code"] for line in lines] == [term["code"] for term in content["terms"]] == codes
    concepts = {str(concept) for concept in graph.subjects(RDF.type, SKOS.Concept)}
    assert concepts == {term["uri"] for term in content["terms"]} == {line["uri"] for line in lines}
    for term in content["terms"]:
        subject = URIRef(term["uri"])
        labels = {label.language: str(label) for label in graph.objects(subject, SKOS.prefLabel)}
        assert labels == term["label"]
        assert graph.value(subject, SKOS.notation) == Literal(term["code"])
        above = graph.value(subject, SKOS.broader) or graph.value(subject, SKOS.broadMatch)
        assert (str(above) if above else None) == term["broader"]
    [scheme] = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert str(scheme) == content["uri"] == f"{SITE}/vocabularies/{published.slug}"
    assert len(set(graph.objects(scheme, DCTERMS.title))) == 6


def test_themes_have_labels_in_six_languages_and_stand_under_others(client):
    graph = turtle(client, "themes")
    theme = CHM["themes/invasive-alien-species"]
    assert {label.language for label in graph.objects(theme, SKOS.prefLabel)} == {
        "ar",
        "en",
        "es",
        "fr",
        "ru",
        "zh-Hans",
    }
    parent = graph.value(theme, SKOS.broader)
    assert parent in set(graph.objects(CHM.themes, SKOS.hasTopConcept))
    assert (theme, SKOS.topConceptOf, CHM.themes) not in graph


def test_no_text_of_a_term_breaks_a_file_or_becomes_a_formula(client, remembered, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        term = Theme.objects.get(code="invasive-alien-species")
        term.label_en, term.label_fr, term.retired = HOSTILE, "=1+1", True
        term.save()
    graph, subject = turtle(client, "themes"), CHM["themes/invasive-alien-species"]
    assert Literal(HOSTILE, lang="en") in set(graph.objects(subject, SKOS.prefLabel))
    assert graph.value(subject, OWL.deprecated)
    [line] = [one for one in as_csv(client, "themes") if one["code"] == "invasive-alien-species"]
    assert (line["label (en)"], line["label (fr)"], line["retired"]) == (HOSTILE, "'=1+1", "true")


def test_licences_say_what_a_reader_may_do_and_countries_their_region(client):
    graph = turtle(client, "licences")
    assert len(set(graph.objects(CHM["licences/cc-by-4.0"], SKOS.scopeNote))) == 6
    country = CHM["countries/be"]
    region = turtle(client, "countries").value(country, SKOS.broadMatch)
    assert str(region) == f"{SITE}/vocabularies/regions/{vocabulary('country')['be'].region.code}"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("themes/invasive-alien-species", "/fr/themes/invasive-alien-species/"),
        ("articles/8j", "/fr/articles/8j/"),
        ("decisions/ix-30", "/fr/decisions/ix-30/"),
        ("targets/gbf-20", "/fr/targets/gbf/gbf-20/"),
        ("countries/be", "/fr/countries/be/"),
        ("cycles/nr4", "/fr/reporting/cycles/nr4/"),
        ("languages/en", "/fr/search/?language=en"),
        ("themes", "/fr/vocabularies/#themes"),
    ],
)
def test_the_address_of_a_term_leads_people_to_its_page_and_programs_to_the_file(client, address, place):
    french = {"accept-language": "fr", "accept": "text/html,*/*;q=0.8"}
    response = client.get(f"/vocabularies/{address}", headers=french)
    assert (response.status_code, response["Location"]) == (303, place)
    assert client.get(place).status_code == 200
    program = client.get(f"/vocabularies/{address}", headers={"accept": "text/turtle, text/html;q=0.5"})
    assert program["Location"] == f"/vocabularies/{address.partition('/')[0]}.ttl"


def test_every_term_of_every_vocabulary_leads_to_a_page_that_is_there(client, settings):
    for services in (settings.PORTAL_SERVICES, ["knowledge_base"]):
        settings.PORTAL_SERVICES = services
        for published in table.EVERY:
            term = next(iter(published.terms))
            response = client.get(f"/vocabularies/{published.slug}/{term.code}", follow=True)
            assert response.status_code == 200, (published.slug, services)


@pytest.mark.parametrize("address", ["themes/unknown", "unknown/x", "unknown", "unknown.ttl", "themes.xml"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(f"/vocabularies/{address}").status_code == 404


def test_who_has_the_file_already_is_told_so(client):
    first = client.get("/vocabularies/themes.ttl")
    assert client.get("/vocabularies/themes.ttl", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_the_page_lists_them_with_numbers_versions_and_files(client, django_assert_num_queries):
    address = reverse("interop:vocabulary_list")
    client.get(address)
    with django_assert_num_queries(1):  # the versions
        page = client.get(address).content.decode()
    for published in table.EVERY:
        for extension in ("csv", "json", "ttl"):
            assert f'href="/vocabularies/{published.slug}.{extension}"' in page
    assert f"<li>{len(vocabulary('theme').in_use())} terms</li>" in page


def test_a_change_raises_the_version_and_says_when(client):
    before = timezone.now()
    number = as_json(client, "audiences")["version"]
    Audience.objects.first().save()
    version = VocabularyVersion.objects.get(pk="audience")
    assert version.number == number + 1
    assert version.changed_at >= before
