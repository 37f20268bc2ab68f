"""The dump of everything public: whole, in six languages, made anew when it must be, nothing but what is published."""

import gzip
import hashlib
import json
from datetime import timedelta
from io import BytesIO
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from chm_portal.interop import dump, tasks
from chm_portal.interop.models import PublicDump
from chm_portal.records import publication
from tests import world
from tests.clones import clone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def record(person):
    return world.published(
        person("focal_point_a"), person("curator"), title_fr="Guide des stratégies", summary_fr="Ce guide. " * 20
    )


def lines_of(content: bytes) -> list[dict]:
    return [json.loads(line) for line in gzip.decompress(content).decode().splitlines()]


def taken(client) -> bytes:
    response = client.get("/data/records.jsonl.gz")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_line_says_all_that_is_public_of_a_record_in_six_languages(client, person, record):
    others = world.one_of_each_kind(person)
    tasks.dump_public()
    lines = {line["identifier"]: line for line in lines_of(taken(client))}
    assert set(lines) == {record.identifier, *(other.identifier for other in others.values())}
    line = lines[record.identifier]
    assert line["texts"]["title"] == {"en": "Guide to national strategies", "fr": "Guide des stratégies"}
    assert line["terms"]["themes"] == ["invasive-alien-species"]
    assert line["codes"]["licence"] == ["cc-by-4.0"]
    assert line["address"] == f"http://127.0.0.1:8000/records/{record.identifier}/"
    assert set(line["facts"]) == {"ar", "en", "es", "fr", "ru", "zh-Hans"}
    assert {fact["label"] for fact in line["facts"]["en"]} >= {"Provider"}
    assert line["links"][0]["address"] == "https://www.example.org/guide.pdf"


def test_the_manifest_tells_number_size_and_checksum_of_the_file(client, record):
    tasks.dump_public()
    content, told = taken(client), client.get("/data/records.json").json()
    assert (told["records"], told["bytes"]) == (1, len(content))
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    assert told["file"].endswith("/data/records.jsonl.gz")
    page = client.get(reverse("interop:data")).content.decode()
    assert told["sha256"] in page and "/data/records.jsonl.gz" in page


def test_who_has_it_already_is_told_so(client, record):
    tasks.dump_public()
    first = client.get("/data/records.jsonl.gz")
    assert len(b"".join(first.streaming_content))
    again = client.get("/data/records.jsonl.gz", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_drafts_and_what_was_withdrawn_are_not_in_it(client, person, record):
    world.submitted(person("focal_point_a"), title_en="Hidden mangrove")
    tasks.dump_public()
    publication.withdraw(record, person("curator"), "Replaced.")
    assert dump.is_due(), "what was withdrawn is taken out within the hour"
    tasks.dump_public()
    assert lines_of(taken(client)) == []


def test_it_is_made_once_a_day_and_the_one_before_it_is_deleted(client, record, media):
    assert tasks.dump_public() == 1
    assert tasks.dump_public() == 0
    PublicDump.objects.update(begun_at=timezone.now() - timedelta(days=1))
    assert tasks.dump_public() == 1
    assert PublicDump.objects.count() == 1
    assert len(list((media / "exports").iterdir())) == 1


def test_one_that_fails_stands_in_the_way_of_none(client, record, monkeypatch):
    with monkeypatch.context() as broken, pytest.raises(OSError, match="No space"):
        broken.setattr(dump, "write", Mock(side_effect=OSError("No space left on device")))
        tasks.dump_public()
    assert tasks.dump_public() == 1
    assert len(lines_of(taken(client))) == 1


def test_while_one_is_made_no_other_is_and_one_that_was_lost_is_made_again(record):
    begun = PublicDump.objects.create()
    assert not dump.is_due()
    PublicDump.objects.filter(pk=begun.pk).update(begun_at=timezone.now() - timedelta(hours=2))
    assert dump.is_due()


def test_before_the_first_one_programs_and_people_are_told_so(client):
    for address in ("/data/records.jsonl.gz", "/data/records.json"):
        response = client.get(address)
        assert (response.status_code, response.json()["status"]) == (404, 404)
    assert "The file is not there yet" in client.get("/en/data/").content.decode()


def test_the_command_writes_a_file_of_ones_own(record, tmp_path):
    output = tmp_path / "all.jsonl.gz"
    call_command("dump_public", output=output)
    assert [line["identifier"] for line in lines_of(output.read_bytes())] == [record.identifier]
    assert not PublicDump.objects.exists()
    call_command("dump_public")
    assert dump.latest().records == 1


def test_queries_grow_by_batches_and_not_by_records(record, django_assert_max_num_queries):
    clone(record, 450)
    out = BytesIO()
    with django_assert_max_num_queries(30):  # three batches
        assert dump.write(out, timezone.now()).records == 451
