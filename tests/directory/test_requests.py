"""Asking for a role and answering: who answers what, one answer each, everything on record and told."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from chm_portal.audit.models import AuditEvent
from chm_portal.directory import access, role_requests
from chm_portal.directory.models import Designation, Organisation, Role, RoleRequest
from chm_portal.directory.owners import Owner
from tests.people import make_organisation, make_person

ASK = "/en/workspace/roles/ask/"
REASON = {"reason": "I keep the national register of wetlands."}


def actions() -> set[str]:
    return set(AuditEvent.objects.values_list("action", flat=True))


def test_a_member_asks_the_focal_point_hears_answers_and_the_member_is_told(client_of, person, letters):
    person("focal_point_a")
    member = client_of("member")
    assert member.post(f"{ASK}contributor-of-party/", {"country": "be", **REASON}).url == "/en/workspace/roles/"
    asked = RoleRequest.objects.get()
    assert letters[0].to == ["focal_point_a@example.org"]
    assert f"/en/workspace/requests/{asked.pk}/" in letters[0].body and REASON["reason"] in letters[0].body
    focal_point = client_of("focal_point_a")
    assert "Member" in focal_point.get("/en/workspace/requests/").content.decode()
    page = focal_point.get(f"/en/workspace/requests/{asked.pk}/").content.decode()
    assert REASON["reason"] in page and "member@example.org" in page
    focal_point.post(f"/en/workspace/requests/{asked.pk}/", {"decision": "accept", "answer": "Welcome!"})
    designation = Designation.objects.get(user=person("member"))
    assert (designation.role, designation.country.code) == (Role.CONTRIBUTOR, "be")
    assert designation.named_by == person("focal_point_a")
    assert letters[1].to == ["member@example.org"] and "Welcome!" in letters[1].body
    assert {"role_request.asked", "role_request.accepted", "designation.begun"} <= actions()


def test_the_letter_with_the_answer_speaks_the_language_of_who_asked(request_of, person, letters):
    user = make_person("olga", interface_language="ru")
    asked = request_of(user=user)
    role_requests.refuse(asked.pk, person("curator"), "Not yet.")
    assert "/ru/workspace/roles/" in letters[-1].body


@pytest.mark.parametrize(
    ("role", "owner", "answerer"),
    [
        (Role.CONTRIBUTOR, "party:be", "focal_point_a"),
        (Role.CONTRIBUTOR, "organisation:iucn", "partner_contact"),
        (Role.CONTRIBUTOR, "party:de", "curator"),
        (Role.CONTRIBUTOR, "organisation:wwf", "curator"),
        (Role.CHM_FOCAL_POINT, "party:de", "curator"),
        (Role.CBD_FOCAL_POINT, "party:be", "curator"),
        (Role.OTHER_FOCAL_POINT, "party:be", "curator"),
        (Role.PARTNER_CONTACT, "organisation:iucn", "curator"),
    ],
)
def test_the_right_person_answers_and_nobody_else(request_of, client_of, *, person, role, owner, answerer):
    make_organisation("wwf")
    names = [
        "focal_point_a",
        "focal_point_b",
        "partner_contact",
        "curator",
        "contributor_a",
        "partner_contributor",
        "moderator",
    ]
    people = {name: person(name) for name in names}
    asked = request_of(role, Owner.parse(owner), category="abs" if role == Role.OTHER_FOCAL_POINT else "")
    assert [user.email for user in role_requests.answerers_of(asked)] == [f"{answerer}@example.org"]
    for name, user in people.items():
        is_theirs = role_requests.answerable_by(user).filter(pk=asked.pk).exists()
        assert is_theirs is (name == answerer), name
        status = client_of(name).get(f"/en/workspace/requests/{asked.pk}/").status_code
        assert status == (200 if name == answerer else 404), name
        if name != answerer:
            with pytest.raises(PermissionDenied):
                role_requests.accept(asked.pk, user)
    role_requests.accept(asked.pk, people[answerer])
    assert person("member").designations.current().get().role == role


def test_nobody_answers_their_own_request(request_of, person):
    curator = person("curator")
    asked = request_of(Role.CHM_FOCAL_POINT, Owner.parse("party:de"), user=curator)
    assert not role_requests.answerable_by(curator).exists()
    with pytest.raises(PermissionDenied):
        role_requests.accept(asked.pk, curator)
    role_requests.accept(asked.pk, person("second_curator"))


@pytest.mark.parametrize(
    ("name", "status"), [("visitor", 302), ("member", 403), ("contributor_a", 403), ("moderator", 403)]
)
def test_the_list_of_requests_is_for_those_who_answer(client_of, name, status):
    assert client_of(name).get("/en/workspace/requests/").status_code == status


def test_a_partys_focal_point_is_asked_for_once_then_handed_over(request_of, person, client_of):
    person("focal_point_a")
    with pytest.raises(ValidationError, match="has a person in this role already"):
        request_of(Role.CHM_FOCAL_POINT)
    page = client_of("member").post(f"{ASK}chm-focal-point/", {"country": "be", **REASON}).content.decode()
    assert "Focal Point A" in page and "hand it over" in page


def test_two_first_focal_points_cannot_be_named(request_of, person):
    germany = Owner.parse("party:de")
    first = request_of(Role.CHM_FOCAL_POINT, germany)
    second = request_of(Role.CHM_FOCAL_POINT, germany, user=make_person("eve"))
    role_requests.accept(first.pk, person("curator"))
    with pytest.raises(ValidationError, match="has a person in this role already"):
        role_requests.accept(second.pk, person("curator"))
    assert RoleRequest.objects.get(pk=second.pk).is_waiting


def test_a_refusal_needs_a_sentence(request_of, person, client_of, letters):
    asked = request_of()
    page = client_of("curator").post(f"/en/workspace/requests/{asked.pk}/", {"decision": "refuse", "answer": " "})
    assert "Say in a sentence why you refuse" in page.content.decode()
    assert RoleRequest.objects.get().is_waiting
    client_of("curator").post(
        f"/en/workspace/requests/{asked.pk}/", {"decision": "refuse", "answer": "You left in May."}
    )
    assert RoleRequest.objects.get().state == "refused"
    assert "You left in May." in letters[-1].body
    assert "You left in May." in client_of("member").get("/en/workspace/roles/").content.decode()
    assert not person("member").designations.exists()


def test_a_second_answer_is_a_message_and_changes_nothing(request_of, person, client_of):
    asked = request_of()
    role_requests.refuse(asked.pk, person("second_curator"), "No.")
    page = client_of("curator").post(f"/en/workspace/requests/{asked.pk}/", {"decision": "accept"})
    assert "Second Curator has refused this request already" in page.content.decode()
    assert not person("member").designations.exists()
    assert (
        AuditEvent.objects.filter(action__startswith="role_request.").exclude(action="role_request.asked").count() == 1
    )


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_give_one_decision(request_of, person):
    asked, people, outcomes = request_of(), [person("curator"), person("second_curator")], []
    barrier = threading.Barrier(2)

    def answer(user) -> None:
        barrier.wait()
        try:
            role_requests.accept(asked.pk, user)
            outcomes.append("accepted")
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "already"]
    assert person("member").designations.count() == 1


def test_asking_twice_is_said_kindly(client_of):
    member = client_of("member")
    member.post(f"{ASK}contributor-of-party/", {"country": "be", **REASON})
    page = member.post(f"{ASK}contributor-of-party/", {"country": "be", **REASON}).content.decode()
    assert "your request waits for an answer" in page
    assert RoleRequest.objects.count() == 1


def test_asking_for_what_one_holds_is_said_kindly(client_of):
    page = client_of("contributor_a").post(f"{ASK}contributor-of-party/", {"country": "be", **REASON}).content.decode()
    assert "You hold this role already" in page


def test_ones_own_request_can_be_taken_back(request_of, client_of, person):
    asked = request_of()
    assert client_of("focal_point_b").post(f"/en/workspace/requests/{asked.pk}/withdraw/").status_code == 404
    member = client_of("member")
    assert member.get(f"/en/workspace/requests/{asked.pk}/withdraw/").status_code == 200
    member.post(f"/en/workspace/requests/{asked.pk}/withdraw/")
    assert RoleRequest.objects.get().state == "withdrawn"
    with pytest.raises(ValidationError, match="taken this request back"):
        role_requests.accept(asked.pk, person("curator"))


PROPOSAL = {
    "name": "Feuchtgebiete für alle",
    "code": "Wetlands4All",
    "kind": "non-governmental",
    "country": "de",
    "site": "wetlands.example.org",
    "description": "We keep wetlands.",
}


def test_a_new_organisation_is_proposed_approved_and_then_public(client_of, person, letters):
    curator = client_of("curator")
    member = client_of("member")
    assert member.post(f"{ASK}new-organisation/", {**PROPOSAL, **REASON}).status_code == 302
    organisation = Organisation.objects.get()
    assert (organisation.code, organisation.state, organisation.name_en) == (
        "wetlands4all",
        "proposed",
        PROPOSAL["name"],
    )
    assert organisation.site == "https://wetlands.example.org"
    assert member.get("/en/partners/wetlands4all/").status_code == 404
    assert PROPOSAL["name"] not in member.get("/en/partners/").content.decode()
    asked = RoleRequest.objects.get()
    assert PROPOSAL["description"] in curator.get(f"/en/workspace/requests/{asked.pk}/").content.decode()
    curator.post(f"/en/workspace/requests/{asked.pk}/", {"decision": "accept"})
    organisation.refresh_from_db()
    assert (organisation.state, organisation.decided_by) == ("approved", person("curator"))
    assert member.get("/en/partners/wetlands4all/").status_code == 200
    assert access.speaks_for(
        type(person("member")).objects.get(email="member@example.org"), Owner.organisation(organisation)
    )
    assert {"organisation.proposed", "organisation.approved"} <= actions()


def test_a_refused_proposal_gives_its_code_back(proposal_of, person):
    asked = proposal_of()
    role_requests.refuse(asked.pk, person("curator"), "It is listed under another name.")
    organisation = Organisation.objects.get()
    assert (organisation.state, organisation.code) == ("declined", None)
    proposal_of()
    assert Organisation.objects.approved().count() == 0


def test_a_proposal_taken_back_is_declined(proposal_of, person):
    asked = proposal_of()
    role_requests.withdraw(asked.pk, person("member"))
    assert Organisation.objects.get().state == "declined"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("code", "IUCN", "There is an organization with this short name"),
        ("code", "SCBD", "There is an organization with this short name"),
        ("code", "国际", "at least 3 characters"),
        ("code", "国际组", "at least three small letters"),
        ("name", " ", "This field is required"),
        ("site", "javascript:alert(1)", "Enter a valid URL"),
        ("kind", "circus", "Select a valid choice"),
        ("country", "xx", "Select a valid choice"),
        ("description", "x" * 3001, "at most 3000 characters"),
        ("reason", "", "This field is required"),
    ],
)
def test_a_proposal_that_cannot_be_used_says_what_is_wrong(client_of, field, value, said):
    make_organisation("iucn")
    page = client_of("member").post(f"{ASK}new-organisation/", {**PROPOSAL, **REASON, field: value})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not RoleRequest.objects.exists()


def test_an_organisation_on_the_list_is_chosen_from_the_approved(client_of):
    listed, hidden = make_organisation("iucn"), make_organisation("secret", state="proposed")
    member = client_of("member")
    page = member.get(f"{ASK}partner-contact/").content.decode()
    assert "IUCN" in page and "SECRET" not in page
    assert member.post(f"{ASK}partner-contact/", {"organisation": hidden.pk, **REASON}).status_code == 200
    assert member.post(f"{ASK}partner-contact/", {"organisation": listed.pk, **REASON}).status_code == 302


@pytest.mark.parametrize("address", ["nonsense", "curator", "moderator"])
def test_nobody_asks_for_a_role_that_is_not_offered(client_of, address):
    assert client_of("member").get(f"{ASK}{address}/").status_code == 404


def test_posted_fields_of_other_questions_change_nothing(client_of, person):
    other = make_person("other")
    client_of("member").post(
        f"{ASK}contributor-of-party/",
        {"country": "be", **REASON, "role": "curator", "state": "accepted", "user": other.pk, "category": "abs"},
    )
    asked = RoleRequest.objects.get()
    assert (asked.user, asked.role, asked.state, asked.category) == (person("member"), "contributor", "waiting", "")


@pytest.mark.parametrize("rows", [1, 15])
def test_the_list_of_requests_needs_the_same_queries_for_many(
    client_of, request_of, rows, django_assert_max_num_queries
):
    for number in range(rows):
        request_of(user=make_person(f"asker{number}"))
    curator = client_of("curator")
    with django_assert_max_num_queries(9):
        page = curator.get("/en/workspace/requests/").content.decode()
    assert page.count("I keep") == 0 and page.count('class="hint"') == rows


def test_markup_in_what_people_write_stays_text(client_of, request_of, person):
    asked = request_of()
    RoleRequest.objects.update(reason="<script>alert(1)</script>")
    person("member").__class__.objects.filter(email="member@example.org").update(name="<b>Member</b>")
    page = client_of("curator").get(f"/en/workspace/requests/{asked.pk}/").content.decode()
    assert "<script>alert" not in page and "<b>Member" not in page


def test_all_that_is_wrong_with_a_proposal_stands_in_one_summary(client_of):
    page = client_of("member").post(f"{ASK}new-organisation/", {"name": "Seegras"}).content.decode()
    assert page.count("There is a problem") == 1
    for field in ["id_code", "id_kind", "id_description", "id_reason"]:
        assert f'href="#{field}"' in page and f'id="{field}"' in page
    assert "<title>Error:" in page


def test_nobody_makes_the_portal_write_to_every_focal_point(request_of, monkeypatch, letters):
    monkeypatch.setattr(role_requests, "WAITING_AT_MOST", 2)
    for key in ["party:de", "party:fr"]:
        request_of(owner=Owner.parse(key))
    with pytest.raises(ValidationError, match="Several of your requests are waiting"):
        request_of(owner=Owner.parse("party:it"))
