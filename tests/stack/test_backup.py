"""The drill: a site with records and files is backed up while it runs and comes back, whole, in an empty database."""

import hashlib
import json
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from chm_portal.records.models import Attachment
from chm_portal.stack import backup
from tests import world
from tests.conftest import build_index
from tests.records.files import PDF
from tests.stack.sites import Site, address_of, environment_of, name_beside_ours

#: What a restore writes anew: the search index of the restored site is its own, and a change of what is public.
WRITTEN_AGAIN = {"search_indexbuild", "search_searchstate", "page_cache_publicchange"}
SEARCHES = ("strategies", "mangroves", "mangrove nurseries", "стратегия", "nothing of the kind")
PATHS = [f"/en/search/?q={words}&format=json" for words in SEARCHES]


def attach(record, by, content: bytes) -> Attachment:
    """Attach a file to a record as the upload does: stored under a name of ours, its sum beside it."""
    made = Attachment(record=record, original_name="guide.pdf", media_type="application/pdf", size=len(content))
    made.uploaded_by, made.sha256 = by, hashlib.sha256(content).hexdigest()
    made.file.save("guide.pdf", ContentFile(content), save=False)
    made.save()
    return made


def results(answers: list) -> list:
    """Return what searches found, without what tells one asking from another."""
    return [(status, [hit["url"] for hit in json.loads(text)["results"]]) for status, text in answers]


@pytest.fixture
def ours(transactional_db, tmp_path, settings, person, index_folder):
    """The tests' own site, filled: records in two languages, one of them a draft, with files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_BACKEND = "chm_portal.outbox.mail.OutboxBackend"
    author, curator = person("focal_point_a"), person("curator")
    first = world.published(author, curator, title_fr="Guide des stratégies", title_ru="Стратегия")
    second = world.registered(author, kind="initiative")
    draft = world.draft(person("contributor_a"), title_en="Not public yet")
    for number, record in enumerate((first, second, draft.record)):
        attach(record, author, PDF + b"%" * number)
    call_command("load_synonyms", verbosity=0)  # as every site that was prepared
    build_index()
    site = Site(connection.settings_dict["NAME"], tmp_path)
    site.environment = environment_of(site.database, tmp_path)
    return site


@pytest.fixture
def theirs(ours, tmp_path):
    """An empty database with an empty folder."""
    (tmp_path / "theirs").mkdir()
    site = Site(name_beside_ours("restored"), tmp_path / "theirs")
    site.make()
    yield site
    site.drop()


def test_what_was_backed_up_comes_back_with_its_rows_its_files_and_its_search_results(ours, theirs, tmp_path):
    folder = tmp_path / "backup"
    done = ours.run("backup", folder)
    assert done.returncode == 0, done.stderr
    rows = ours.rows()
    done = theirs.run("restore", folder)
    assert done.returncode == 0, done.stderr
    restored = theirs.rows()
    assert {name: number for name, number in restored.items() if name not in WRITTEN_AGAIN} == {
        name: number for name, number in rows.items() if name not in WRITTEN_AGAIN
    }
    attachments = Attachment.objects.values_list("file", "sha256")
    assert len(attachments) == 3
    for name, digest in attachments:
        assert hashlib.sha256((theirs.var / "media" / name).read_bytes()).hexdigest() == digest
    found = results(theirs.ask(*PATHS))
    assert found == results(ours.ask(*PATHS))
    assert [len(urls) for _status, urls in found] == [1, 1, 1, 1, 0]


def test_a_restore_touches_no_database_that_has_something_in_it(ours, tmp_path):
    assert ours.run("backup", tmp_path / "backup").returncode == 0
    rows = ours.rows()
    done = ours.run("restore", tmp_path / "backup")
    assert done.returncode == 1
    assert f"The database {ours.database} is not empty" in done.stderr
    assert ours.rows() == rows


def test_a_backup_is_of_one_moment_while_people_write(ours, theirs, tmp_path, person, monkeypatch):
    """What is written between the dump and the copying of files is in neither, and nothing is missing."""
    author = person("focal_point_a")
    before = ours.rows()["records_attachment"]

    def meanwhile():
        attach(Attachment.objects.first().record, author, b"%PDF later")
        connection.close()

    run_program = backup.run_program

    def run_and_be_written_to(*words):
        run_program(*words)
        writer = threading.Thread(target=meanwhile)
        writer.start()
        writer.join()

    monkeypatch.setattr(backup, "run_program", run_and_be_written_to)
    backup.back_up(tmp_path / "backup")
    assert ours.rows()["records_attachment"] == before + 1
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    assert manifest["rows"]["records_attachment"] == manifest["files"]["number"] == before
    done = theirs.run("restore", tmp_path / "backup")
    assert done.returncode == 0, done.stderr
    assert theirs.rows()["records_attachment"] == before


# --- folders that are refused: nothing is asked of the database but whether it is empty ----------


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder that looks like a backup, with sums that are right."""
    made = tmp_path / "backup"
    made.mkdir()
    parts = {}
    for name in (backup.DUMP, backup.FILES):
        (made / name).write_bytes(name.encode())
        parts[name] = {"bytes": len(name), "sha256": hashlib.sha256(name.encode()).hexdigest()}
    manifest = {"format": 1, "code": "v9", "taken": "2026-01-01", "parts": parts, "migrations": {}, "rows": {}}
    (made / backup.MANIFEST).write_text(json.dumps(manifest))
    return made


def say_of(folder: Path, **changes) -> None:
    """Let the manifest say something else."""
    path = folder / backup.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.fixture
def nowhere(db, tmp_path):
    """A site with an empty database."""
    site = Site(name_beside_ours("nowhere"), tmp_path / "var")
    site.make()
    yield site
    site.drop()


@pytest.mark.parametrize(
    "spoil, message",
    [
        (lambda folder: (folder / "database.dump").write_bytes(b"?"), "database.dump is not what was written"),
        (lambda folder: (folder / "files.tar").unlink(), "files.tar is missing"),
        (lambda folder: (folder / "manifest.json").unlink(), "no backup, or one that was not finished"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "cannot be read"),
        (lambda folder: say_of(folder, format=2), "of a format that this version does not know"),
        (lambda folder: say_of(folder, migrations={"records": ["0999_later"]}), "check that version out first"),
    ],
    ids=["changed dump", "no files", "no manifest", "torn manifest", "later format", "later code"],
)
def test_a_folder_that_is_no_whole_backup_is_refused_with_the_reason(spoil, message, folder, nowhere):
    spoil(folder)
    done = nowhere.run("restore", folder)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert nowhere.rows() == {}
    assert not (nowhere.var / "media").exists()


def test_a_backup_goes_into_no_folder_that_has_something_in_it(db, tmp_path, capsys):
    (tmp_path / "yesterday").touch()
    assert backup.main([str(tmp_path)]) == 1
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["yesterday"]


def test_the_password_of_the_database_stands_on_no_command_line(monkeypatch, tmp_path):
    started = {}

    def note(command, env, **options):
        started.update(command=[str(word) for word in command], password=env["PGPASSWORD"])
        return backup.subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(backup, "server_version", lambda: 14)
    monkeypatch.setattr(backup.subprocess, "run", note)
    monkeypatch.setattr(backup, "folder_for_server", lambda version: tmp_path)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "not for others")
    backup.run_program("pg_dump")
    assert started["password"] == "not for others"
    assert "not for others" not in " ".join(started["command"])
    assert address_of(connection.settings_dict["NAME"]).split("/")[-1].split("?")[0] in started["command"][-1]
