"""A Party keeps its profile: one, in its own words, confirmed twice a year, with history (R44, R97)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.records import kinds, submission
from country_profiles import confirmation
from country_profiles.models import ConfirmationRequest, CountryProfile, NationalSite, SectionConfirmation
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(person):
    return world.registered(person("focal_point_a"), kind="country-profile")


def revise(profile, by, **answers):
    revision = submission.open_revision(profile, by)
    submission.save(revision, by, answers)
    return world.publication.publish(submission.submit(revision, by), by)


def confirmed_on(section: str):
    return SectionConfirmation.objects.get(country__code="be", section=section).confirmed_at


def test_its_title_is_the_countrys_name_in_every_language_and_its_summary_what_it_says_of_biodiversity(profile):
    assert (profile.title_en, profile.title_fr, profile.title_ar) == ("Belgium", "Belgique", "بلجيكا")
    assert profile.summary_fr == "Des forêts, des landes et une côte courte."
    assert profile.languages == ["en", "fr"]
    assert profile.identifier == "CHM-CPR-BE-1"


def test_a_party_has_one_profile(person, profile):
    again = submission.start(kinds.get("country-profile"), world.owner("a"), person("contributor_a"), uuid4())
    assert again.record_id == profile.pk


def test_at_least_one_text_is_written(person):
    revision = world.draft(
        person("focal_point_a"), kind="country-profile", biodiversity_en="", biodiversity_fr="", planning_en=""
    )
    form = submission.checked_form(revision)
    assert list(form.errors) == ["biodiversity_en"]


def test_what_is_published_counts_as_confirmed_and_what_is_not_changed_keeps_its_day(person, profile, time_machine):
    first = confirmed_on("planning")
    time_machine.move_to(timezone.now() + timedelta(days=40))
    revise(profile, person("focal_point_a"), biodiversity_en="Forests, heaths, brooks and a short coast.")
    assert confirmed_on("planning") == first
    assert confirmed_on("biodiversity") > first
    assert not SectionConfirmation.objects.filter(section="cooperation").exists()


def test_what_the_secretariat_registers_is_confirmed_by_nobody(person):
    world.registered(person("curator"), of="secretariat", kind="country-profile")
    assert not SectionConfirmation.objects.exists()


def test_a_focal_point_confirms_section_by_section_in_the_workspace(person, client_of, profile, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=200))
    client = client_of("focal_point_a")
    url = reverse("country_profiles:party_workspace", args=["be"])
    assert "Profile confirmed within half a year" in client.get(url).content.decode()
    answer = client.post(reverse("country_profiles:profile_confirm", args=["be"]), {"sections": ["planning"]})
    assert answer.status_code == 302
    assert confirmation.unconfirmed(profile) == ["biodiversity"]


def test_nothing_is_confirmed_unless_it_was_ticked(client_of, profile):
    answer = client_of("focal_point_a").post(reverse("country_profiles:profile_confirm", args=["be"]))
    assert answer.status_code == 422
    assert "Tick the sections" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("contributor_a", 403), ("focal_point_b", 404), ("curator", 404), ("partner_contact", 404)]
)
def test_nobody_else_confirms(client_of, profile, who, status):
    url = reverse("country_profiles:profile_confirm", args=["be"])
    assert client_of(who).post(url, {"sections": ["planning"]}).status_code == status


def test_focal_points_are_asked_once_in_half_a_year(person, profile, letters, time_machine):
    letters.clear()
    assert confirmation.ask_for_confirmation() == 0
    time_machine.move_to(timezone.now() + timedelta(days=183))
    assert confirmation.ask_for_confirmation() == 1
    assert confirmation.ask_for_confirmation() == 0
    (letter,) = letters
    assert letter.to == [person("focal_point_a").email]
    assert "Strategy and action plan" in letter.body
    time_machine.move_to(timezone.now() + timedelta(days=183))
    assert confirmation.ask_for_confirmation() == 1
    assert ConfirmationRequest.objects.count() == 2


def test_a_text_that_nobody_confirms_is_marked_after_three_months_of_grace(client, profile, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=182 + 92))
    assert "Not confirmed since" in client.get("/en/countries/be/").content.decode()


def test_the_address_in_the_profile_takes_the_place_of_what_the_secretariat_knew(person, profile):
    site = NationalSite.objects.get(country__code="be")
    site.seen_at = timezone.now()
    site.save()
    revise(profile, person("focal_point_a"), chm_address="https://new.biodiv.example/")
    site.refresh_from_db()
    assert (site.address, site.state) == ("https://new.biodiv.example/", "unchecked")


def test_the_workspace_of_a_party_is_its_peoples(client_of, profile, person):
    url = reverse("country_profiles:party_workspace", args=["be"])
    world.draft(person("contributor_a"), kind="national-report", cycle="nr6", title_en="Sixth report")
    page = client_of("contributor_a").get(url).content.decode()
    assert "Sixth report" in page
    assert "Fifth national report" in page
    assert "/en/workspace/records/new/national-report/?owner=party:be&amp;cycle=nr5" in page
    assert "Focal Point A" in page
    for who in ("focal_point_b", "curator", "member"):
        assert client_of(who).get(url).status_code == 404


def test_how_complete_a_page_is_is_told_to_its_people_only(client_of, client, profile):
    assert "points of this page" in client_of("contributor_a").get("/en/countries/be/").content.decode()
    for other in (client, client_of("focal_point_b"), client_of("curator")):
        assert "points of this page" not in other.get("/en/countries/be/").content.decode()


def test_profiles_are_rows_of_their_kind_for_search(client, profile, index):
    page = client.get("/en/search/?q=heaths&kind=country-profile").content.decode()
    assert "CHM-CPR-BE-1" in page
    assert CountryProfile.objects.published().count() == 1


def test_what_is_on_its_way_is_not_called_missing(client_of, person):
    report = world.draft(person("contributor_a"), kind="national-report", cycle="nr6")
    world.submitted(person("contributor_a"), kind="strategy")
    page = client_of("focal_point_a").get(reverse("country_profiles:party_workspace", args=["be"]))
    states = {str(point.label): (point.state, point.url) for point in page.context["points"]}
    kept = reverse("records:record_kept", args=[report.record_id])
    assert states["Sixth national report"] == ("in_progress", kept)
    assert states["National biodiversity strategy and action plan"][0] == "in_progress"
    assert states["Strategy of the national clearing-house"][0] == "not_started"


def test_a_clearing_house_that_nobody_has_looked_at_is_not_said_to_answer(client_of, person):
    world.registered(person("focal_point_a"), kind="country-profile")
    page = client_of("focal_point_a").get(reverse("country_profiles:party_workspace", args=["be"]))
    point = next(one for one in page.context["points"] if str(one.label) == "National clearing-house that answers")
    assert (point.is_there, str(point.hint)) == (False, "Not checked yet")


def test_the_address_of_the_national_clearing_house_is_asked_on_the_page_of_its_section(person, client_of):
    """Its name begins like that of the translated text beside it, which once hid it."""
    revision = world.draft(person("focal_point_a"), kind="country-profile")
    url = reverse("records:revision_section", args=[revision.pk, "chm"])
    client = client_of("focal_point_a")
    assert 'name="chm_address"' in client.get(url).content.decode()
    client.post(url, {"chm_address": "https://www.biodiv.be/"})
    revision.refresh_from_db()
    assert revision.payload["chm_address"] == "https://www.biodiv.be/"
