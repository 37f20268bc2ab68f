"""Information sources: what partners offer, on which conditions, where it is reached (R24)."""

import pytest
from django.urls import reverse

from knowledge_base.forms import InformationSourceForm
from tests import world

pytestmark = pytest.mark.django_db


def errors(**answers) -> dict[str, list[str]]:
    """Return {field: codes} of what the form finds wrong."""
    form = InformationSourceForm(world.source_payload(**answers))
    return {name: [error.code for error in found] for name, found in form.errors.as_data().items()}


def test_a_partner_registers_a_source_and_readers_see_all_it_offers(person, client):
    source = world.published(
        person("partner_contact"),
        person("curator"),
        of="partner",
        kind="information-source",
        conditions_url="https://www.example.org/terms/",
        feed_url="https://www.example.org/news.rss",
        contact_url="https://www.example.org/contact/",
        period_start="1990",
    )
    page = client.get(source.get_absolute_url()).content.decode()
    for address in ("register/", "api/", "terms/", "news.rss", "contact/"):
        assert f'href="https://www.example.org/{address}"' in page
    for words in ("Institute of Nature Research", "open to everybody", "every month", "1990", "Data help desk", "CC"):
        assert words in page
    assert '"DataCatalog"' in page


def test_what_makes_a_source_usable_is_asked():
    for name in ("address", "holder", "access", "licence", "update_cycle"):
        assert errors(**{name: ""}) == {name: ["required"]}
    for name in ("themes", "languages"):
        assert errors(**{name: []}) == {name: ["required"]}


def test_a_script_is_no_address():
    for name in ("address", "api_url", "feed_url", "conditions_url", "contact_url"):
        assert errors(**{name: "javascript:alert(1)"}) == {name: ["invalid"]}


def test_no_e_mail_address_of_a_person_becomes_public():
    assert errors(contact="Ana Example, ana@example.org") == {"contact": ["address"]}


def test_the_time_it_covers_does_not_end_before_it_begins():
    assert errors(period_start="2010-04", period_end="2009") == {"period_end": ["period_end"]}
    assert errors(period_start="2010-04", period_end="2010") == {}


def test_the_list_of_sources_holds_sources_alone(person, client, index, drain_outbox):
    for kind in ("resource", "information-source"):
        world.published(person("focal_point_a"), person("curator"), kind=kind)
    drain_outbox("index")
    page = client.get(reverse("knowledge_base:source_list"))
    assert {row.record.kind for row in page.context["answer"].rows} == {"information-source"}
