"""The page on which a visitor has everything about a country made into one archive, and how archives are kept (R38)."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone, translation

from chm_portal.outbox.models import OutboxItem
from chm_portal.records import publication
from country_profiles.exports import keeping
from country_profiles.models import CountryExport
from tests import world

pytestmark = pytest.mark.django_db
PAGE = "/en/countries/be/export/"
FILE = f"{PAGE}archive.zip"


def test_a_visitor_has_it_made_by_a_worker_and_downloads_it(client, resource, drain_outbox):
    assert "Make the archive" in client.get(PAGE).content.decode()
    assert client.post(PAGE).url == PAGE
    assert "is being made" in client.get(PAGE).content.decode()
    assert client.get(FILE).status_code == 302
    drain_outbox("country-export")
    assert FILE in client.get(PAGE).content.decode()
    response = client.get(FILE)
    assert response["Content-Disposition"].startswith('attachment; filename="chm-be-en-')
    with ZipFile(BytesIO(response.getvalue())) as made:
        assert "index.html" in made.namelist()


def test_whether_it_is_current_does_not_hang_on_the_language_of_who_asks(client, resource, drain_outbox):
    page = "/ar/countries/be/export/"
    client.post(page)
    with translation.override("en"):  # as a worker
        drain_outbox("country-export")
    assert client.get(f"{page}archive.zip").getvalue().startswith(b"PK")


def test_it_is_made_once_however_often_it_is_asked_for(client, resource, drain_outbox):
    for _ in range(3):
        client.post(PAGE)
    assert OutboxItem.objects.waiting().filter(kind="country-export").count() == 1
    drain_outbox("country-export")
    made = CountryExport.objects.get()
    client.post(PAGE)
    assert not OutboxItem.objects.waiting().filter(kind="country-export").exists()
    keeping.make("be:en")
    assert CountryExport.objects.get().file.name == made.file.name


@pytest.mark.parametrize("change", ["withdrawn", "suppressed", "role ended", "published", "a day later"])
def test_an_archive_of_what_was_is_never_given_away(client, person, resource, drain_outbox, change):
    client.post(PAGE)
    drain_outbox("country-export")
    assert client.get(FILE).getvalue().startswith(b"PK")
    focal_point, curator = person("focal_point_a"), person("curator")
    if change == "withdrawn":
        publication.withdraw(resource, focal_point, "Wrong.")
    elif change == "suppressed":
        publication.suppress(resource.revisions.get(number=1), curator, "Personal data.")
    elif change == "role ended":
        focal_point.designations.update(ends=timezone.now().date())
    elif change == "published":
        world.published(focal_point, curator, title_en="One more")
    else:
        before = timezone.now() - timedelta(days=1, minutes=1)
        CountryExport.objects.update(asked_at=before, made_at=before)
    assert client.get(FILE).status_code == 302
    assert "Make the archive" in client.get(PAGE).content.decode()
    old = CountryExport.objects.get().file.name
    client.post(PAGE)
    drain_outbox("country-export")
    assert client.get(FILE).getvalue().startswith(b"PK")
    storage = CountryExport.objects.get().file.storage
    assert not storage.exists(old), "the former archive is deleted"


def test_asking_for_all_of_them_is_bounded_in_one_place_and_on_the_site(client, resource, monkeypatch):
    for code in ("be", "cm", "fr", "de", "pe"):
        assert client.post(f"/en/countries/{code}/export/").status_code == 302
    answer = client.post("/en/countries/in/export/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    monkeypatch.setattr(keeping, "WAITING_AT_MOST", 5)
    other = client.post("/en/countries/in/export/", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 429
    assert "Try again in some minutes" in other.content.decode()


def test_one_task_makes_one_archive_and_puts_the_others_back(client, resource, drain_outbox):
    client.post(PAGE)
    client.post("/fr/countries/be/export/")
    drain_outbox("country-export")
    assert OutboxItem.objects.waiting().filter(kind="country-export").count() == 1
    drain_outbox("country-export")
    assert CountryExport.objects.filter(made_at=None).count() == 0


def test_one_whose_worker_died_can_be_asked_for_again(client, resource):
    client.post(PAGE)
    assert "Make the archive" not in client.get(PAGE).content.decode()
    CountryExport.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    assert "Make the archive" in client.get(PAGE).content.decode()


def test_two_workers_do_not_make_the_same_archive(client, resource):
    client.post(PAGE)
    CountryExport.objects.update(claimed_at=timezone.now())
    keeping.make("be:en")
    assert CountryExport.objects.get().made_at is None


@pytest.mark.parametrize("code", ["xx", "BE%2F..", "..", "be%00", "b" * 300])
def test_a_country_that_is_none_is_not_found(client, db, code):
    assert client.get(f"/en/countries/{code}/export/", follow=True).status_code == 404
    assert client.post(f"/en/countries/{code}/export/").status_code == 404
    assert not CountryExport.objects.exists()


@pytest.mark.parametrize("key", ["xx:en", "be:xx", "be", "", "../x:en"])
def test_a_strange_key_in_the_outbox_makes_nothing(db, key):
    keeping.make(key)


def test_an_archive_that_nobody_asks_for_again_is_deleted(client, resource, drain_outbox):
    client.post(PAGE)
    drain_outbox("country-export")
    export = CountryExport.objects.get()
    assert keeping.sweep() == 0
    CountryExport.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert keeping.sweep() == 1
    assert not export.file.storage.exists(export.file.name)


def test_a_download_whose_file_is_gone_leads_back(client, resource, drain_outbox):
    client.post(PAGE)
    drain_outbox("country-export")
    export = CountryExport.objects.get()
    export.file.storage.delete(export.file.name)
    assert client.get(FILE).url == PAGE


def test_the_country_page_and_the_workspace_lead_to_it(client, client_of, resource):
    assert PAGE in client.get("/en/countries/be/").content.decode()
    assert PAGE in client_of("focal_point_a").get("/en/workspace/parties/be/").content.decode()
