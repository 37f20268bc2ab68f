"""The fixed people of the tests: one for each role, always with the same meaning."""

import time
from datetime import date

from django.test import Client

from chm_portal.accounts.models import User
from chm_portal.directory.models import Designation, Organisation, OrganisationKind
from chm_portal.directory.models.roles import Role
from chm_portal.vocabularies.models import Country

PASSWORD = "a long enough password"
COUNTRY_A, COUNTRY_B = "be", "cm"  # Country A and country B of every test

# name of the person → (role, country or organisation code)
ROLES = {
    "member": None,
    "contributor_a": (Role.CONTRIBUTOR, COUNTRY_A),
    "focal_point_a": (Role.CHM_FOCAL_POINT, COUNTRY_A),
    "focal_point_b": (Role.CHM_FOCAL_POINT, COUNTRY_B),
    "partner_contact": (Role.PARTNER_CONTACT, "iucn"),
    "partner_contributor": (Role.CONTRIBUTOR, "iucn"),
    "moderator": (Role.MODERATOR, None),
    "curator": (Role.CURATOR, None),
    "second_curator": (Role.CURATOR, None),
}


def make_organisation(code: str = "iucn", **fields) -> Organisation:
    """Return an approved organisation, made if it is not there."""
    defaults = {"name_en": code.upper(), "kind": OrganisationKind.INTERGOVERNMENTAL, "state": "approved"} | fields
    return Organisation.objects.get_or_create(code=code, defaults=defaults)[0]


def sign_in(client: Client, user: User) -> Client:
    """Open a session of this person in which the second factor was given, as publishing roles need it."""
    client.force_login(user, backend="chm_portal.accounts.backends.SignInBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def make_person(name: str, role: tuple | None = None, **fields) -> User:
    """Return a person with a confirmed address <name>@example.org and, if given, a designation since 2020."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.replace("_", " ").title(), **fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    if role:
        kind, owner = role
        columns = {}
        if kind in (Role.CBD_FOCAL_POINT, Role.CHM_FOCAL_POINT) or (kind == Role.CONTRIBUTOR and len(owner) == 2):
            columns["country"] = Country.objects.get(code=owner)
        elif owner:
            columns["organisation"] = make_organisation(owner)
        Designation.objects.create(user=user, role=kind, starts=date(2020, 1, 1), **columns)
    return user
