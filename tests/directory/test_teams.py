"""Teams: who sees one, inviting without telling who has an account, ending roles, handing over."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from chm_portal.directory import access, succession, team
from chm_portal.directory.models import Designation, Invitation, Role
from chm_portal.directory.models.designations import today
from chm_portal.directory.owners import Owner
from tests.people import make_person

TEAM_A = "/en/workspace/teams/party:be/"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("visitor", 302),
        ("member", 404),
        ("contributor_a", 404),
        ("focal_point_a", 200),
        ("focal_point_b", 404),
        ("partner_contact", 404),
        ("moderator", 404),
        ("curator", 404),
    ],
)
def test_a_team_is_seen_by_who_speaks_for_it(client_of, name, status):
    assert client_of(name).get(TEAM_A).status_code == status
    posted = client_of(name).post(TEAM_A, {"email": "x@example.org", "language": "en"})
    assert posted.status_code == (302 if status == 200 else status)
    assert Invitation.objects.exists() is (status == 200)


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 302), ("member", 403), ("contributor_a", 403), ("focal_point_a", 302), ("curator", 403)],
)
def test_the_way_to_ones_team(client_of, name, status):
    assert client_of(name).get("/en/workspace/teams/").status_code == status


def test_the_team_page_lists_people_past_ones_and_open_invitations(client_of, person, invitation_for):
    gone = make_person("gone", (Role.CONTRIBUTOR, "be"))
    Designation.objects.filter(user=gone).update(ends=today())
    person("contributor_a")
    invitation_for("invited@example.org")
    page = client_of("focal_point_a").get(TEAM_A).content.decode()
    for text in ["Contributor A", "Focal Point A", "Gone", "invited@example.org"]:
        assert text in page
    assert "contributor_a@example.org" not in page, "addresses of people are not shown"


@pytest.mark.parametrize("rows", [1, 15])
def test_the_team_page_needs_the_same_queries_for_many(client_of, invitation_for, rows, django_assert_max_num_queries):
    for number in range(rows):
        make_person(f"drafter{number}", (Role.CONTRIBUTOR, "be"))
        invitation_for(f"guest{number}@example.org")
    focal_point = client_of("focal_point_a")
    with django_assert_max_num_queries(10):
        focal_point.get(TEAM_A)


def test_an_address_without_account_is_invited_registers_and_joins(client_of, person, letters):
    client_of("focal_point_a").post(TEAM_A, {"email": "Newcomer@Example.org", "language": "fr"})
    invitation = Invitation.objects.get()
    assert letters[0].to == ["newcomer@example.org"]
    assert (
        f"/fr/workspace/invitations/{invitation.pk}/" in letters[0].body and "/fr/accounts/signup/" in letters[0].body
    )
    newcomer = make_person("newcomer")
    client = Client()
    client.force_login(newcomer, backend="chm_portal.accounts.backends.SignInBackend")
    assert "You are invited" in client.get("/en/workspace/roles/").content.decode()
    before = client.session.session_key
    client.post(f"/en/workspace/invitations/{invitation.pk}/", {"accept": "1"})
    designation = newcomer.designations.get()
    assert (designation.role, designation.country.code, designation.named_by) == (
        "contributor",
        "be",
        person("focal_point_a"),
    )
    assert letters[1].to == ["focal_point_a@example.org"]
    assert client.session.session_key != before
    assert {"invitation.sent", "invitation.accepted", "designation.begun"} <= set(
        AuditEvent.objects.values_list("action", flat=True)
    )


def test_inviting_tells_nothing_about_who_has_an_account(client_of, letters):
    make_person("known")
    focal_point = client_of("focal_point_a")
    answers = []
    for address in ["known@example.org", "other@example.org"]:
        answer = focal_point.post(TEAM_A, {"email": address, "language": "en"}, follow=True)
        answers.append(re.search(r"The invitation to .*? is on its way", answer.content.decode()).group())
    assert answers[0] == answers[1].replace("other", "known")
    numbers = re.compile(r"/invitations/\d+/")
    bodies = [numbers.sub("", letter.body.replace("other", "known")) for letter in letters]
    assert bodies[0] == bodies[1]
    assert "Known" not in focal_point.get(TEAM_A).content.decode()


def test_an_invitation_is_only_for_who_has_confirmed_its_address(client_of, person, invitation_for):
    invitation = invitation_for("member@example.org")
    address = f"/en/workspace/invitations/{invitation.pk}/"
    assert client_of("visitor").get(address).status_code == 302
    assert client_of("contributor_a").get(address).status_code == 404
    assert client_of("contributor_a").post(address, {"accept": "1"}).status_code == 404
    with pytest.raises(PermissionDenied):
        team.accept_invitation(invitation.pk, person("contributor_a"))
    person("member").emailaddress_set.update(verified=False)
    assert client_of("member").get(address).status_code == 404


def test_an_invitation_lapses_after_fourteen_days(client_of, invitation_for, person):
    invitation = invitation_for()
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        member = client_of("member")
        page = member.post(f"/en/workspace/invitations/{invitation.pk}/", {"accept": "1"}, follow=True)
        assert "no longer open" in page.content.decode()
        assert not person("member").designations.exists()
        assert list(team.invitations_to(person("member"))) == []


def test_an_invitation_dies_with_the_role_of_who_sent_it(invitation_for, person):
    invitation = invitation_for()
    Designation.objects.filter(user=person("focal_point_a")).update(ends=today())
    with pytest.raises(ValidationError, match="no longer speaks for"):
        team.accept_invitation(invitation.pk, person("member"))


def test_inviting_once_more_sends_a_letter_and_makes_no_second_invitation(invitation_for, letters):
    first = invitation_for("a@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        again = invitation_for("A@example.org")
        assert again.pk == first.pk and again.is_open
    assert len(letters) == 2


def test_too_many_open_invitations_are_refused(client_of, invitation_for, monkeypatch):
    monkeypatch.setattr(team, "OPEN_INVITATIONS", 1)
    invitation_for()
    page = client_of("focal_point_a").post(TEAM_A, {"email": "b@example.org", "language": "en"}).content.decode()
    assert "Too many invitations are open" in page


def test_an_invitation_can_be_declined_and_cancelled_once(client_of, invitation_for, person):
    declined, cancelled = invitation_for(), invitation_for("b@example.org")
    client_of("member").post(f"/en/workspace/invitations/{declined.pk}/", {"decline": "1"})
    assert client_of("focal_point_b").post(f"/en/workspace/invitations/{cancelled.pk}/cancel/").status_code == 404
    focal_point = client_of("focal_point_a")
    assert focal_point.get(f"/en/workspace/invitations/{cancelled.pk}/cancel/").status_code == 200
    focal_point.post(f"/en/workspace/invitations/{cancelled.pk}/cancel/")
    assert [one.state for one in Invitation.objects.order_by("pk")] == ["declined", "cancelled"]
    with pytest.raises(ValidationError, match="answered already"):
        team.cancel_invitation(declined.pk, person("focal_point_a"))


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 302), ("member", 404), ("focal_point_b", 404), ("partner_contact", 404), ("focal_point_a", 302)],
)
def test_who_may_end_the_role_of_a_contributor_of_country_a(client_of, person, name, status):
    designation = person("contributor_a").designations.get()
    assert client_of(name).post(f"/en/workspace/roles/{designation.pk}/end/").status_code == status
    designation.refresh_from_db()
    ended = name == "focal_point_a"
    assert (designation.ends == today()) is ended


def test_ending_a_role_closes_the_drafts_at_once_tells_the_person_and_is_on_record(client_of, person, letters):
    contributor = person("contributor_a")
    designation = contributor.designations.get()
    client_of("focal_point_a").post(f"/en/workspace/roles/{designation.pk}/end/")
    again = type(contributor).objects.get(pk=contributor.pk)
    assert not access.keeps(again, Owner.parse("party:be"))
    assert letters[0].to == [contributor.email]
    assert AuditEvent.objects.get(action="designation.ended").details["owner"] == "party:be"
    assert Designation.objects.filter(pk=designation.pk).exists(), "history stays"


def test_a_contributor_can_give_a_role_up_and_a_focal_point_cannot_just_leave(client_of, person):
    own = person("contributor_a").designations.get()
    assert client_of("contributor_a").get(f"/en/workspace/roles/{own.pk}/end/").status_code == 200
    assert client_of("contributor_a").post(f"/en/workspace/roles/{own.pk}/end/").url == "/en/workspace/roles/"
    lead = person("focal_point_a").designations.get()
    assert client_of("focal_point_a").post(f"/en/workspace/roles/{lead.pk}/end/").status_code == 403


def test_a_contributor_cannot_end_the_focal_points_role(client_of, person):
    lead = person("focal_point_a").designations.get()
    for step in ["end", "hand-over"]:
        assert client_of("contributor_a").post(f"/en/workspace/roles/{lead.pk}/{step}/").status_code == 403
    lead.refresh_from_db()
    assert lead.ends is None


def test_ending_twice_is_a_message(person):
    designation = person("contributor_a").designations.get()
    team.end_role(designation.pk, person("focal_point_a"))
    with pytest.raises(ValidationError, match="ended already"):
        team.end_role(designation.pk, person("focal_point_a"))


def test_a_leaving_focal_point_hands_over_and_history_stays(client_of, person, letters):
    successor, leaving = person("contributor_a"), person("focal_point_a")
    old = leaving.designations.get()
    address = f"/en/workspace/roles/{old.pk}/hand-over/"
    page = client_of("focal_point_a").get(address).content.decode()
    assert "Contributor A" in page and "Focal Point B" not in page
    assert client_of("focal_point_a").post(address, {"successor": successor.pk}).status_code == 302
    old.refresh_from_db()
    new = Designation.objects.current().get(role=Role.CHM_FOCAL_POINT, country__code="be")
    assert (old.ends, old.ended_by) == (today(), leaving)
    assert (new.user, new.named_by, new.starts) == (successor, leaving, today())
    assert letters[-1].to == [successor.email]
    assert client_of("focal_point_a").get(TEAM_A).status_code == 404


def test_a_role_is_handed_over_within_the_team_only(client_of, person):
    old = person("focal_point_a").designations.get()
    address = f"/en/workspace/roles/{old.pk}/hand-over/"
    focal_point = client_of("focal_point_a")
    assert "Nobody is in your team yet" in focal_point.get(address).content.decode()
    assert focal_point.post(address, {"successor": person("member").pk}).status_code == 200
    with pytest.raises(ValidationError, match="not in your team"):
        succession.hand_over(old.pk, person("focal_point_b"), person("focal_point_a"))
    old.refresh_from_db()
    assert old.ends is None


def test_a_curators_role_is_not_handed_over_on_ones_own(client_of, person):
    own = person("curator").designations.get()
    assert client_of("curator").get(f"/en/workspace/roles/{own.pk}/hand-over/").status_code == 403


def test_a_partner_contact_leads_its_team_the_same_way(client_of, person):
    contributor = person("partner_contributor").designations.get()
    contact = client_of("partner_contact")
    assert contact.get("/en/workspace/teams/organisation:iucn/").status_code == 200
    contact.post(f"/en/workspace/roles/{contributor.pk}/end/")
    contributor.refresh_from_db()
    assert contributor.ends == today()


def test_what_waits_for_a_person_stands_in_the_workspace(client_of, request_of, invitation_for, person):
    request_of(user=make_person("asker"))
    invitation_for("focal_point_a@example.org")
    page = client_of("focal_point_a").get("/en/workspace/").content.decode()
    for text in ["Requests for roles", "You are invited"]:
        assert text in page
