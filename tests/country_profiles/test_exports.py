"""Everything published by and about a country as one archive that opens without a server (R38)."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from chm_portal.outbox.models import OutboxItem
from chm_portal.records import publication, submission
from chm_portal.records.models import Attachment, Record
from chm_portal.vocabularies.memory import vocabulary
from country_profiles.exports import archive, contents, keeping
from country_profiles.exports.contents import Limits
from country_profiles.models import CountryExport
from tests import world
from tests.clones import clone
from tests.one_of_everything import attach
from tests.people import make_person
from tests.test_private_words import WORDS, make_discussions, make_national_records, public_record  # noqa: F401

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
PAGE = "/en/countries/be/export/"
FILE = f"{PAGE}archive.zip"
EVERYTHING = Limits(None, None)


def written(code: str = "be", language: str = "en", limits: Limits = EVERYTHING) -> dict[str, bytes]:
    """Return {name: content} of the archive of a country."""
    out = BytesIO()
    archive.write(vocabulary("country")[code], language, out, MADE, limits)
    with ZipFile(out) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


def data_of(files: dict[str, bytes]) -> dict:
    return json.loads(files["data/records.json"])


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def resource(person, media) -> Record:
    """A published resource of country A with a file, and one revision more."""
    focal_point, curator = person("focal_point_a"), person("curator")
    draft = world.draft(focal_point, title_fr="Guide des stratégies", summary_fr="Ce guide explique. " * 10)
    attached = attach(draft, focal_point)
    submission.save(draft, focal_point, {"files": [{"file": attached.pk, "title": "Guide", "language": "en"}]})
    draft = submission.submit(draft, focal_point)
    record = publication.publish(draft, curator, check=world.check_of(draft))
    return world.revised(record, focal_point, curator, title_en="Guide to better strategies")


@pytest.fixture
def everything(resource, person) -> Record:
    """Beside the resource a profile, a report, and what the secretariat publishes about country A."""
    focal_point, curator = person("focal_point_a"), person("curator")
    world.registered(focal_point, kind="country-profile")
    world.registered(focal_point, cycle="nr4")
    world.published(curator, curator, of="secretariat", title_en="About the country", countries=["be"])
    return resource


def test_the_archive_is_a_small_site_with_a_page_for_each_record_its_files_and_its_data(everything):
    files = written()
    names = {record.identifier for record in Record.objects.published()}
    assert len(names) == 4
    assert {name for name in files if name.startswith("records/")} == {f"records/{name}.html" for name in names}
    assert {"index.html", "README.txt", "style.css", "records-by.html", "records-about.html"} <= set(files)
    assert files[f"files/{everything.identifier}-1.pdf"].startswith(b"%PDF")
    index = files["index.html"].decode()
    for text in ["Belgium", "Focal Point A", "CHM national focal point", "Fourth national report", "4 of 4 published"]:
        assert text in index
    page = files[f"records/{everything.identifier}.html"].decode()
    for text in [
        "Guide to better strategies",
        everything.permanent_address,
        f'href="../files/{everything.identifier}-1.pdf"',
        "Revision 1, published",
        "Revision 2, published",
        "CC BY 4.0",
    ]:
        assert text in page
    assert "About the country" in files["records-about.html"].decode()
    assert "About the country" not in files["records-by.html"].decode()


def test_it_needs_no_script_no_server_and_nothing_from_elsewhere(everything):
    files = written()
    for name, content in files.items():
        if not name.endswith(".html"):
            continue
        page = content.decode()
        assert "<script" not in page
        assert not re.search(r'(src|action)="', page)
        for address in re.findall(r'href="([^"]*)"', page):
            assert not address.startswith("/"), (name, address)
            if not address.startswith(("http://", "https://", "#")):
                assert address.removeprefix("../").partition("#")[0] in files, (name, address)
    assert '<link rel="stylesheet" href="../style.css">' in files[f"records/{everything.identifier}.html"].decode()


def test_names_of_its_files_can_be_stored_on_every_system(everything):
    assert all(re.fullmatch(r"[A-Za-z0-9/._-]{1,100}", name) for name in written())


def test_it_is_written_in_the_language_that_was_asked_for(everything):
    index = written(language="ar")["index.html"].decode()
    assert '<html lang="ar" dir="rtl">' in index
    french = written(language="fr")
    assert "Guide des stratégies" in french[f"records/{everything.identifier}.html"].decode()
    assert "Belgique" in french["README.txt"].decode()


def test_the_data_say_the_same_in_all_languages(everything):
    files = written()
    data = data_of(files)
    assert (data["format"], data["version"], data["country"]["code"]) == ("chm-country-export", 1, "be")
    assert data["country"]["names"]["fr"] == "Belgique"
    assert (data["records_published"], data["records_included"], data["files_included"]) == (4, 4, 1)
    record = next(one for one in data["records"] if one["identifier"] == everything.identifier)
    assert record["texts"]["title"] == {"en": "Guide to better strategies", "fr": "Guide des stratégies"}
    assert record["licence"]["code"] == "cc-by-4.0"
    assert record["terms"]["themes"] == ["invasive-alien-species"]
    assert [one["number"] for one in record["revisions"]] == [1, 2]
    attached = record["files"][0]
    assert attached["path"] in files and attached["bytes"] == len(files[attached["path"]])
    profile = next(one for one in data["records"] if one["kind"] == "country-profile")
    assert "biodiversity" in profile["texts"]
    rows = list(csv.DictReader(StringIO(files["data/records.csv"].decode("utf-8-sig"))))
    assert {row["identifier"] for row in rows} == {one["identifier"] for one in data["records"]}
    assert all(row["page"] in files for row in rows)


def test_no_address_of_a_person_is_in_it_even_where_no_name_was_given(everything, person):
    nameless = make_person("nameless", ("cbd_focal_point", "be"))
    type(nameless).objects.filter(pk=nameless.pk).update(name="")
    files = written()
    assert "Name not given" in files["index.html"].decode()
    assert data_of(files)["focal_points"][0]["name"] == "Name not given"
    for name, content in files.items():
        assert b"@example.org" not in content, name


def test_the_same_data_at_the_same_moment_give_the_same_archive(everything):
    first, second = BytesIO(), BytesIO()
    for out in (first, second):
        archive.write(vocabulary("country")["be"], "en", out, MADE, EVERYTHING)
    assert first.getvalue() == second.getvalue()


def test_private_words_are_nowhere_in_it(public_record, media):  # noqa: F811
    for code in ("be", "cm"):
        for name, content in written(code).items():
            text = content.decode(errors="replace")
            assert not [word for word in WORDS.values() if word in text], (code, name)


def test_a_file_that_only_a_draft_names_is_not_in_it(everything, person):
    focal_point = person("focal_point_a")
    draft = submission.open_revision(everything, focal_point)
    secret = attach(draft, focal_point)
    submission.save(draft, focal_point, {"files": [{"file": secret.pk, "title": "Quokkafile", "language": "en"}]})
    files = written()
    assert Attachment.objects.filter(record=everything).count() == 2
    assert len([name for name in files if name.startswith("files/")]) == 1
    assert not [name for name, content in files.items() if b"Quokkafile" in content]


def test_files_over_the_limit_are_named_with_their_address(everything):
    files = written(limits=Limits(None, 10))
    assert not [name for name in files if name.startswith("files/")]
    record = next(one for one in data_of(files)["records"] if one["files"])
    assert record["files"][0]["path"] is None
    address = record["files"][0]["address"]
    assert f'href="{address}"' in files[f"records/{everything.identifier}.html"].decode()
    assert "1 file is not in it" in files["index.html"].decode()
    assert "0 included, 1 left out" in files["README.txt"].decode()


def test_a_file_that_the_storage_has_lost_does_not_break_the_archive(everything):
    attached = Attachment.objects.get()
    attached.file.storage.delete(attached.file.name)
    assert data_of(written())["files_left_out"] == 1


def test_records_over_the_limit_are_counted_and_said(everything):
    files = written(limits=Limits(2, None))
    assert len([name for name in files if name.startswith("records/")]) == 2
    assert "2 of 4 published records" in files["index.html"].decode()
    assert "does not hold more" in files["README.txt"].decode()


def test_records_of_a_service_that_is_off_are_not_in_it(everything, settings):
    settings.PORTAL_SERVICES = ("knowledge_base", "country_profiles")
    kinds = {one["kind"] for one in data_of(written())["records"]}
    assert kinds == {"resource", "country-profile"}


def test_what_people_wrote_cannot_break_out_of_a_page_or_a_cell(person, media):
    hostile = '"><script>alert(1)</script><a href="/x">'
    record = world.published(person("focal_point_a"), person("curator"), title_en=f"=1+1 {hostile}")
    files = written()
    for name in (f"records/{record.identifier}.html", "records-by.html"):
        assert "<script" not in files[name].decode()
        assert 'href="http://127.0.0.1:8000/x"' not in files[name].decode()
    rows = list(csv.DictReader(StringIO(files["data/records.csv"].decode("utf-8-sig"))))
    assert rows[0]["title"].startswith("'=1+1")


def test_a_country_without_records_has_an_archive_too(db):
    files = written("ad")
    assert data_of(files)["records"] == []
    assert "No record by or about this country" in files["index.html"].decode()


def test_the_database_is_asked_as_often_for_a_hundred_records_as_for_one(everything):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            written()
        return len(queries)

    before = asked()
    clone(everything, 60)
    assert asked() <= before + 1


def test_records_are_read_a_batch_at_a_time(resource, monkeypatch):
    clone(resource, 30)
    monkeypatch.setattr(contents, "BATCH", 10)
    sizes = []
    real = contents.parts_of
    monkeypatch.setattr(contents, "parts_of", lambda keys: sizes.append(len(keys)) or real(keys))
    assert len(data_of(written())["records"]) == 31
    assert sizes == [10, 10, 10, 1]


# --- on the site -------------------------------------------------------------------------------


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
    assert client.get(f"/en/countries/{code}/export/").status_code == 404
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


# --- for an operator ---------------------------------------------------------------------------


def test_an_operator_writes_it_into_a_file_in_one_step(everything, tmp_path, settings):
    settings.EXPORT_MAX_RECORDS = 1
    output = tmp_path / "be.zip"
    call_command("export_country", "BE", language="fr", output=output, stdout=StringIO())
    with ZipFile(output) as made:
        assert '<html lang="fr"' in made.read("index.html").decode()
        assert json.loads(made.read("data/records.json"))["records_included"] == 4
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["be.zip"]
    assert translation.get_language() == "en"


def test_an_operator_is_told_what_is_wrong(db, tmp_path):
    with pytest.raises(CommandError, match="no country"):
        call_command("export_country", "xx", output=tmp_path / "x.zip")
    with pytest.raises(CommandError, match="no folder"):
        call_command("export_country", "be", output=tmp_path / "nowhere" / "x.zip")
