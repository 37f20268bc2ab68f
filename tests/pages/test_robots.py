"""What search engines and old addresses are told."""

import pytest

from chm_portal.common.languages import LANGUAGE_CODES

pytestmark = pytest.mark.django_db


def test_robots_are_kept_out_of_what_is_nobody_elses_and_shown_the_list_of_addresses(client, settings):
    response = client.get("/robots.txt")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in text
    assert all(f"Disallow: /{code}/workspace/" in text for code in LANGUAGE_CODES)
    assert f"Sitemap: {settings.PORTAL_ADDRESS}/sitemap.xml" in text


@pytest.mark.parametrize("code", ["zh", "zh-Hans", "zh-CN", "zh-cn"])
def test_other_codes_for_chinese_lead_to_ours_with_everything_after_them(client, code):
    response = client.get(f"/{code}/about/?q=%E7%94%9F%E7%89%A9&n=1")
    assert response.status_code == 301
    assert response["Location"] == "/zh-hans/about/?q=%E7%94%9F%E7%89%A9&n=1"


def test_another_host_cannot_be_reached_by_way_of_chinese(client):
    assert client.get("/zh//evil.test/")["Location"].startswith("/zh-hans/")


def test_an_address_without_language_leads_to_the_language_of_the_browser(client):
    assert client.get("/", headers={"accept-language": "fr-CA,fr;q=0.9"})["Location"] == "/fr/"
    assert client.get("/about/", headers={"accept-language": "zh-CN"})["Location"] == "/zh-hans/about/"
    assert client.get("/", headers={"accept-language": "tlh"})["Location"] == "/en/"
