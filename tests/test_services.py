"""A site may do without some of the four services; what remains is whole (R52)."""

import re

import pytest
from django.conf import settings as portal
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from chm_portal import env
from chm_portal.celery import app as celery
from chm_portal.common.offer import SERVICES, is_offered
from chm_portal.common.workspace_entries import entries_for
from chm_portal.records import kinds
from chm_portal.records.models import Record
from reporting import reminders
from reporting.tasks import remind_of_reports
from tests import world
from tests.addresses import named_addresses, samples_of
from tests.crawling import walk
from tests.one_of_everything import World

APPS = portal.SERVICE_APPS
WITHOUT = {f"without {app_name}": tuple(other for other in APPS if other != app_name) for app_name in APPS}
ALONE = {f"{app_name} alone": (app_name,) for app_name in APPS}
CHOICES = WITHOUT | ALONE


@pytest.fixture
def made(person) -> World:
    return World(person)


@pytest.mark.django_db
@pytest.mark.parametrize("services", CHOICES.values(), ids=CHOICES)
def test_no_link_and_no_form_of_what_remains_leads_nowhere(made, client_of, settings, services, index):
    settings.PORTAL_SERVICES = services
    records = [reverse("records:record_detail", args=[made.published.identifier])]
    records += [record.get_absolute_url() for record in (made.national_report, made.profile)]
    assert walk(client_of("visitor"), "/en/", *records) == {}
    for person in ("focal_point_a", "curator"):
        assert walk(client_of(person), "/en/workspace/", "/en/", *records) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("off", APPS)
def test_the_addresses_of_a_service_that_is_switched_off_are_unknown_to_everybody(made, client_of, settings, off):
    addresses = [address for address in named_addresses() if address.name.startswith(f"{off}:")]
    paths = [path for address in addresses for path in samples_of(address, made).values()]
    settings.PORTAL_SERVICES = WITHOUT[f"without {off}"]
    assert paths
    for person in ("visitor", "focal_point_a", "moderator", "curator"):
        client = client_of(person)
        assert {client.get(path).status_code for path in paths} == {404}, person
        assert {client.post(path).status_code for path in paths} == {404}, person


@pytest.mark.django_db
@pytest.mark.parametrize("off", APPS)
def test_front_page_navigation_and_sitemap_have_no_door_to_it(client, settings, off):
    settings.PORTAL_SERVICES = WITHOUT[f"without {off}"]
    (gone,) = (service for service in SERVICES if not service.is_offered)
    front = client.get("/en/").content.decode()
    assert front.count("<li data-service=") == 3
    assert gone.path not in front
    terms, pages = (client.get(f"/sitemap-{part}.xml").content.decode() for part in ("terms", "pages"))
    assert f"{gone.path}" not in terms + pages
    assert "/en/themes/" in terms


@pytest.mark.django_db
@pytest.mark.parametrize(
    "off, kind",
    [("knowledge_base", "resource"), ("reporting", "national-report"), ("country_profiles", "country-profile")],
)
def test_what_was_published_stays_at_its_address_and_is_in_no_list(made, client_of, settings, off, kind):
    of_kind = {"resource": made.published, "national-report": made.national_report, "country-profile": made.profile}
    record = of_kind[kind]
    settings.PORTAL_SERVICES = WITHOUT[f"without {off}"]
    client = client_of("visitor")
    page = client.get(record.get_absolute_url())
    assert page.status_code == 200
    assert client.get(f"/records/{record.identifier}/").status_code == 302
    assert not Record.objects.published().filter(pk=record.pk)
    lists = ("/en/search/", "/en/feeds/records.atom", "/sitemap-records.xml", "/en/themes/invasive-alien-species/")
    for where in lists:
        assert record.identifier not in client.get(where).content.decode(), where
    settings.PORTAL_SERVICES = APPS
    assert record.identifier in client.get("/sitemap-records.xml").content.decode()


@pytest.mark.django_db
def test_none_of_its_kind_is_begun_changed_or_reviewed_and_drafts_wait_for_its_return(made, client_of, settings):
    draft = made.report_draft
    pages = [
        reverse("records:record_start", args=["national-report"]),
        reverse("records:revision_tasks", args=[draft.pk]),
        reverse("records:record_kept", args=[made.national_report.pk]),
        reverse("records:review_detail", args=[draft.pk]),
    ]
    client = client_of("focal_point_a")
    assert [client.get(page).status_code == 404 for page in pages] == [False] * 4
    settings.PORTAL_SERVICES = WITHOUT["without reporting"]
    assert [client.get(page).status_code for page in pages] == [404] * 4
    workspace = client.get("/en/workspace/").content.decode() + client.get("/en/workspace/records/").content.decode()
    assert "national-report" not in workspace
    assert "Edit in the workspace" not in client.get(made.national_report.get_absolute_url()).content.decode()
    draft.refresh_from_db()
    assert draft.state == "submitted"


