"""Designations: what the database lets stand, who is in force, what follows for access."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from chm_portal.directory import access
from chm_portal.directory.models import Designation, Organisation, Role
from chm_portal.directory.models.designations import today
from chm_portal.directory.owners import Owner
from chm_portal.vocabularies.models import Country
from tests.people import make_organisation, make_person


@pytest.fixture
def belgium(db):
    return Country.objects.get(code="be")


@pytest.fixture
def iucn(db):
    return make_organisation("iucn")


def begin(user, role, country=None, organisation=None, **fields) -> Designation:
    return Designation.objects.create(user=user, role=role, country=country, organisation=organisation, **fields)


@pytest.mark.parametrize(
    ("role", "columns"),
    [
        (Role.CBD_FOCAL_POINT, {}),
        (Role.CHM_FOCAL_POINT, {"organisation"}),
        (Role.CHM_FOCAL_POINT, {"country", "organisation"}),
        (Role.CHM_FOCAL_POINT, {"country", "category"}),
        (Role.OTHER_FOCAL_POINT, {"country"}),
        (Role.CONTRIBUTOR, {}),
        (Role.CONTRIBUTOR, {"country", "organisation"}),
        (Role.PARTNER_CONTACT, {"country"}),
        (Role.CURATOR, {"country"}),
        (Role.MODERATOR, {"organisation"}),
    ],
)
def test_the_database_refuses_a_role_that_does_not_fit_its_owner(ana, belgium, iucn, role, columns):
    values = {"country": belgium, "organisation": iucn, "category": "abs"}
    with pytest.raises(IntegrityError, match="role_fits_owner"), transaction.atomic():
        begin(ana, role, **{name: values[name] for name in columns})


def test_the_database_refuses_an_end_before_the_beginning(ana, belgium):
    with pytest.raises(IntegrityError, match="ends_after_it_starts"), transaction.atomic():
        begin(ana, Role.CONTRIBUTOR, belgium, starts=date(2026, 2, 1), ends=date(2026, 1, 1))


@pytest.mark.parametrize("ends", [None, date(2040, 1, 1)])
def test_the_database_refuses_the_same_role_twice_in_the_same_days(ana, belgium, iucn, ends):
    begin(ana, Role.CONTRIBUTOR, belgium, starts=date(2020, 1, 1), ends=ends)
    begin(ana, Role.CONTRIBUTOR, organisation=iucn)
    begin(ana, Role.OTHER_FOCAL_POINT, belgium, category="abs")
    begin(ana, Role.OTHER_FOCAL_POINT, belgium, category="taxonomy")
    with pytest.raises(IntegrityError, match="held_once"), transaction.atomic():
        begin(ana, Role.CONTRIBUTOR, belgium)


def test_a_role_can_be_held_again_after_it_ended(ana, belgium):
    begin(ana, Role.CONTRIBUTOR, belgium, starts=date(2020, 1, 1), ends=today())
    begin(ana, Role.CONTRIBUTOR, belgium)
    assert [one.is_current for one in ana.designations.newest_first()] == [True, False]


def test_the_forms_of_the_admin_hear_of_it_in_words(ana, belgium):
    begin(ana, Role.CONTRIBUTOR, belgium)
    with pytest.raises(ValidationError, match="already holds this role"):
        Designation(user=ana, role=Role.CONTRIBUTOR, country=belgium).full_clean()


def test_a_role_is_in_force_from_its_first_day_to_the_day_before_its_end(ana, belgium):
    first = today() + timedelta(days=2)
    begin(ana, Role.CHM_FOCAL_POINT, belgium, starts=first, ends=first + timedelta(days=2))
    expected = [False, False, True, True, False]
    for days, is_current in enumerate(expected):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            again = type(ana).objects.get(pk=ana.pk)
            assert bool(again.current_designations) is is_current
            assert Designation.objects.get().is_current is is_current
            assert access.speaks_for(again, Owner.party(belgium)) is is_current


def test_an_organisation_needs_a_code_that_is_not_the_secretariats(db):
    for code in ["scbd", "be", "IUCN", "a b", "-x-", None]:
        with pytest.raises(IntegrityError, match="code_is_usable"), transaction.atomic():
            Organisation.objects.create(code=code, kind="academia", name_en="X")


SPEAKS = {
    "focal_point_a": "party:be",
    "focal_point_b": "party:cm",
    "partner_contact": "organisation:iucn",
    "curator": "secretariat",
}
DRAFTS = {"contributor_a": "party:be", "partner_contributor": "organisation:iucn"}
EVERYBODY = ["member", "moderator", *SPEAKS, *DRAFTS]


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_speaks_for_whom_and_who_drafts(person, name):
    make_organisation("iucn")
    user = person(name)
    for key in ["party:be", "party:cm", "organisation:iucn", "secretariat"]:
        owner = Owner.parse(key)
        assert access.speaks_for(user, owner) is (SPEAKS.get(name) == key)
        assert access.is_contributor_of(user, owner) is (DRAFTS.get(name) == key)
        assert access.keeps(user, owner) is (key in (SPEAKS.get(name), DRAFTS.get(name)))
    assert [owner.key for owner in access.owners_of(user)] == [
        key for key in [SPEAKS.get(name) or DRAFTS.get(name)] if key is not None
    ]
    assert user.is_staff is access.is_curator(user) is (name == "curator")
    assert access.has_publishing_role(user) is (name in {"focal_point_a", "focal_point_b", "curator", "moderator"})


def test_a_visitor_and_a_closed_account_hold_nothing(person):
    curator = person("curator")
    curator.is_active = False
    for user in [AnonymousUser(), curator]:
        assert not access.is_curator(user)
        assert access.owners_of(user) == []
        assert not access.has_publishing_role(user)
    assert not curator.has_perm("directory.view_designation")


def test_what_a_person_holds_is_read_once(person, django_assert_num_queries):
    user = person("focal_point_a")
    owner = Owner.parse("party:be")
    with django_assert_num_queries(1):
        assert access.speaks_for(user, owner) and access.keeps(user, owner) and not user.is_staff
        assert access.owners_of(user) == [owner]


@pytest.mark.parametrize(
    ("key", "code", "label"),
    [("party:be", "BE", "Belgium"), ("organisation:iucn", "IUCN", "IUCN"), ("secretariat", "SCBD", "Secretariat")],
)
def test_an_owner_is_named_by_its_key(iucn, key, code, label):
    owner = Owner.parse(key)
    assert (owner.key, owner.code) == (key, code)
    assert label in str(owner)
    assert owner == Owner.parse(key) and hash(owner) == hash(Owner.parse(key))


@pytest.mark.parametrize(
    "key", ["", "party", "party:", "party:xx", "organisation:", "organisation:none", "secretariat:x", "x:y", "\0"]
)
def test_what_is_no_owner_is_refused(db, key):
    make_organisation("none", state="proposed")
    with pytest.raises(ValueError, match="names no Party"):
        Owner.parse(key)


def test_only_a_curator_is_let_into_the_admin_and_nobody_by_a_flag(person):
    assert not make_person("flagged", is_superuser=False).is_staff
    assert make_person("root", is_superuser=True).is_staff
    assert not access.is_curator(person("moderator"))
