"""Whatever is sent to the forms of people and roles, no answer is an error of the server (F14)."""

import pytest

ODD = [
    "\x00",
    "a\x00b",
    "\ufffe\u202e",
    "9" * 30,
    "-1",
    "1e9",
    "[]",
    "{}",
    "' OR 1=1 --",
    "é" * 300_000,
    "<b>",
    "%00",
    "\n",
]
FORMS = {
    "/en/accounts/login/": ["login", "password", "carried_fields", "next"],
    "/en/accounts/signup/": ["name", "email", "password1", "interface_language", "accepts_publicity", "next"],
    "/en/accounts/password/reset/": ["email"],
}
OWN_FORMS = {
    "/en/accounts/profile/": ["name", "interface_language", "time_zone"],
    "/en/accounts/email/": ["email", "action_add", "action_send", "action_remove", "action_primary"],
    "/en/accounts/password/change/": ["oldpassword", "password1"],
    "/en/accounts/reauthenticate/": ["password", "next"],
    "/en/workspace/roles/ask/contributor-of-party/": ["country", "reason", "carried"],
    "/en/workspace/roles/ask/other-focal-point/": ["country", "category", "reason"],
    "/en/workspace/roles/ask/partner-contact/": ["organisation", "reason"],
    "/en/workspace/roles/ask/new-organisation/": ["name", "code", "kind", "country", "site", "description", "reason"],
    "/en/workspace/teams/party:be/": ["email", "language"],
}
ADDRESSES = [
    "/en/partners/?page={}",
    "/en/partners/?kind={}",
    "/en/workspace/requests/?page={}",
    "/en/workspace/requests/{}/",
    "/en/workspace/invitations/{}/",
    "/en/workspace/roles/{}/end/",
    "/en/workspace/roles/{}/hand-over/",
    "/en/workspace/teams/{}/",
    "/en/workspace/roles/ask/{}/",
    "/en/accounts/confirm-email/{}/",
    "/en/accounts/password/reset/key/{}-x/",
    "/en/accounts/login/?next={}",
]


@pytest.mark.parametrize("address", FORMS)
def test_visitors_forms_take_anything(client_of, address):
    for odd in ODD:
        answer = client_of("visitor").post(address, dict.fromkeys(FORMS[address], odd))
        assert answer.status_code < 500, odd[:20]


@pytest.mark.parametrize("address", OWN_FORMS)
def test_members_forms_take_anything(client_of, address):
    client = client_of("focal_point_a")
    for odd in ODD:
        assert client.post(address, dict.fromkeys(OWN_FORMS[address], odd)).status_code < 500, odd[:20]
        for field in OWN_FORMS[address]:
            assert client.post(address, {field: [odd, odd]}).status_code < 500, (field, odd[:20])


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_take_anything(client_of, address):
    client = client_of("focal_point_a")
    for odd in ["%00", "9" * 30, "-1", "%ED%A0%80", "%FF", "x" * 3000, "%F0%9F%A6%89", "..%2F..", "a%20b", "%E2%80%AE"]:
        assert client.get(address.format(odd)).status_code < 500, odd[:20]


def test_an_answer_takes_anything(client_of, request_of):
    asked = request_of()
    client = client_of("curator")
    for odd in ODD:
        page = client.post(f"/en/workspace/requests/{asked.pk}/", {"decision": odd, "answer": odd, "carried": odd})
        assert page.status_code == 200, odd[:20]
