"""Pages for what went wrong: in the reader's language, without secrets, and without a database if need be."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone, translation

from chm_portal import urls as portal_urls
from chm_portal.common.languages import LANGUAGE_CODES, html_lang
from chm_portal.pages import errors


def broken(request, how: str):
    """Go wrong in the way that is asked for."""
    raise {
        "500": RuntimeError("secret-of-the-house"),
        "403": PermissionDenied("Only a focal point may."),
        "400": SuspiciousOperation(),
    }[how]


broken.login_required = False
urlpatterns = [path("broken/<how>/", broken), *portal_urls.urlpatterns]
handler400, handler403 = portal_urls.handler400, portal_urls.handler403
handler404, handler500 = portal_urls.handler404, portal_urls.handler500


@pytest.fixture
def visitor(client, settings):
    """Return a client that meets broken pages, and sees what visitors see instead of the exception."""
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["400", "403", "500"])
def test_each_fault_has_a_page_of_its_own(visitor, how):
    response = visitor.get(f"/broken/{how}/")
    assert response.status_code == int(how)
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert f" {how}" in html
    assert "secret-of-the-house" not in html
    assert "noindex" in html


@pytest.mark.django_db
def test_a_refusal_gives_the_reason_of_the_view(visitor):
    assert "Only a focal point may." in visitor.get("/broken/403/").content.decode()


@pytest.mark.django_db
def test_the_number_of_an_incident_stands_on_the_page_and_in_the_log(visitor, caplog):
    with caplog.at_level(logging.ERROR, logger=errors.__name__):
        html = visitor.get("/broken/500/").content.decode()
    (record,) = [record for record in caplog.records if record.name == errors.__name__]
    assert record.args[0] in html


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_the_last_page_asks_no_database_and_speaks_the_readers_language(language):
    """Without the django_db mark every query fails."""
    with translation.override(language):
        response = errors.server_error(RequestFactory().get(f"/{language}/anything/"))
        refused = errors.bad_request(RequestFactory().get(f"/{language}/anything/"), SuspiciousOperation())
    assert (response.status_code, refused.status_code) == (500, 400)
    assert f'<html lang="{html_lang(language)}"' in response.content.decode()
    assert f'href="/{language}/"' in refused.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_an_unknown_address_is_not_found_in_every_language(client, language):
    response = client.get(f"/{language}/nothing/here/")
    assert response.status_code == 404
    assert f'<html lang="{html_lang(language)}"' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "page=%FF", "a=" + "x" * 5000, "q[]=1&q[]=2", "%"])
def test_no_query_whatever_breaks_a_page(client, query):
    for address in ("", "about/", "contact/", "countries/", "none/"):
        assert client.get(f"/en/{address}?{query}").status_code in (200, 404)


def test_a_tombstone_says_whose_it_was_when_it_went_and_why():
    portal = errors.PlainPortal(RequestFactory().get("/en/records/CHM-RES-BE-1/"))
    context = {
        "identifier": "CHM-RES-BE-1",
        "owner": "Belgium",
        "when": timezone.now(),
        "reason": "Rights <b>",
        "portal": portal,
    }
    with translation.override("en"):
        html = render_to_string("410.html", context)
    for part in ("CHM-RES-BE-1", "Belgium", "Rights &lt;b&gt;", "<time", "Withdrawn"):
        assert part in html
