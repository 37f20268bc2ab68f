"""What tests of accounts share: visitors' clients with addresses of their own, links in letters, codes of an app."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.test import Client

from tests.people import PASSWORD, make_person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def visitor() -> Client:
    """A browser nobody has signed in with."""
    return Client()


@pytest.fixture
def enter(db):
    """Return a function that posts e-mail address and password to the sign-in page."""

    def give(client: Client, email: str, password: str = PASSWORD, **more):
        headers = more.pop("headers", None)
        return client.post("/en/accounts/login/", {"login": email, "password": password, **more}, headers=headers)

    return give


@pytest.fixture
def link_in(settings):
    """Return a function that finds the first link of a letter, as a path."""

    def give(letter) -> str:
        found = re.search(re.escape(settings.PORTAL_ADDRESS) + r"(/\S+)", letter.body)
        assert found, letter.body
        return found.group(1)

    return give


class App:
    """An authenticator app on somebody's telephone."""

    def __init__(self, user):
        self.user = user
        self.row = Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})

    def code(self, steps: int = 0) -> str:
        """Return the code of now, or of some steps of 30 seconds later."""
        return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + steps))


@pytest.fixture
def app_of(db):
    """Return a function that gives a person an authenticator app."""
    return App


@pytest.fixture
def ana(db):
    """A member with a confirmed address and no role."""
    return make_person("ana")
