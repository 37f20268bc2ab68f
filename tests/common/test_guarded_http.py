"""What the portal fetches arrives whole, in time and within its limits, or the reason has a name (C16, F19)."""

import gzip
import io
import socket
import threading
import time
import tracemalloc
from unittest import mock

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from chm_portal.common import guarded_http, public_address
from chm_portal.common.guarded_http import FetchError, Redirect, fetch
from tests.common.web import PATIENCE, PUBLIC_HERE, answer, certificate, open_site, packed, reason_of, redirect

# What works.


def test_an_answer_has_its_status_headers_and_body(site):
    site.answers["/a?b=%C3%A9"] = answer(b"<p>", "X-Two: 1", "x-two: 2", "X-Text: caf\xe9\x00", status="404 Not Found")
    fetched = fetch(site.address("/a?b=é#c"))
    assert (fetched.status, fetched.body, fetched.redirects) == (404, b"<p>", ())
    assert fetched.address == site.address("/a?b=%C3%A9")
    assert fetched.headers == {"content-length": "3", "x-two": "1, 2", "x-text": "café"}
    assert not fetched.was_downgraded


def test_a_request_says_who_asks_and_nothing_else(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    site.answers["/"] = answer(b"", "Set-Cookie: a=b", "Location: /next", status="302 Found")
    site.answers["/next"] = answer()
    fetch(site.address())
    assert site.requests[1].decode().splitlines() == [
        "GET /next HTTP/1.1",
        f"Host: site.test:{site.port}",
        f"User-Agent: CHM-portal (+{settings.PORTAL_ADDRESS})",
        "Accept: */*",
        "Accept-Encoding: gzip",
        "Connection: close",
    ]


def test_five_redirects_are_followed_and_kept_and_no_sixth(site):
    for number in range(6):
        site.answers[f"/{number}"] = redirect(f"{number + 1}", "301 Moved" if number else "308 Moved")
    site.answers["/6"] = answer(b"here")
    fetched = fetch(site.address("/1"))
    assert fetched.address == site.address("/6")
    assert fetched.redirects == tuple(Redirect(site.address(f"/{number}"), 301) for number in range(1, 6))
    assert reason_of(site.address("/0")) == "redirects"


def test_a_redirect_may_be_written_in_any_script(site):
    site.answers["/"] = redirect("/décidé à")
    site.answers["/d%C3%A9cid%C3%A9%20%C3%A0"] = answer(b"here")
    assert fetch(site.address()).body == b"here"


def test_a_redirect_that_leads_nowhere_is_the_answer(site):
    site.answers["/"] = answer(b"?", status="302 Found")
    assert fetch(site.address()).status == 302


def test_the_head_can_be_asked_for_alone_and_the_body_left_unread(site):
    site.answers["/"] = answer(b"", "Content-Encoding: br", length=10**12)
    assert fetch(site.address(), method="HEAD").status == 200
    assert site.requests[0].startswith(b"HEAD / ")
    assert fetch(site.address(), max_bytes=0).headers["content-length"] == str(10**12)


def test_a_host_that_does_not_take_the_call_at_one_address_may_at_the_next(site, names, monkeypatch):
    site.answers["/"] = answer(b"here")
    names["site.test"] = [["127.0.0.3", PUBLIC_HERE]]
    monkeypatch.setattr(public_address, "is_public", lambda _address: True)
    assert fetch(site.address()).body == b"here"


def test_a_name_that_is_not_there_and_a_door_that_is_shut_have_their_reasons(names, allow):
    allow(9)
    names["shut.test"] = [[PUBLIC_HERE]]
    names["empty.test"] = [[]]
    assert reason_of("http://nowhere.test:9/") == "dns"
    assert reason_of("http://shut.test:9/") == "connect"
    assert reason_of("http://empty.test:9/") == "connect"


# TLS.


def test_a_server_with_the_certificate_of_its_name_is_heard(secure_site):
    asked = []
    secure_site.context.sni_callback = lambda _socket, name, _context: asked.append(name)
    secure_site.answers["/"] = answer(b"secret")
    assert fetch(secure_site.address()).body == b"secret"
    assert asked == ["site.test"]
    assert f"Host: site.test:{secure_site.port}\r\n".encode() in secure_site.requests[0]


def test_a_certificate_of_another_name_is_not_accepted(secure_site, names):
    names["other.test"] = [[PUBLIC_HERE]]
    assert reason_of(secure_site.address(host="other.test")) == "tls"
    assert secure_site.requests == []


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(names, allow, trusted, tmp_path):
    (tmp_path / "impostor").mkdir()
    _file, context = certificate("site.test", tmp_path / "impostor")
    with open_site(names, allow, "site.test", context) as impostor:
        assert reason_of(impostor.address()) == "tls"
        assert impostor.requests == []


def test_a_server_that_speaks_no_tls_is_named_so(names, allow):
    names["site.test"] = [[PUBLIC_HERE]]
    with socket.create_server((PUBLIC_HERE, 0)) as plain:
        allow(plain.getsockname()[1])

        def speak():
            with plain.accept()[0] as connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(10_000)

        thread = threading.Thread(target=speak)
        thread.start()
        assert reason_of(f"https://site.test:{plain.getsockname()[1]}/") == "tls"
        thread.join()


def test_a_step_from_https_to_http_is_followed_and_kept(secure_site, site, names):
    secure_site.answers["/"] = redirect(site.address())
    site.answers["/"] = redirect(secure_site.address("/end"))
    secure_site.answers["/end"] = answer()
    fetched = fetch(secure_site.address())
    assert fetched.address == secure_site.address("/end")
    assert fetched.was_downgraded
    assert not fetch(site.address()).was_downgraded


# Time.


@pytest.mark.parametrize(
    "parts",
    [
        [b""],
        [b"H"],
        [b"HTTP/1.1 200 OK\r\n", b"X"],
        [b"HTTP/1.1 200 OK\r\n\r\n", b"x"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"],
        [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed(b"")[:10], b"\x00\x00\x00\xff\xff"],
        [b"HTTP/1.1 100 Continue\r\n\r\n"],
    ],
)
def test_a_server_that_takes_its_time_is_cut_off_by_the_deadline(site, parts):
    site.answers["/"] = site.drip(*parts)
    begun = time.monotonic()
    assert reason_of(site.address(), deadline=0.3) == "timeout"
    assert time.monotonic() - begun < PATIENCE


def test_redirects_share_one_deadline(site):
    def slowly(connection):
        site.is_over.wait(0.15)
        connection.sendall(redirect("/"))

    site.answers["/"] = slowly
    begun = time.monotonic()
    assert reason_of(site.address(), deadline=0.3) == "timeout"
    assert time.monotonic() - begun < PATIENCE


def test_a_handshake_and_a_secured_answer_end_with_the_deadline_too(secure_site, names, allow):
    secure_site.answers["/"] = secure_site.drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x")
    begun = time.monotonic()
    assert reason_of(secure_site.address(), deadline=0.3) == "timeout"
    with socket.create_server((PUBLIC_HERE, 0)) as silent:
        allow(silent.getsockname()[1])
        assert reason_of(f"https://site.test:{silent.getsockname()[1]}/", deadline=0.3) == "timeout"
    assert time.monotonic() - begun < PATIENCE


def test_a_resolver_that_hangs_is_left_behind(allow, monkeypatch):
    allow(80)
    is_over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: is_over.wait(5))
    begun = time.monotonic()
    assert reason_of("http://site.test/", deadline=0.2) == "timeout"
    assert time.monotonic() - begun < PATIENCE
    is_over.set()


# Size and shape.

CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "sent, body",
    [
        (answer(b"x" * 1000), b"x" * 1000),
        (answer(packed(b"x" * 1000), "Content-Encoding: gzip"), b"x" * 1000),
        (answer(packed(b""), "Content-Encoding: X-GZIP"), b""),
        (answer(b"", "Content-Encoding: gzip"), b""),
        (b"HTTP/1.0 200\r\n\r\nto the end", b"to the end"),
        ((CHUNKED + "3;a=b\r\nabc\r\n1\r\nd\r\n0\r\nX: y\r\n\r\n").encode(), b"abcd"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"abc"), b"abc"),
        (answer(b"abcdef", length=3), b"abc"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
)
def test_a_body_within_the_limit_comes_whole(site, sent, body):
    site.answers["/"] = sent
    assert fetch(site.address(), max_bytes=1000).body == body


@pytest.mark.parametrize(
    "sent",
    [
        answer(b"x" * 1001),
        answer(packed(b"x" * 1001), "Content-Encoding: gzip"),
        CHUNKED.encode() + b"100\r\n" + b"x" * 256 + b"\r\n" + b"300\r\n" + b"x" * 768 + b"\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001,
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 80 + (b"X: " + b"y" * 40_000 + b"\r\n") * 2 + b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
        CHUNKED.encode() + (b"1;" + b"a" * 50_000 + b"\r\nx\r\n") * 5,
        CHUNKED.encode() + b"0\r\n" + b"X: y\r\n" * 20_000,
    ],
)
def test_what_is_larger_than_the_limit_is_cut(site, sent):
    site.answers["/"] = sent
    assert reason_of(site.address(), max_bytes=1000) == "too_large"


def test_a_bomb_does_not_go_off(site):
    whole = io.BytesIO()
    with gzip.open(whole, "wb") as bomb:
        for _megabyte in range(200):
            bomb.write(b"\x00" * 1_000_000)
    site.answers["/"] = answer(whole.getvalue(), "Content-Encoding: gzip")
    tracemalloc.start()
    assert reason_of(site.address()) == "too_large"
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x15\x03\x01 hello",
        b"220 mail.test ESMTP\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answer(b"x"),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n",
        answer(b"abc", length=4),
        (CHUNKED + "3\r\nab").encode(),
        (CHUNKED + "3\r\nabc\r\n").encode(),
        (CHUNKED + "zz\r\nabc\r\n0\r\n\r\n").encode(),
        (CHUNKED + "-5\r\nabc\r\n0\r\n\r\n").encode(),
        answer(b"abc", "Content-Encoding: br"),
        answer(b"abc", "Content-Encoding: gzip, gzip"),
        answer(b"not packed at all", "Content-Encoding: gzip"),
        answer(packed(bytes(range(256)) * 3)[:-9], "Content-Encoding: gzip"),
        answer(packed(b"abc") + b"more", "Content-Encoding: gzip"),
    ],
)
def test_what_is_no_whole_answer_of_http_is_named_so(site, sent):
    site.answers["/"] = sent
    assert reason_of(site.address()) == "protocol"


PIECES = st.sampled_from(
    [
        *(
            b"HTTP/1.1 ",
            b"200 OK",
            b"302 x",
            b"\r\n",
            b"\n",
            b" ",
            b":",
            b"Location",
            b"http://[",
            b"Content-Length",
            b"5",
        ),
        *(
            b"Transfer-Encoding: chunked",
            b"Content-Encoding: gzip",
            b"-1",
            b"ffffffffffff",
            packed(b"x"),
            b"\x00",
        ),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=40))
def test_whatever_a_server_says_the_outcome_has_a_name(pieces):
    ours, theirs = socket.socketpair()
    theirs.sendall(b"HTTP/1.1 200 OK\r\n" * (len(pieces) % 2) + b"".join(pieces))
    theirs.shutdown(socket.SHUT_WR)
    with ours, theirs, mock.patch.object(guarded_http, "_dialled", mock.Mock(side_effect=[ours])):
        try:
            assert fetch("http://site.test/", deadline=1).status >= 200
        except FetchError as error:
            assert error.reason in {"protocol", "too_large", "forbidden_address", "forbidden_scheme"}
        except StopIteration:
            pass  # it was a redirect to a place where one may go