@pytest.mark.django_db
def test_the_secretariat_can_still_withdraw_what_should_not_be_public(made, client_of, settings):
    settings.PORTAL_SERVICES = WITHOUT["without reporting"]
    url = reverse("records:record_withdraw", args=[made.national_report.pk])
    client = client_of("curator")
    assert url in client.get(made.national_report.get_absolute_url()).content.decode()
    assert client.post(url, {"reason": "It names people."}).status_code == 302
    assert client.get(made.national_report.get_absolute_url()).status_code == 410


@pytest.mark.django_db
def test_a_record_may_go_on_naming_one_whose_service_is_switched_off(made, person, settings):
    settings.PORTAL_SERVICES = WITHOUT["without reporting"]
    relation = [{"verb": "related", "target": made.national_report.identifier}]
    assert world.published(person("focal_point_a"), person("curator"), relations=relation).state == "published"


@pytest.mark.django_db
def test_the_search_offers_neither_its_records_nor_its_kind(made, client, settings, index):
    assert "kind=national-report" in _options(client)
    settings.PORTAL_SERVICES = WITHOUT["without reporting"]
    assert "kind=national-report" not in _options(client)
    assert "Fourth national report" not in client.get("/en/search/?q=fourth+report").content.decode()


def _options(client) -> set[str]:
    """Return the filters that the search page offers, as name=value."""
    page = client.get("/en/search/").content.decode()
    return {f"{name}={value}" for name, value in re.findall(r'name="([a-z_]+)" value="([^"]+)"', page)}


@pytest.mark.django_db
def test_the_page_of_a_country_says_nothing_of_reports_where_there_is_no_reporting(made, client_of, settings):
    client = client_of("focal_point_a")
    assert "National reports" in client.get("/en/countries/be/").content.decode()
    settings.PORTAL_SERVICES = ("country_profiles",)
    page = client.get("/en/countries/be/").content.decode()
    for word in ("National reports", "Strategies", "Discussions", "Newest resources", "Start a discussion"):
        assert word not in page
    workspace = client.get("/en/workspace/parties/be/").content.decode()
    assert "national report" not in workspace.lower().replace("national reports and", "")
    assert "CHM national focal point" in workspace


@pytest.mark.django_db
def test_its_periodic_tasks_do_nothing_and_nothing_of_it_waits_for_anybody(person, rf, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(reminders, "remind", lambda on: asked.append(on) or 7)
    task = remind_of_reports
    assert task.app is celery
    assert task() == 7
    request = rf.get("/en/workspace/")
    request.user = person("focal_point_a")
    assert [entry for entry in entries_for(request) if "/parties/be/" in entry.url]
    settings.PORTAL_SERVICES = ("knowledge_base",)
    assert task() is None
    assert len(asked) == 1
    assert not [entry for entry in entries_for(request) if "/parties/be/" in entry.url]


@pytest.mark.django_db
def test_the_long_texts_lead_to_no_service_that_is_switched_off(client, settings):
    settings.PORTAL_SERVICES = ("reporting",)
    page = client.get("/en/about/").content.decode()
    assert '<a href="/en/reporting/">' in page
    assert 'href="/en/collaboration/"' not in page
    assert "Collaboration" in page


def test_a_setting_names_services_or_stops_the_start(monkeypatch):
    def read(value: str) -> tuple[str, ...]:
        monkeypatch.setenv("PORTAL_SERVICES", value)
        return env.choices("PORTAL_SERVICES", APPS)

    assert read("") == read("  ") == APPS
    assert read("country_profiles, knowledge_base") == ("knowledge_base", "country_profiles")
    with pytest.raises(ImproperlyConfigured, match=r"PORTAL_SERVICES='reports'.*knowledge_base.*country_profiles"):
        read("reports,reporting")


def test_the_four_services_are_those_that_can_be_switched():
    assert tuple(service.url_name.partition(":")[0] for service in SERVICES) == APPS
    assert {kind.form.__module__.partition(".")[0] for kind in kinds.every()} < set(APPS)
    assert all(map(is_offered, ("records:record_detail", "chm_portal.search.tasks.sweep", "")))
