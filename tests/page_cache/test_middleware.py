"""Visitors get the page that was made for another visitor, whole, and nobody gets more (R4)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils import timezone

from chm_portal.common.request_log import HEADER
from chm_portal.page_cache import changes, middleware
from chm_portal.page_cache.pages import LARGEST
from chm_portal.search.models import SearchMiss
from chm_portal.usage import counting
from chm_portal.usage.models import DailyUse
from collaboration.models import Thread
from tests import talk
from tests.test_public_pages import pages_of
from tests.usage.test_counting import BROWSER

pytestmark = pytest.mark.django_db
WRITING = {"pages:contact_write": [], "knowledge_base:suggestion_write": [], "country_profiles:country_export": ["be"]}
THEME = "/en/themes/invasive-alien-species/"


@pytest.fixture
def unasked(settings):
    """Let what the process has heard of count as known, so that queries are those of the page."""
    settings.PAGE_CACHE_CHECK_SECONDS = 3600


def queries_of(address: str, **headers) -> int:
    """Return how many queries a visitor's page takes."""
    with CaptureQueriesContext(changes.connection) as captured:
        assert Client(headers=headers).get(address).status_code == 200
    return len(captured)


def test_the_second_visitor_gets_the_same_answer_with_every_header_and_without_a_query(
    keeping,
    unasked,
    record,
    thread,
    index,
):
    forms = {reverse(name, args=args) for name, args in WRITING.items()}
    for address in set(pages_of(record)) - forms:
        first = Client().get(address)
        if first.status_code != 200:
            continue
        with CaptureQueriesContext(changes.connection) as captured:
            second = Client().get(address)
        headers, again = ({**answer.headers, HEADER: ""} for answer in (first, second))
        assert (second.status_code, second.content, again) == (200, first.content, headers)
        assert first[HEADER] != second[HEADER]
        assert len(captured) == 0, address
        assert "Content-Security-Policy" in second
        assert "X-Frame-Options" in second
    assert len(keeping) > 30


def test_a_page_made_anew_has_the_same_etag(record, thread, index):
    for address in pages_of(record):
        first, second = Client().get(address), Client().get(address)
        if not first.cookies and first.status_code == 200:
            assert first["ETag"] == second["ETag"], address
            assert first["Cache-Control"] == "no-cache"


def test_host_scheme_language_and_query_tell_pages_apart(keeping, settings):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    asked = [(THEME, {}), (f"{THEME}?page=1", {}), (f"{THEME}?x=1", {}), (THEME.replace("/en/", "/fr/"), {})]
    asked += [("/sitemap.xml", {"accept-language": "fr"}), ("/sitemap.xml", {"accept-language": "ar"})]
    for host in settings.ALLOWED_HOSTS:
        for address, more in asked:
            assert Client(headers={"host": host, **more}).get(address).status_code == 200
    assert Client(headers={"host": "a.example", "x-forwarded-proto": "https"}).get(THEME).status_code == 200
    assert len(keeping) == 2 * len(asked) + 1
    french = Client(headers={"host": "a.example"}).get(THEME.replace("/en/", "/fr/")).content.decode()
    assert '<html lang="fr"' in french


