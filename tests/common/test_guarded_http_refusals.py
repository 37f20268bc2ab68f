"""The portal fetches what people name from the public web alone, whatever they name (C16)."""

import socket
from unittest import mock

import idna
import pytest

from chm_portal.common import public_address
from chm_portal.common.guarded_http import FetchError, Refused, fetch
from tests.common.web import PUBLIC_HERE, Listener, answer, reason_of, redirect

# What never happens: a connection to 127.0.0.1, by 80 addresses whose every other part is allowed.
LOOPBACK = [
    *("127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.0.0.01", "127.000.000.001", "0177.0.0.1", "0177.1"),
    *("0x7f.1", "0x7f.0.0.1", "0X7F.0x0.0x0.0x1", "0x7f000001", "2130706433", "017700000001", "00000177.0.0.1"),
    *("127.0.0.1.0x", "4294967296", "0", "0.0.0.0", "0x0", "00", "127.0.0.2", "127.255.255.254", "127.0.0.256"),
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:0]"),
    *("[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[::1%25lo]"),
    *("[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]", "[fec0::1]", "[fc00::1]"),
    *("[ff02::1]", "[v1.127]", "[127.0.0.1]", "[::1", "::1", "[::1].test", "[", "１２７.０.０.１", "127。0。0。1"),
    *("①②⑦.0.0.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost"),
    *("127.0.0.1.rebind.test", "loop.test", "LOOP.test.", "loop\t.test", "%31%32%37.0.0.1", "127%2e0.0.1"),
    *("%00127.0.0.1", "[::1]x", "me@127.0.0.1", "me:word@127.0.0.1", "@127.0.0.1", "site.test@127.0.0.1"),
    *("site.test\\@127.0.0.1", "127.0.0.1\\.site.test", "127.0.0.1 ", " 127.0.0.1", "127.0.0.1\r\n"),
    *("lоор.test", "loop.test#@site.test", "loop.test?@site.test", "loop.test/@site.test", "ſite.loop.test"),
]  # fmt: skip
NAMED = [
    *("localhost", "localhost.localdomain", "ip6-localhost", "loop.test", "127.0.0.1.rebind.test"),
    *("site.loop.test", idna.encode("lоор.test").decode()),  # with letters that look like those of others
]


@pytest.fixture
def loopback_names(names):
    """Names that mean 127.0.0.1."""
    names.update({name: [["127.0.0.1"]] for name in NAMED})


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", LOOPBACK)
def test_no_form_of_address_leads_to_this_machine(listener, loopback_names, host, scheme):
    with pytest.raises(FetchError):
        fetch(f"{scheme}://{host}:{listener.port}/", deadline=1)
    assert not listener.was_called()


def test_those_addresses_would_have_led_there(listener, loopback_names, monkeypatch):
    monkeypatch.setattr(public_address, "is_public", lambda _address: True)
    assert reason_of(f"http://loop.test:{listener.port}/", deadline=0.2) == "timeout"
    assert listener.was_called()
    assert len(LOOPBACK) >= 60


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/"),
        *("ftp://127.0.0.1:{port}/", "ldap://127.0.0.1:{port}/", "ws://127.0.0.1:{port}/", "unix:///run/x", "data:,x"),
        *("jar:http://127.0.0.1:{port}/!/", "url:http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "127.0.0.1:{port}"),
        *("javascript:alert(1)", "", " ", "\x00http://127.0.0.1:{port}/", "http//127.0.0.1:{port}/", "httpx://127.0.0.1/"),
    ],
)  # fmt: skip
def test_no_other_scheme_is_spoken(listener, address):
    with pytest.raises(Refused):
        fetch(address.format(port=listener.port))
    assert not listener.was_called()


@pytest.mark.parametrize("port", [*range(20, 26), 0, 1, 79, 81, 442, 444, 3306, 5432, 6379, 8000, 8080, 8443, 65535])
def test_no_other_port_is_called(names, port):
    names["site.test"] = [["192.0.0.1"]]
    assert reason_of(f"http://site.test:{port}/", Refused) == "forbidden_port"
    assert names.asked == []


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["169.254.169.254"], ["::1"], ["fe80::1%eth0"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"]],
)
def test_a_name_is_refused_if_any_of_its_addresses_is_not_public(names, addresses, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", mock.Mock(side_effect=AssertionError("It was dialled.")))
    names["site.test"] = [addresses]
    assert reason_of("https://site.test/", Refused) == "forbidden_address"


def test_a_public_answer_does_not_open_the_door_for_another(site, names):
    site.answers["/"] = answer()
    names["site.test"] = [[PUBLIC_HERE, "127.0.0.1"]]
    assert reason_of(site.address(), Refused) == "forbidden_address"
    assert site.requests == []


def test_a_name_is_resolved_once_and_what_was_checked_is_dialled(site, names):
    inside = Listener(site.port)
    site.answers["/"] = answer(b"public")
    names["site.test"] = [[PUBLIC_HERE], ["127.0.0.1"]]
    assert fetch(site.address()).body == b"public"
    assert names.asked == ["site.test"]
    assert not inside.was_called()
    inside.socket.close()


def test_a_redirect_to_a_name_that_means_something_else_by_now_is_refused(site, names):
    inside = Listener(site.port)
    site.answers["/"] = redirect("/again")
    names["site.test"] = [[PUBLIC_HERE], ["127.0.0.1"]]
    assert reason_of(site.address(), Refused) == "forbidden_address"
    assert len(site.requests) == 1
    assert not inside.was_called()
    inside.socket.close()


@pytest.mark.parametrize(
    "location, reason",
    [
        ("http://127.0.0.1:{port}/", "forbidden_address"),
        ("//127.0.0.1:{port}/", "forbidden_address"),
        ("http://[::ffff:127.0.0.1]:{port}/", "forbidden_address"),
        ("http://2130706433:{port}/", "forbidden_address"),
        ("http://site.test:22/", "forbidden_port"),
        ("file:///etc/passwd", "forbidden_scheme"),
        ("gopher://127.0.0.1:{port}/", "forbidden_scheme"),
        ("http://me@site.test:{port}/", "userinfo"),
        ("http://[::1", "forbidden_address"),
    ],
)
def test_every_redirect_is_checked_like_the_first_address(site, location, reason):
    inside = Listener(site.port)
    site.answers["/"] = redirect(location.format(port=site.port))
    assert reason_of(site.address(), Refused) == reason
    assert not inside.was_called()
    inside.socket.close()
