"""The pages of the portal's frame in a real browser: nothing for axe to find, nothing that runs out of the screen."""

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from chm_portal import urls as portal_urls
from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.pages.style_guide import render_guide
from tests.browser.accessibility import overflow, violations

PAGES = ("", "about/", "help-contributors/", "contact/", "contact/sent/", "reporting/", "style-guide/", "no-such-page/")
PHONE, DESK = 320, 1440  # 320 is also what a window of 1,280 leaves at 400 per cent
DOUBLE_EVERY_TEXT = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.data.trim() && !['SCRIPT', 'OPTION'].includes(text.parentNode.tagName)) text.data += ' ' + text.data;
  }
}"""

pytestmark = pytest.mark.browser
urlpatterns = [*i18n_patterns(path("style-guide/", login_not_required(render_guide))), *portal_urls.urlpatterns]
handler400, handler403 = portal_urls.handler400, portal_urls.handler403
handler404, handler500 = portal_urls.handler404, portal_urls.handler500


@pytest.fixture(autouse=True)
def with_style_guide(settings):
    """Serve the page with every component beside the portal's own."""
    settings.ROOT_URLCONF = __name__


VIEWS = [(language, "light", PHONE) for language in LANGUAGE_CODES] + [("en", "dark", DESK), ("ar", "dark", DESK)]


@pytest.mark.parametrize(("language", "scheme", "width"), VIEWS)
def test_axe_finds_nothing_and_nothing_runs_out_of_the_screen(new_page, language, scheme, width):
    page = new_page(width, scheme)
    found = {}
    for address in PAGES:
        page.goto(f"/{language}/{address}")
        if faults := violations(page) + overflow(page):
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_texts_of_twice_the_length_still_fit(new_page, language):
    page = new_page(PHONE)
    found = {}
    for address in PAGES:
        page.goto(f"/{language}/{address}")
        page.evaluate(DOUBLE_EVERY_TEXT)
        if faults := overflow(page):
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_a_phone_opens_without_scripts(new_page, scripts):
    page = new_page(PHONE, scripts=scripts)
    page.goto("/en/about/")
    services = page.locator(".menu .services a")
    assert not services.first.is_visible()
    page.locator(".menu > summary").click()
    assert services.count() == 4
    assert all(services.nth(number).is_visible() for number in range(4))
    page.locator(".menu .languages a", has_text="Français").click()
    assert page.url.endswith("/fr/about/")


def test_the_first_stop_of_the_keyboard_leads_past_the_head(new_page):
    page = new_page(DESK)
    page.goto("/en/about/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_summary_of_errors_takes_the_focus_and_its_links_lead_to_the_fields(new_page):
    page = new_page(DESK)
    page.goto("/en/contact/")
    with page.expect_navigation():
        page.get_by_role("button", name="Send the message").click()
    page.wait_for_function("document.activeElement.className == 'error-summary'")
    assert page.title().startswith("Error:")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_printed_page_has_no_navigation_and_is_dark_on_white_in_any_scheme(new_page):
    page = new_page(DESK, "dark")
    page.goto("/en/style-guide/")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".head", ".foot", ".skip", ".breadcrumb", ".pagination", ".facets"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".print-head").is_visible()


def test_the_focus_ring_is_seen_on_links_buttons_and_fields(new_page):
    page = new_page(DESK)
    page.goto("/en/contact/")
    for _stop in range(25):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth] })()"
        )
        assert ring == ["solid", "3px"], page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
