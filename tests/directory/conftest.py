"""What tests of the directory share: another focal point, requests, invitations."""

import pytest

from chm_portal.directory import role_requests, team
from chm_portal.directory.models import Invitation, Organisation, Role, RoleRequest
from chm_portal.directory.owners import Owner
from tests.people import COUNTRY_A, make_person


@pytest.fixture
def country_a(db) -> Owner:
    """Country A as owner."""
    return Owner.parse(f"party:{COUNTRY_A}")


@pytest.fixture
def request_of(person, country_a):
    """Return a function that lets the member ask for a role, for country A unless told otherwise."""

    def give(role: str = Role.CONTRIBUTOR, owner: Owner | None = None, user=None, **fields) -> RoleRequest:
        columns = (owner or country_a).columns
        asked = RoleRequest(
            user=user or person("member"), role=role, reason="I keep the register.", **columns, **fields
        )
        return role_requests.ask(asked)

    return give


@pytest.fixture
def proposal_of(person):
    """Return a function that lets the member propose an organisation and ask to be its contact."""

    def give(code: str = "wetlands") -> RoleRequest:
        organisation = Organisation(
            code=code, kind="non-governmental", name_en="Wetlands for All", site="https://w.example.org"
        )
        asked = RoleRequest(user=person("member"), role=Role.PARTNER_CONTACT, reason="We keep wetlands.")
        return role_requests.ask(asked, organisation)

    return give


@pytest.fixture
def invitation_for(person, country_a):
    """Return a function that lets the focal point of country A invite an address."""

    def give(email: str = "member@example.org") -> Invitation:
        return team.invite(country_a, email, "en", person("focal_point_a"))

    return give


@pytest.fixture
def ana(db):
    """A member with a confirmed address and no role."""
    return make_person("ana")
