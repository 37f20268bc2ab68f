"""Which addresses are the public internet, and how an address is taken apart (C16)."""

from ipaddress import ip_address

import pytest

from chm_portal.common.public_address import Refused, is_public, target

NEAR_HOME = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
    *("198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "100::1", "2001::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1"),
    *("3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255"),
    *("198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1", "2606:4700::1111", "2a00:1450::1"),
    "64:ff9b::8.8.8.8",
]


@pytest.mark.parametrize("address", NEAR_HOME)
def test_what_is_near_home_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_the_rest_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address, as_sent",
    [
        ("https://www.cbd.int", "https://www.cbd.int/"),
        ("HTTP://WWW.CBD.int.:80/A?b#c", "http://www.cbd.int/A?b"),
        ("http://cbd.int:443/", "http://cbd.int:443/"),
        ("https://faß.example/é ü?q=ñ&r=%C3%A9", "https://xn--fa-hia.example/%C3%A9%20%C3%BC?q=%C3%B1&r=%C3%A9"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://８.8。8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700:0:0::1111]/x", "https://[2606:4700::1111]/x"),
        ("https://a_b.example/\ud800\x00", "https://a_b.example/%EF%BF%BD"),
        ("https://a.example/x\r\nHost: b", "https://a.example/xHost:%20b"),
    ],
)
def test_an_address_has_one_form_in_ascii(address, as_sent):
    assert target(address).address == as_sent
    assert target(as_sent).address == as_sent


@pytest.mark.parametrize(
    "address, reason",
    [
        ("", "forbidden_scheme"),
        ("//www.cbd.int/", "forbidden_scheme"),
        ("www.cbd.int", "forbidden_scheme"),
        ("ftp://www.cbd.int/", "forbidden_scheme"),
        ("file:///etc/passwd", "forbidden_scheme"),
        ("javascript:alert(1)", "forbidden_scheme"),
        ("https://me@www.cbd.int/", "userinfo"),
        ("https://@www.cbd.int/", "userinfo"),
        ("https://www.cbd.int\\@other.example/", "userinfo"),
        ("https://www.cbd.int:8080/", "forbidden_port"),
        ("https://www.cbd.int:0/", "forbidden_port"),
        ("https://www.cbd.int:65616/", "forbidden_port"),
        ("https://www.cbd.int:٨٠/", "forbidden_port"),
        ("https://::1/", "forbidden_port"),
        ("https://", "forbidden_address"),
        ("https:///path", "forbidden_address"),
        ("https:www.cbd.int", "forbidden_address"),
        ("https://a..example/", "forbidden_address"),
        ("https://ü..example/", "forbidden_address"),
        ("https://a b.example/", "forbidden_address"),
        ("https://a%2eexample/", "forbidden_address"),
        ("https://a.example\\.other/", "forbidden_address"),
        (f"https://{'a' * 64}.example/", "forbidden_address"),
        (f"https://{'a.' * 127}example/", "forbidden_address"),
        (f"https://a.example/{'x' * 5000}", "forbidden_address"),
        ("https://[::1/", "forbidden_address"),
        ("https://[v1.a]/", "forbidden_address"),
        ("https://[2606:4700::1%25eth0]/", "forbidden_address"),
        ("https://1.2.3/", "forbidden_address"),
        ("https://8.8.8.010/", "forbidden_address"),
        ("https://0x08080808/", "forbidden_address"),
        ("https://a.example.0x/", "forbidden_address"),
    ],
)
def test_what_cannot_be_read_or_is_not_meant_is_refused(address, reason):
    with pytest.raises(Refused) as refusal:
        target(address)
    assert refusal.value.reason == reason


def test_an_address_is_read_from_where_it_stands():
    assert target("../c", "https://a.example/a/b/").address == "https://a.example/a/c"
    assert target("//b.example", "https://a.example/").address == "https://b.example/"
