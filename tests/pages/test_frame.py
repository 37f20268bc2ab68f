"""What every page carries: languages, addresses, services, the banner; and what no page may carry."""

import re

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from chm_portal.common.context import Portal
from chm_portal.common.languages import LANGUAGE_CODES, html_lang
from chm_portal.common.models import Installation

pytestmark = pytest.mark.django_db
PUBLIC = ("", "about/", "help/", "help-visitors/", "privacy/", "terms/", "accessibility/")
PUBLIC += ("collaboration/", "reporting/", "countries/", "no-such-page/")


def page(client, path: str) -> str:
    """Return a page's text."""
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_a_page_without_a_form_that_posts_sets_no_cookie(client, path, language):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == (404 if path == "no-such-page/" else 200)
    assert not response.cookies
    assert 'method="post"' not in response.content.decode()


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_a_page_says_its_language_and_direction_has_one_heading_and_a_way_past_the_head(client, path, language):
    html = page(client, f"/{language}/{path}")
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{html_lang(language)}" dir="{direction}">' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert re.search(r"<title>\s*\S", html)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_asks_nothing_of_another_host_and_brings_no_inline_code(client, path):
    html = page(client, f"/en/{path}")
    fetched = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script|img|iframe)[^>]*(?:href|src)="([^"]+)"', html)
    assert fetched
    assert [address for address in fetched if not address.startswith("/static/")] == []
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:", html) == []


def test_the_policy_allows_no_inline_code_and_no_other_host(client):
    policy = client.get("/en/about/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_language_links_lead_to_the_same_page_with_the_same_query(client):
    html = page(client, "/en/about/?from=mail&n=1")
    for code in LANGUAGE_CODES:
        assert f'href="/{code}/about/?from=mail&amp;n=1" lang="{html_lang(code)}"' in html


def test_an_address_without_language_leads_to_the_front_pages():
    with translation.override("fr"):
        links = Portal(RequestFactory().get("/admin/records/")).languages
    assert [link.path for link in links] == [f"/{code}/" for code in LANGUAGE_CODES]
    assert [link.code for link in links if link.is_current] == ["fr"]


def test_search_engines_learn_one_address_per_language_and_only_the_page_number_of_a_query(client):
    html = page(client, "/fr/about/?page=3&utm=x")
    assert f'<link rel="canonical" href="{settings.PORTAL_ADDRESS}/fr/about/?page=3">' in html
    for code in LANGUAGE_CODES:
        alternate = f'hreflang="{html_lang(code)}" href="{settings.PORTAL_ADDRESS}/{code}/about/?page=3"'
        assert f'<link rel="alternate" {alternate}>' in html
    assert f'hreflang="x-default" href="{settings.PORTAL_ADDRESS}/en/about/?page=3"' in html


@pytest.mark.parametrize("number", ["1", "", "x", '"><script>', "٣", "-2"])
def test_a_page_number_that_is_none_stays_out_of_the_canonical_address(client, number):
    html = client.get("/en/about/", {"page": number}).content.decode()
    assert f'<link rel="canonical" href="{settings.PORTAL_ADDRESS}/en/about/">' in html


def test_the_card_for_messages_names_page_and_picture(client):
    html = page(client, "/en/about/")
    title = re.search(r'<meta property="og:title" content="([^"]+)">', html)[1]
    assert title == re.search(r"<h1>(?:<span[^>]*>)?([^<]+)", html)[1]
    assert f'content="{settings.PORTAL_ADDRESS}/static/portal/card.png"' in html


def test_the_service_of_an_address_is_marked_in_the_row_and_on_the_page(client):
    html = page(client, "/en/reporting/")
    assert '<body data-service="reporting">' in html
    assert re.search(r'href="/en/reporting/" data-service="reporting" aria-current="true"', html)
    assert '<body data-service="">' in page(client, "/en/about/")


@pytest.mark.parametrize("names", [("知识基地", "合作工具", "规划和报告设备", "国家信息和网站")])
def test_the_services_bear_the_chinese_names_of_the_founding_document(client, names):
    html = page(client, "/zh-hans/")
    assert [name for name in names if name not in html] == []


def test_the_banner_of_the_demonstration_stands_on_every_page_of_a_demonstration_and_on_no_other(client):
    assert 'class="demonstration"' not in page(client, "/en/about/")
    Installation.mark_as_demonstration()
    try:
        assert all('class="demonstration"' in page(client, f"/en/{path}") for path in PUBLIC)
    finally:
        Installation.is_demonstration.cache_clear()


def test_the_sign_out_form_is_there_for_members_only():
    class Member:
        is_authenticated, is_staff, name, email = True, False, "Ana <b>", "ana@example.org"

    source = '{% include "components/account.html" with user=user csrf_token=csrf_token only %}'
    template = engines["django"].from_string(source)
    with translation.override("en"):
        signed_in = template.render({"user": Member(), "csrf_token": "token"})
        visiting = template.render({})
    assert "Ana &lt;b&gt;" in signed_in
    assert 'method="post"' in signed_in
    assert 'method="post"' not in visiting