def test_a_forged_host_is_refused_and_reaches_no_page(keeping, settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    for forged in ({"host": "evil.example"}, {"host": "portal.example", "x-forwarded-host": "evil.example"}):
        Client(headers=forged).get(THEME)
    assert Client(headers={"host": "evil.example"}).get(THEME).status_code == 400
    assert len(keeping) == 1
    assert b"evil" not in Client(headers={"host": "portal.example"}).get(THEME).content


@pytest.mark.parametrize(
    "headers",
    [{"cookie": "sessionid=x"}, {"cookie": "a=b; csrftoken=x"}, {"cookie": "messages=x"}, {"authorization": "Basic x"}],
)
def test_who_says_anything_of_who_it_is_neither_leaves_nor_is_given_a_page(keeping, unasked, headers):
    response = Client(headers=headers).get(THEME)
    assert "ETag" not in response
    assert len(keeping) == 0
    Client().get(THEME)
    assert queries_of(THEME, **headers) > 0


def test_cookies_of_others_change_nothing(keeping, unasked):
    Client().get(THEME)
    assert queries_of(THEME, cookie="_ga=1; django_language=ar") == 0


def test_a_page_of_a_person_is_not_kept(keeping, client_of):
    client_of("curator").get(THEME)
    assert len(keeping) == 0
    assert b"Curator" not in Client().get(THEME).content


def test_forms_of_visitors_have_their_own_token_and_are_taken(keeping, letters):
    address, tokens = reverse("pages:contact_write"), set()
    for _visitor in range(2):
        client = Client(enforce_csrf_checks=True)
        page = client.get(address)
        tokens.add(page.context["csrf_token"])
        fields = {name: field.value() or "" for name, field in ((f.name, f) for f in page.context["form"])}
        fields |= {"csrfmiddlewaretoken": page.context["csrf_token"]}
        assert client.post(address, fields).status_code != 403
    assert len(tokens) == 2
    assert len(keeping) == 0


def test_head_is_answered_from_a_page_and_leaves_none(keeping, unasked):
    assert "ETag" in Client().head(THEME)
    assert len(keeping) == 0
    page = Client().get(THEME)
    with CaptureQueriesContext(changes.connection) as captured:
        response = Client().head(THEME)
    assert len(captured) == 0
    assert (response["ETag"], response["Content-Length"], response.content) == (
        page["ETag"],
        page["Content-Length"],
        b"",
    )


@pytest.mark.parametrize("is_kept", [True, False])
def test_who_has_a_page_already_is_told_so(keeping, unasked, settings, is_kept):
    settings.PAGE_CACHE_BYTES = settings.PAGE_CACHE_BYTES if is_kept else 0
    etag = Client().get(THEME)["ETag"]
    response = Client(headers={"if-none-match": f'"other", W/{etag}'}).get(THEME)
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert "Cookie" in response["Vary"]
    assert Client(headers={"if-none-match": '"other"'}).get(THEME).status_code == 200


def test_views_of_kept_pages_are_counted_and_those_of_robots_are_not(keeping, unasked, record):
    address = record.get_absolute_url()
    readers = [Client(headers={"user-agent": name}) for name in (BROWSER, BROWSER, "Googlebot/2.1", "")]
    answers = [reader.get(address) for reader in readers]
    assert queries_of(address, **{"user-agent": BROWSER}) == 0
    Client(headers={"user-agent": BROWSER, "sec-purpose": "prefetch"}).get(address)
    Client(headers={"user-agent": BROWSER}).head(address)
    Client(headers={"user-agent": BROWSER, "if-none-match": answers[0]["ETag"]}).get(address)
    counting.write()
    assert DailyUse.objects.get(record=record.pk).views == 4
    counting.forget()


def test_what_a_robot_read_first_is_counted_for_people(keeping, record):
    for name in ("Googlebot/2.1", BROWSER):
        Client(headers={"user-agent": name}).get(record.get_absolute_url())
    counting.write()
    assert DailyUse.objects.get(record=record.pk).views == 1


def test_a_search_that_finds_nothing_is_noted_each_time(keeping, index):
    for _time in range(3):
        Client(headers={"user-agent": BROWSER}).get("/en/search/?q=xyzzyx")
    assert SearchMiss.objects.get().times == 3
    assert len(keeping) == 0


def test_a_page_that_tells_of_a_window_lives_until_it_turns(keeping, person, monkeypatch):
    made = talk.thread(person("curator"), person("curator"))
    Thread.objects.filter(pk=made.pk).update(closes_at=timezone.now() + timedelta(seconds=20))
    Client().get(made.get_absolute_url())
    (page,) = keeping._pages.values()
    left = page.ends_at - middleware.time.monotonic()
    assert 0 < left <= 20
    Thread.objects.filter(pk=made.pk).update(closes_at=timezone.now() + timedelta(days=30))
    keeping.forget()
    Client().get(made.get_absolute_url())
    (page,) = keeping._pages.values()
    assert 20 < page.ends_at - middleware.time.monotonic() <= middleware.LIFE


def test_without_the_database_nothing_is_given_from_memory_and_nothing_kept(keeping, monkeypatch):
    Client().get(THEME)
    keeping.forget()

    def away():
        raise DatabaseError("away")

    monkeypatch.setattr(changes, "committed", away)
    assert Client().get(THEME).status_code == 200
    assert len(keeping) == 0


def test_the_number_of_changes_is_asked_for_once_a_while(keeping, unasked, django_assert_num_queries):
    with django_assert_num_queries(1):
        numbers = {changes.known.number() for _request in range(20)}
    assert len(numbers) == 1


def test_whoever_hears_of_a_change_compares_the_vocabularies_before_a_page_is_kept(keeping, settings, monkeypatch):
    looked = []
    monkeypatch.setattr(changes.memory, "look_again", lambda: looked.append(changes.known._number))
    settings.PAGE_CACHE_CHECK_SECONDS = 0
    before = changes.known.number()
    changes.known.number()
    assert looked == [None]
    monkeypatch.setattr(changes, "committed", lambda: before + 1)
    assert changes.known.number() == before + 1
    assert looked == [None, before]


# --- answers that are not kept --------------------------------------------------------------------


def answering(**said):
    def view(request):
        response = HttpResponse(
            said.get("content", "<p>Text"), said.get("content_type", "text/html"), said.get("status")
        )
        for header, value in said.get("headers", {}).items():
            response[header] = value
        if "cookie" in said:
            response.set_cookie("seen", said["cookie"])
        return response

    view.login_required = False
    return view


urlpatterns = [
    path("plain/", answering()),
    path("private/", answering(headers={"Cache-Control": "max-age=5, private"})),
    path("never/", answering(headers={"Cache-Control": "no-store"})),
    path("varying/", answering(headers={"Vary": "User-Agent"})),
    path("cookie/", answering(cookie="1")),
    path("picture/", answering(content_type="image/png")),
    path("packed/", answering(headers={"Content-Encoding": "br"})),
    path("made/", answering(status=201)),
    path("large/", answering(content="x" * (LARGEST + 1))),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", [str(pattern.pattern) for pattern in urlpatterns[1:]])
def test_what_is_private_sets_a_cookie_or_varies_by_more_is_not_kept(keeping, address):
    assert Client().get("/plain/").status_code == 200
    assert len(keeping) == 1
    response = Client().get(f"/{address}")
    assert len(keeping) == 1
    assert ("ETag" in response) is (address == "large/")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_only_reading_is_answered_from_memory(keeping, method):
    Client().get("/plain/")
    assert "ETag" not in getattr(Client(), method)("/plain/")


@pytest.mark.parametrize(
    "address", ["/en/themes/unknown/", "/en/records/CHM-RES-BE-999/", "/healthz", "/", "/en/workspace/"]
)
def test_errors_redirects_and_what_machines_watch_are_not_kept(keeping, address):
    Client().get(address)
    assert len(keeping) == 0
