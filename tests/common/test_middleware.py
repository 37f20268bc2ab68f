"""What every request passes: the demonstration's hosts, clean text, the reader's language."""

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.utils.translation import get_language

from chm_portal.common.clean_text import clean_text
from chm_portal.common.models import Installation
from chm_portal.vocabularies.models import Country


def echo(request):
    """Say what arrived, after PostgreSQL has seen it."""
    values = [value for values in (request.GET, request.POST) for _name, given in values.lists() for value in given]
    for value in values:
        Country.objects.filter(code=clean_text(value)).exists()
    return JsonResponse({"query": dict(request.GET.lists()), "posted": sorted(request.POST)})


echo.login_required = False
say_language = lambda request: HttpResponse(get_language())  # noqa: E731
say_language.login_required = False
urlpatterns = [path("echo/", echo), path("language/", say_language), path("fr/language/", say_language)]


def handler404(request, exception):
    """Answer without the portal's page, which leads to addresses that are not here."""
    return HttpResponse(status=404)


def handler400(request, exception):
    """Answer without the portal's page, which leads to addresses that are not here."""
    return HttpResponse(status=400)


pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

STRANGE = [
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%ED%BF%BF%ED%A0%80",
    "%FF%FE",
    "%EF%BF%BE",
    "%0D%0A",
    "%1B%5B31m",
    "%C2%85",
    "%F4%90%80%80",
]


@pytest.mark.parametrize("value", STRANGE)
def test_no_bytes_in_the_query_string_are_an_error(value):
    response = Client().get(f"/echo/?q={value}&{value}=1")
    assert response.status_code == 200
    (query,) = [text for name, text in response.json()["query"].items() if name == "q"]
    assert clean_text(query[0]) == query[0]


@pytest.mark.parametrize("value", STRANGE)
def test_no_bytes_in_a_form_are_an_error(value):
    response = Client().post("/echo/", f"q={value}&{value}=1", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200


def test_several_values_of_one_name_stay_several():
    assert Client().get("/echo/?theme=forests&theme=seas&q=").json()["query"] == {
        "theme": ["forests", "seas"],
        "q": [""],
    }


def test_too_many_values_are_refused_and_not_an_error():
    assert Client().get("/echo/?" + "a=1&" * 1100).status_code == 400


# --- the demonstration's hosts --------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_the_demonstration_answers_on_this_machine(host, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Installation.mark_as_demonstration()
    assert Client(headers={"host": host}).get("/echo/").status_code == 200


@pytest.mark.parametrize(
    "host", ["portal.example", "127.0.0.1.evil.example", "192.0.2.7:8000", "localhost.evil.example"]
)
def test_the_demonstration_refuses_every_other_host(host, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Installation.mark_as_demonstration()
    assert Client(headers={"host": host}).get("/echo/").status_code == 403


def test_a_real_installation_answers_on_its_hosts(settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    assert Client(headers={"host": "portal.example"}).get("/echo/").status_code == 200
    assert Client(headers={"host": "evil.example"}).get("/echo/").status_code == 400


# --- the reader's language -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, ar;q=0.5", "ar"),
        ("zh-CN", "zh-hans"),
        ("xx", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_an_address_without_language_speaks_what_the_browser_asks_for(asked, given):
    assert Client(headers={"accept-language": asked}).get("/language/").content.decode() == given


def test_an_address_with_a_language_speaks_it_whatever_the_browser_asks_for():
    assert Client(headers={"accept-language": "ru"}).get("/fr/language/").content.decode() == "fr"


def test_no_cookie_says_the_language():
    client = Client(headers={"accept-language": "ru"})
    client.cookies["django_language"] = "ar"
    response = client.get("/language/")
    assert response.content.decode() == "ru"
    assert not response.cookies


@pytest.mark.parametrize("path", ["/echo%00/", "/fr/%00/", "/%1B%5B31m/", "/a%0D%0Ab/"])
def test_a_path_with_control_signs_is_not_found(path):
    assert Client().get(path).status_code == 404
