"""Strange input is stored, cleaned or refused; it is never an error of the server (F14)."""

import logging

import pytest
from django.core.cache import cache

from tests.addresses import SAMPLES, Address, named_addresses, samples_of
from tests.hostile import Attacker, address_of
from tests.one_of_everything import World

#: Each page and each form is tried as the first of these who sees it.
ATTACKERS = ("visitor", "member", "focal_point_a", "curator")
HEADERS_TRIED_AT = ("pages:home", "search:search", "permanent:attachment_download", "records:workspace_home")


@pytest.fixture
def made(person) -> World:
    return World(person)


@pytest.fixture
def attackers(client_of) -> list[Attacker]:
    return [Attacker(client_of(name), name) for name in ATTACKERS]


@pytest.fixture(autouse=True)
def quiet():
    """Keep thousands of refusals out of the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def ours(address: Address) -> bool:
    """Whether an address is the portal's own; the admin's and allauth's are tried less."""
    return ":" in address.name and not address.name.startswith("admin:")


PARTS = {  # for several cores
    "records": lambda address: address.name.startswith("records:"),
    "other pages of ours": lambda address: ours(address) and not address.name.startswith("records:"),
    "pages of Django and allauth": lambda address: not ours(address),
}


def assert_no_error(attackers: list[Attacker]) -> None:
    errors = [error for attacker in attackers for error in attacker.errors.values()]
    assert not errors, "\n".join(errors)


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_no_query_string_and_no_form_is_an_error(part, made, attackers):
    forms = {}
    for address in filter(PARTS[part], named_addresses()):
        for path in samples_of(address, made).values():
            able = attackers[-1:] if address.name.startswith("admin:") else attackers
            attacker, page = next(((one, page) for one in able if (page := one.read(path))), (None, None))
            if page:
                attacker.try_queries(path, page, thoroughly=ours(address))
                for form in page.forms:
                    if form.method == "post":
                        key = address_of(form.action), frozenset(form.fields)
                        forms.setdefault(key, (attacker, form, ours(address)))
                break
    for attacker, form, thoroughly in forms.values():
        cache.clear()  # limits of use are another test's business
        attacker.try_form(form, thoroughly=thoroughly)
    assert_no_error(attackers)


@pytest.mark.django_db
def test_no_path_is_an_error(made, attackers):
    for address in named_addresses():
        if address.name in SAMPLES and ours(address):
            arguments = next(iter(SAMPLES[address.name](made).values()))
            path = next(iter(samples_of(address, made).values()))
            for argument in arguments:
                attackers[-1].try_pieces(path, str(argument))
    assert_no_error(attackers)


@pytest.mark.django_db
def test_no_header_and_no_method_is_an_error(made, attackers):
    for address in filter(ours, named_addresses()):
        path = next(iter(samples_of(address, made).values()))
        attackers[-1].try_methods(path)
        if address.name in HEADERS_TRIED_AT:
            attackers[0].try_headers(path)
            attackers[-1].try_headers(path)
    assert_no_error(attackers)
