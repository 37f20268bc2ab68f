"""Enters the people of the demonstration, the organisations they work with, and who speaks for whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import translation

from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.demonstration import content
from chm_portal.directory import naming, role_requests
from chm_portal.directory.forms import ASKING_BY_SLUG, OrganisationProposalForm, RoleRequestForm
from chm_portal.directory.models import Organisation
from chm_portal.directory.owners import Owner

People = dict[str, User]
HELD_BEFORE = timedelta(days=60)  # more than the oldest post of the demonstration


def enter_people() -> People:
    """Create every account with its confirmed address; return people by their key."""
    # Hashed once: a hash takes a good part of a second on purpose, and this password is no secret.
    password = make_password(content.read("people")["password"])
    people = {}
    for row in content.rows("people"):
        user = User.objects.create_user(
            row["email"], name=row["name"], interface_language=row["interface_language"], time_zone=row["time_zone"]
        )
        user.password = password
        user.save(update_fields=["password"])
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        people[row["key"]] = user
    return people


def designate(people: People, is_wanted: Callable[[str], bool]) -> None:
    """Enter the designations of the owners wanted, each named by whom the rules say; the first curator by nobody."""
    for row in content.rows("people"):
        for role in row["designations"]:
            if not is_wanted(role["owner"]):
                continue
            owner = Owner.parse(role["owner"])
            naming.lock(owner)
            begun = naming.begin(people[row["key"]], role["role"], owner, people.get(role["named_by"]))
            # Posts of the demonstration are weeks old and show the role that their authors had then.
            begun.starts -= HELD_BEFORE
            begun.save(update_fields=["starts"])


def enter_organisation(row: dict[str, Any], by: User) -> Organisation:
    """Propose an organisation by the form of the proposal and approve it; raises ValidationError."""
    english = {name: row[name]["en"] for name in ("name", "description")}
    with translation.override("en"):  # the form takes texts in the language of the page
        form = OrganisationProposalForm(row | english | {"country": row["country"] or ""})
        if not form.is_valid():
            raise ValidationError(form.errors.as_text())
        organisation = form.organisation()
    texts = content.columns("name", row["name"]) | content.columns("description", row["description"])
    for column, text in texts.items():
        setattr(organisation, column, text)
    organisation.proposed_by = by
    organisation.full_clean()
    organisation.save()
    organisation.approve(by)
    for act in ("proposed", "approved"):
        trail.record(f"organisation.{act}", by, f"organisation:{organisation.pk}", code=organisation.code)
    return organisation


def ask_for_roles(people: People) -> None:
    """Enter the requests that wait for an answer; raises ValidationError."""
    for row in content.read("people")["requests"]:
        form = RoleRequestForm(row, asking=ASKING_BY_SLUG[row["asking"]])
        if not form.is_valid():
            raise ValidationError(form.errors.as_text())
        role_requests.ask(form.role_request(people[row["by"]]))
