"""A role passes to a successor who is named by e-mail; its history stays, the work goes on with the Party (R38)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from chm_portal.directory import access, succession, team
from chm_portal.directory.models import Designation, Invitation, Role, today
from chm_portal.records.models import Record
from chm_portal.vocabularies.models import Country
from tests import world
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
HISTORY = "/en/workspace/roles/of/party:be/"


@pytest.fixture
def role(person) -> Designation:
    """The role of the CHM focal point of country A."""
    return person("focal_point_a").designations.get()


@pytest.fixture
def offer(client_of, role) -> Invitation:
    """The role, offered to the member by e-mail."""
    answer = client_of("focal_point_a").post(address(role), {"email": "Member@example.org", "language": "fr"})
    assert answer.url == f"/en/workspace/roles/{role.pk}/hand-over/"
    return Invitation.objects.get()


def address(role: Designation) -> str:
    return f"/en/workspace/roles/{role.pk}/successor/"


def accept(client, offer: Invitation):
    return client.post(f"/en/workspace/invitations/{offer.pk}/", {"accept": "1"})


def test_nothing_changes_until_the_successor_accepts(client_of, offer, role, letters, person):
    person("member")
    assert letters[-1].to == ["member@example.org"]
    assert f"/fr/workspace/invitations/{offer.pk}/" in letters[-1].body
    role.refresh_from_db()
    assert role.is_current
    page = client_of("focal_point_a").get(f"/en/workspace/roles/{role.pk}/hand-over/").content.decode()
    assert "member@example.org" in page
    assert "Take over: CHM national focal point" in client_of("member").get("/en/workspace/").content.decode()
    assert "ask" in client_of("member").get(f"/en/workspace/invitations/{offer.pk}/").content.decode()


def test_accepting_ends_the_old_role_and_begins_the_new_one_on_the_same_day(client_of, offer, role, letters, person):
    member, leaving, curator = person("member"), person("focal_point_a"), person("curator")
    letters.clear()
    accept(client_of("member"), offer)
    role.refresh_from_db()
    begun = Designation.objects.current().get(role=Role.CHM_FOCAL_POINT, country__code="be")
    assert (role.ends, role.ended_by) == (today(), leaving)
    assert (begun.user, begun.starts, begun.named_by) == (member, today(), leaving)
    assert {letter.to[0] for letter in letters} == {leaving.email, curator.email}
    event = AuditEvent.objects.get(action="designation.handed_over")
    assert event.details["to"] == begun.pk
    assert accept(client_of("member"), offer).status_code == 302, "a second time is a message"
    assert Designation.objects.filter(role=Role.CHM_FOCAL_POINT, country__code="be").count() == 2


def test_drafts_tasks_and_what_is_published_go_on_with_the_party(client_of, offer, person):
    leaving, member = person("focal_point_a"), person("member")
    published = world.registered(leaving, kind="country-profile")
    draft = world.draft(leaving)
    waiting = world.submitted(person("contributor_a"), kind="national-report")
    accept(client_of("member"), offer)
    member = type(member).objects.get(pk=member.pk)
    client = client_of("member")
    kept = set(Record.objects.kept_by(member).values_list("pk", flat=True))
    assert {published.pk, draft.record_id, waiting.record_id} <= kept
    assert client.get("/en/workspace/parties/be/").status_code == 200
    assert client.get(f"/en/workspace/reviews/{waiting.pk}/").status_code in (200, 404)
    published.refresh_from_db()
    assert published.created_by == leaving
    assert published.owner.key == "party:be"
    assert not access.keeps(type(leaving).objects.get(pk=leaving.pk), published.owner)


def test_the_history_of_roles_is_for_the_team_and_the_secretariat(client_of, offer, person):
    accept(client_of("member"), offer)
    for name in ("member", "contributor_a", "curator"):
        page = client_of(name).get(HISTORY).content.decode()
        assert "Focal Point A" in page and "Member" in page and "Chm national focal point" not in page
    for name in ("focal_point_a", "focal_point_b", "partner_contact", "moderator"):
        assert client_of(name).get(HISTORY).status_code == 404


def test_the_public_sees_who_holds_the_role_today_only(client, client_of, offer):
    accept(client_of("member"), offer)
    page = client.get("/en/countries/be/").content.decode()
    assert "Member" in page
    assert "Focal Point A" not in page


@pytest.mark.parametrize("key", ["party:xx", "organisation:none", "secretariat", "x:y", "party:be'--", "party:"])
def test_a_history_of_nobody_is_not_found(client_of, key):
    assert client_of("curator").get(f"/en/workspace/roles/of/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("visitor", 302), ("member", 404), ("focal_point_b", 404), ("contributor_a", 403)]
)
def test_a_role_is_offered_by_who_holds_it(client_of, role, name, status):
    assert client_of(name).get(address(role)).status_code == status
    assert client_of(name).post(address(role), {"email": "x@example.org", "language": "en"}).status_code == status
    assert not Invitation.objects.exists()


def test_another_focal_point_of_the_party_cannot_offer_it_either(role):
    other = make_person("other", ("cbd_focal_point", "be"))
    with pytest.raises(PermissionDenied):
        succession.name_successor(role.pk, "x@example.org", "en", other)


def test_who_is_not_invited_cannot_accept(client_of, offer, role):
    assert accept(client_of("focal_point_b"), offer).status_code == 404
    role.refresh_from_db()
    assert role.is_current


def test_ones_own_address_is_refused_and_what_was_typed_stays(client_of, role):
    page = client_of("focal_point_a").post(address(role), {"email": "Focal_Point_A@example.org", "language": "ru"})
    assert page.status_code == 200
    assert "your own address" in page.content.decode()
    assert "Focal_Point_A@example.org" in page.content.decode()
    assert not Invitation.objects.exists()


def test_one_successor_is_asked_at_a_time_until_the_letter_lapses(offer, role, person):
    leaving = person("focal_point_a")
    with pytest.raises(ValidationError, match="is asked already"):
        succession.name_successor(role.pk, "second@example.org", "en", leaving)
    again = succession.name_successor(role.pk, "member@example.org", "en", leaving)
    assert again.pk == offer.pk
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    second = succession.name_successor(role.pk, "second@example.org", "en", leaving)
    offer.refresh_from_db()
    assert (offer.state, second.state) == ("cancelled", "open")


def test_an_invitation_to_contribute_becomes_an_offer_and_never_the_other_way_round(role, person, country_a):
    leaving = person("focal_point_a")
    invited = team.invite(country_a, "member@example.org", "en", leaving)
    offered = succession.name_successor(role.pk, "member@example.org", "en", leaving)
    assert offered.pk == invited.pk
    with pytest.raises(ValidationError, match="invited as a successor"):
        team.invite(country_a, "member@example.org", "en", leaving)


def test_an_offer_of_who_does_not_hold_the_role_any_more_is_void(client_of, offer, role, person):
    person("member")
    Designation.objects.filter(pk=role.pk).update(ends=today())
    page = client_of("member").post(f"/en/workspace/invitations/{offer.pk}/", {"accept": "1"}, follow=True)
    assert "ended already" in page.content.decode()
    assert not Designation.objects.current().filter(role=Role.CHM_FOCAL_POINT, country__code="be").exists()


def test_handing_over_within_the_team_takes_an_offer_back(offer, role, person):
    succession.hand_over(role.pk, person("contributor_a"), person("focal_point_a"))
    offer.refresh_from_db()
    assert offer.state == "cancelled"


def test_an_offer_is_cancelled_by_who_made_it(client_of, offer):
    assert client_of("focal_point_b").post(f"/en/workspace/invitations/{offer.pk}/cancel/").status_code == 404
    client_of("focal_point_a").post(f"/en/workspace/invitations/{offer.pk}/cancel/")
    offer.refresh_from_db()
    assert offer.state == "cancelled"


def test_a_focal_point_of_another_subject_hands_over_and_cancels_the_same_way(client_of, db):
    other = make_person("other")
    Designation.objects.create(
        user=other, role=Role.OTHER_FOCAL_POINT, category="abs", country=Country.objects.get(code="be")
    )
    client = sign_in(Client(), other)
    role = other.designations.get()
    client.post(address(role), {"email": "member@example.org", "language": "en"})
    offer = Invitation.objects.get()
    assert client.post(f"/en/workspace/invitations/{offer.pk}/cancel/").url == "/en/workspace/roles/"
    client.post(address(role), {"email": "member@example.org", "language": "en"})
    accept(client_of("member"), Invitation.objects.get(state="open"))
    begun = Designation.objects.current().get(role=Role.OTHER_FOCAL_POINT)
    assert (begun.category, begun.user.email) == ("abs", "member@example.org")


def test_my_roles_name_the_successor_who_is_asked(client_of, role, person):
    succession.name_successor(role.pk, "member@example.org", "en", role.user)
    page = client_of("focal_point_a").get(reverse("directory:role_list")).content.decode()
    offer = succession.offer_of(role)
    assert "Offered to <bdi>member@example.org</bdi>" in page
    assert reverse("directory:invitation_cancel", args=[offer.pk]) in page
