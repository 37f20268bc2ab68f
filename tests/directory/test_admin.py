"""The admin of people and roles: what curators find, what stays closed, everything on record (C4)."""

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chm_portal.accounts.models import User
from chm_portal.audit.models import AuditEvent
from chm_portal.directory import access, role_requests
from chm_portal.directory.models import Designation, Organisation, Role
from chm_portal.vocabularies.models import Country
from tests.people import make_organisation, make_person, sign_in


def page_of(name: str, *args) -> str:
    return reverse(f"admin:{name}", args=args)


@pytest.mark.parametrize(
    "name", ["visitor", "member", "contributor_a", "focal_point_a", "partner_contact", "moderator"]
)
def test_nobody_but_staff_gets_in(client_of, name):
    client = client_of(name)
    for address in ["/admin/", page_of("directory_designation_changelist"), page_of("accounts_user_changelist")]:
        answer = client.get(address, follow=True)
        assert answer.status_code == (200 if name == "visitor" else 403)
        assert "/accounts/login/" in answer.request["PATH_INFO"] or answer.status_code == 403


def test_a_curator_finds_the_models_that_the_list_names_and_no_other(client_of, person):
    curator = person("curator")
    for model, _admin in admin.site._registry.items():
        label = model._meta.label_lower
        verbs = access.CURATOR_MODELS.get(label, ())
        for verb in ["view", "add", "change", "delete"]:
            permission = f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
            assert curator.has_perm(permission) is (verb in verbs), permission
        status = (
            client_of("curator")
            .get(page_of(f"{model._meta.app_label}_{model._meta.model_name}_changelist"))
            .status_code
        )
        assert status == (200 if verbs else 403), label


def test_the_list_names_only_models_that_are_in_the_admin():
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert set(access.CURATOR_MODELS) <= registered


def test_a_designation_that_ended_takes_the_admin_along(client_of, person):
    curator = client_of("curator")
    person("curator").designations.update(role=Role.MODERATOR)
    assert curator.get("/admin/", follow=True).status_code == 403


LISTS = [
    "accounts_user_changelist",
    "directory_designation_changelist",
    "directory_organisation_changelist",
    "directory_rolerequest_changelist",
    "directory_invitation_changelist",
]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "lookup",
    [
        "password__startswith=pbkdf2",
        "user__password__startswith=md5",
        "designations__user__password__startswith=md5",
        "named_by__password__contains=a",
        "user__emailaddress__email=x",
        "authenticator__data__contains=x",
        "session__isnull=0",
    ],
)
def test_clever_filters_are_refused(client_of, name, lookup):
    answer = client_of("curator").get(f"{page_of(name)}?{lookup}")
    assert answer.status_code in (302, 400), "an unknown field is an error page, a closed one a refusal"
    if answer.status_code == 302:
        assert answer.url.endswith("?e=1")


@pytest.mark.parametrize("name", LISTS)
def test_searching_and_filtering_answers_whatever_is_typed(client_of, request_of, invitation_for, name):
    request_of()
    invitation_for("guest@example.org")
    curator = client_of("curator")
    for query in [
        "q=bel",
        "q=%F0%9F%A6%89",
        "q=%27%22%3B--",
        "o=1.-2",
        "p=99",
        "state__exact=waiting",
        "role__exact=contributor",
    ]:
        assert curator.get(f"{page_of(name)}?{query}").status_code in (200, 302, 400), query


@pytest.mark.parametrize("rows", [2, 20])
@pytest.mark.parametrize("name", LISTS)
def test_lists_need_the_same_queries_for_many(  # noqa: PLR0917
    client_of, request_of, invitation_for, name, rows, django_assert_max_num_queries
):
    for number in range(rows):
        request_of(user=make_person(f"asker{number}", (Role.CONTRIBUTOR, "cm")))
        make_organisation(f"partner{number}", country=Country.objects.get(code="be"))
        invitation_for(f"guest{number}@example.org")
    curator = client_of("curator")
    with django_assert_max_num_queries(17):
        assert curator.get(page_of(name)).status_code == 200


def test_no_page_shows_a_password_or_deletes_anybody(client_of, person):
    member = person("member")
    for name in ["curator", "root"]:
        client = (
            client_of("curator")
            if name == "curator"
            else sign_in(client_of("visitor"), make_person("root", is_superuser=True))
        )
        text = client.get(page_of("accounts_user_change", member.pk)).content.decode()
        assert member.password not in text and "md5$" not in text and 'type="password"' not in text
        assert client.get(page_of("accounts_user_delete", member.pk)).status_code == 403
        assert "delete_selected" not in client.get(page_of("accounts_user_changelist")).content.decode()
        assert client.get(page_of("accounts_user_add")).status_code == 403


FORM = {"name": "Member", "interface_language": "en", "time_zone": "UTC"}


def test_a_curator_closes_an_account_and_cannot_make_anybody_more(client_of, person):
    member = person("member")
    posted = FORM | {"is_superuser": "on", "email": "x@example.org", "password": "x", "date_joined_0": "2000-01-01"}
    client_of("curator").post(page_of("accounts_user_change", member.pk), posted)
    member.refresh_from_db()
    assert (member.is_active, member.is_superuser, member.email) == (False, False, "member@example.org")
    event = AuditEvent.objects.get(action="user.changed")
    assert (event.actor, event.subject, event.details) == (
        person("curator"),
        f"user:{member.pk}",
        {"columns": ["is_active"]},
    )


def test_emergency_accounts_are_closed_to_curators(client_of):
    root = make_person("root", is_superuser=True)
    curator = client_of("curator")
    assert curator.post(page_of("accounts_user_change", root.pk), FORM).status_code == 403
    root.refresh_from_db()
    assert root.is_active


