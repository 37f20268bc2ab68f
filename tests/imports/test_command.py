"""`manage.py import_resources`: a library moves in by the same reader, form and steps, and moves in once."""

import io

import pytest
from django.core.management import CommandError, call_command

from chm_portal.imports import bringing_in, bulk
from chm_portal.imports.models import Import, ImportRow
from chm_portal.outbox.models import OutgoingMail
from chm_portal.records.models import Record, Revision
from tests.imports.tables import fifty, row, table
from tests.sheets.files import csv_of, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(person):
    return person("curator"), person("second_curator"), person("partner_contact")


@pytest.fixture
def library(tmp_path):
    """Return a function that writes rows into a file."""

    def write(rows: list[dict], name: str = "library.csv"):
        path = tmp_path / name
        path.write_bytes(workbook_of(table(rows)) if name.endswith("xlsx") else csv_of(table(rows)))
        return path

    return write


def run(path, *options, owner: str = "scbd") -> tuple[str, str]:
    """Run the command; return what it wrote as result and as progress."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_resources", path, "--owner", owner, *options, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


@pytest.mark.parametrize("name", ["library.csv", "library.xlsx"])
def test_a_library_is_published_and_the_same_file_changes_nothing(library, name, letters):
    path = library(fifty(wrong=False), name)
    out, err = run(path, "--publish")
    assert out == "new 50, changed 0, unchanged 0, wrong 0, published 50"
    assert "In the name of curator@example.org" in err
    assert "50 rows checked" in err
    assert "50 rows brought in" in err
    assert Record.objects.published().count() == 50
    assert {record.owner.key for record in Record.objects.published()} == {"secretariat"}
    assert not OutgoingMail.objects.exists()
    before = list(Revision.objects.order_by("pk").values())
    assert run(path, "--publish")[0] == "new 0, changed 0, unchanged 50, wrong 0, published 0"
    assert list(Revision.objects.order_by("pk").values()) == before


def test_a_changed_row_becomes_a_new_revision_of_its_own_record(library):
    run(library([row(1), row(2)]), "--publish")
    out, _err = run(library([row(1, title_en="Second edition"), row(2)]), "--publish")
    assert out == "new 0, changed 1, unchanged 1, wrong 0, published 1"
    first, second = Record.objects.order_by("pk")
    assert (first.title_en, first.current.number) == ("Second edition", 2)
    assert second.current.number == 1


def test_one_wrong_row_stops_all_and_every_error_is_told(library):
    with pytest.raises(CommandError, match=r"wrong 5\. Nothing was brought in\."):
        run(library(fifty()), "--publish")
    assert [Record.objects.count(), Import.objects.count(), ImportRow.objects.count()] == [0, 0, 0]
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_resources", library(fifty()), "--owner", "scbd", stderr=err)
    assert all(f"{place} " in err.getvalue() for place in ("B8", "D14", "F22", "J35", "H49", "L49"))


def test_wrong_rows_can_be_left_out_and_the_exit_still_says_so(library):
    with pytest.raises(CommandError, match="Not every row"):
        run(library(fifty()), "--publish", "--skip-wrong")
    assert Record.objects.published().count() == 45


def test_a_dry_run_stores_nothing(library):
    assert run(library([row(1)]), "--check")[0] == "new 1, changed 0, unchanged 0, wrong 0"
    assert Import.objects.count() == 0


def test_an_organisations_library_is_approved_by_a_curator(library):
    out, err = run(library([row(1)]), "--publish", owner="organisation:iucn")
    assert out.endswith("published 1")
    assert "approved by curator@example.org" in err
    revision = Revision.objects.get()
    assert (revision.submitted_by.email, revision.decided_by.email) == (
        "partner_contact@example.org",
        "curator@example.org",
    )


def test_drafts_that_were_brought_in_before_are_published_later(library):
    path = library([row(1)])
    assert run(path)[0] == "new 1, changed 0, unchanged 0, wrong 0, published 0"
    assert run(path, "--publish")[0] == "new 0, changed 0, unchanged 1, wrong 0, published 1"


def test_a_run_that_was_ended_goes_on_where_it_stopped(library, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 5)
    publish, calls = bringing_in.publish, []

    def killed(*given):
        calls.append(given)
        if len(calls) == 13:
            raise SystemExit
        return publish(*given)

    monkeypatch.setattr(bringing_in, "publish", killed)
    path = library([row(number) for number in range(1, 21)])
    with pytest.raises(SystemExit):
        run(path, "--publish")
    assert [Record.objects.count(), Record.objects.published().count()] == [10, 10]
    monkeypatch.undo()
    assert run(path, "--publish")[0] == "new 10, changed 0, unchanged 10, wrong 0, published 10"
    assert Record.objects.published().count() == 20


def test_one_row_that_cannot_come_in_does_not_hold_up_the_others(library, monkeypatch):
    begin = bringing_in._begin

    def fails(of, one, by):
        if one.key == "lib-3":
            raise bringing_in.Trouble(one, "It is gone.")
        return begin(of, one, by)

    monkeypatch.setattr(bringing_in, "_begin", fails)
    with pytest.raises(CommandError, match="Not every row"):
        run(library([row(number) for number in range(1, 6)]), "--publish")
    assert Record.objects.published().count() == 4


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--by", "nobody@example.org"), "Nobody has the address"),
        (("--by", "partner_contact@example.org"), "does not draft for"),
    ],
)
def test_who_may_not_is_told_so(library, options, reason):
    with pytest.raises(CommandError, match=reason):
        run(library([row(1)]), *options)


def test_what_cannot_be_done_is_said(library, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "none.csv")
    with pytest.raises(CommandError, match="names no Party"):
        run(library([row(1)]), owner="party:xx")
    with pytest.raises(CommandError, match="Nobody speaks for party:cm"):
        run(library([row(1)]), owner="party:cm")
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"no zip")
    with pytest.raises(CommandError, match="cannot be read"):
        run(path)
