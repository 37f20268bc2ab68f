"""Everything published by and about a country as one archive that opens without a server (R38)."""

import csv
import json
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chm_portal.records import submission
from chm_portal.records.models import Attachment, Record
from chm_portal.vocabularies.memory import vocabulary
from country_profiles.exports import archive, contents
from country_profiles.exports.contents import Limits
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