def designation_form(user, role, country="", organisation="", **more) -> dict:
    return {
        "user": user.pk,
        "role": role,
        "category": "",
        "country": country and Country.objects.get(code=country).pk,
        "organisation": organisation,
        "starts": "2026-01-01",
        "ends": "",
    } | more


def test_the_secretariat_names_a_first_focal_point_who_is_told(client_of, person, letters):
    member = person("member")
    answer = client_of("curator").post(
        page_of("directory_designation_add"), designation_form(member, Role.CHM_FOCAL_POINT, "de")
    )
    assert answer.status_code == 302
    designation = Designation.objects.get(user=member)
    assert designation.named_by == person("curator")
    assert letters[0].to == [member.email] and "CHM national focal point, Germany" in letters[0].subject
    event = AuditEvent.objects.get(action="designation.added")
    assert event.details["role"] == "chm_focal_point" and event.details["owner"] == "party:de"


@pytest.mark.parametrize(
    ("role", "country", "said"),
    [
        (Role.CHM_FOCAL_POINT, "be", "has a person in this role already"),
        (Role.CHM_FOCAL_POINT, "", "Role and owner do not fit"),
        (Role.CURATOR, "be", "Role and owner do not fit"),
        (Role.OTHER_FOCAL_POINT, "be", "Role and owner do not fit"),
    ],
)
def test_a_designation_that_cannot_stand_is_refused_in_words(client_of, person, role, country, said):
    person("focal_point_a")
    page = client_of("curator").post(
        page_of("directory_designation_add"), designation_form(person("member"), role, country)
    )
    assert said in page.content.decode()
    assert not person("member").designations.exists()


def test_what_was_entered_stays_and_ending_it_is_noted(client_of, person, letters):
    designation = person("contributor_a").designations.get()
    posted = designation_form(person("member"), Role.CURATOR) | {"starts": "2020-01-01", "ends": "2020-02-01"}
    client_of("curator").post(page_of("directory_designation_change", designation.pk), posted)
    designation.refresh_from_db()
    assert (designation.user, designation.role) == (person("contributor_a"), Role.CONTRIBUTOR)
    assert designation.ended_by == person("curator")
    assert letters[-1].to == ["contributor_a@example.org"]


def organisation_form(**fields) -> dict:
    return {
        "code": "unesco",
        "kind": "un-body",
        "country": "",
        "site": "",
        "name_en": "UNESCO",
        "description_en": "x",
    } | fields


def test_an_organisation_the_secretariat_enters_is_approved_and_keeps_its_code(client_of, person):
    curator = client_of("curator")
    assert curator.post(page_of("directory_organisation_add"), organisation_form()).status_code == 302
    organisation = Organisation.objects.get()
    assert (organisation.state, organisation.decided_by) == ("approved", person("curator"))
    curator.post(
        page_of("directory_organisation_change", organisation.pk), organisation_form(code="other", name_fr="Unesco")
    )
    organisation.refresh_from_db()
    assert (organisation.code, organisation.name_fr) == ("unesco", "Unesco")
    assert {"organisation.added", "organisation.approved", "organisation.changed"} <= set(
        AuditEvent.objects.values_list("action", flat=True)
    )


def test_a_proposal_can_be_corrected_before_it_is_accepted(client_of, proposal_of, person):
    asked = proposal_of()
    address = page_of("directory_organisation_change", asked.organisation_id)
    assert f"/workspace/requests/{asked.pk}/" in client_of("curator").get(address).content.decode()
    client_of("curator").post(address, organisation_form(code="wetlands-int"))
    role_requests.accept(asked.pk, person("curator"))
    organisation = Organisation.objects.get()
    assert (organisation.code, organisation.state) == ("wetlands-int", "approved")


def test_only_approved_organisations_are_offered_for_a_designation(client_of):
    make_organisation("listed")
    make_organisation("waiting", state="proposed")
    found = client_of("curator").get(
        "/admin/autocomplete/?app_label=directory&model_name=designation&field_name=organisation&term="
    )
    assert [one["text"] for one in found.json()["results"]] == ["LISTED"]


def test_requests_and_invitations_are_looked_at_not_edited(client_of, request_of, invitation_for):
    rows = {"directory_rolerequest": request_of().pk, "directory_invitation": invitation_for().pk}
    curator = client_of("curator")
    for name, pk in rows.items():
        assert curator.get(page_of(f"{name}_change", pk)).status_code == 200
        assert curator.post(page_of(f"{name}_change", pk), {"state": "accepted"}).status_code == 403
        assert curator.get(page_of(f"{name}_add")).status_code == 403
        assert curator.get(page_of(f"{name}_delete", pk)).status_code == 403


def test_a_curator_without_the_second_factor_reaches_no_page_of_the_admin(client_of, person):
    client = client_of("visitor")
    client.force_login(person("curator"), backend="chm_portal.accounts.backends.SignInBackend")
    for name in LISTS:
        assert client.get(page_of(name)).url.startswith("/en/accounts/2fa/totp/activate/")


def test_permissions_fail_closed_when_they_cannot_be_looked_up(person, monkeypatch):
    user = User.objects.get(pk=person("curator").pk)
    monkeypatch.setattr(access, "held_by", lambda user: [])
    assert not user.has_perm("directory.view_designation") and not user.has_module_perms("directory")
    with pytest.raises(PermissionDenied):
        access.require(access.is_curator(user))


def test_the_admins_own_password_page_leads_to_ours(client_of):
    assert client_of("curator").get("/admin/password_change/").url.endswith("/accounts/password/change/")
