"""The secretariat finds what Parties have published and nobody has linked to the Convention yet (R91)."""

import pytest
from django.urls import reverse

from chm_portal.records import classification
from tests import world

pytestmark = pytest.mark.django_db
LIST = reverse("records:to_link_list")


def test_a_partys_report_is_listed_until_the_secretariat_has_linked_it(person, client_of):
    report = world.registered(person("focal_point_a"), articles=["26"])
    curator = client_of("curator")
    assert "To link to the Convention" in curator.get(reverse("records:workspace_home")).content.decode()
    page = curator.get(LIST).content.decode()
    assert reverse("records:record_classify", args=[report.pk]) in page
    classification.classify(report, person("curator"), {"decisions": {"x-10"}})
    assert report.identifier not in curator.get(LIST).content.decode()


def test_what_the_secretariat_registers_itself_and_drafts_are_not_listed(person, client_of):
    world.registered(person("curator"), of="secretariat")
    world.draft(person("contributor_a"), kind="national-report", cycle="nr6")
    assert "Everything is linked" in client_of("curator").get(LIST).content.decode()


@pytest.mark.parametrize("who", ["focal_point_a", "moderator", "member", "partner_contact"])
def test_it_is_the_secretariats_own(client_of, who):
    assert client_of(who).get(LIST).status_code == 403
