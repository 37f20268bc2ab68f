"""What is wrong with a file or a row is told where it stands; nothing comes in by halves (F13)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.imports import bringing_in, keeping
from chm_portal.imports.models import KEPT, Import, ImportRow
from chm_portal.outbox.models import OutboxItem
from chm_portal.records.models import Record
from tests.imports.tables import confirm, row, table, upload, uploaded
from tests.sheets.files import csv_of, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def partner(client_of):
    return client_of("partner_contact")


def problems(of: Import) -> list[tuple[str, str]]:
    """Return (cell, reason) of everything that is wrong with a file and its rows."""
    told = list(of.told_problems)
    for one in of.rows.order_by("place"):
        told += one.told_problems
    return [(problem.place, problem.reason) for problem in told]


def checked(client, content: bytes, drain, name: str = "library.csv") -> Import:
    assert upload(client, content, name=name).status_code == 302
    drain("import-check")
    return Import.objects.latest("pk")


def test_wrong_headings_are_told_and_nothing_can_be_confirmed(partner, drain_outbox):
    of = checked(partner, csv_of([["key", "titel_en", "type", "type"], ["1", "a", "guideline", ""]]), drain_outbox)
    assert problems(of)[:2] == [
        ("B1", "There is no such column."),
        ("D1", "This column stands in the file twice."),
    ]
    confirm(partner, of, drain_outbox, wrong="skip")
    assert of.state == "checked"
    assert Record.objects.count() == 0


def test_a_file_without_headings_or_without_a_key_says_so(partner, drain_outbox):
    assert problems(checked(partner, b"a,b\n1,2\n", drain_outbox)) == [
        ("", "No row of the first 20 holds the headings of the template.")
    ]
    of = checked(partner, csv_of(table([row(1)], ("title_en", "type"))), drain_outbox)
    assert problems(of)[0] == ("1", "The column “key” is missing.")
    assert not of.brings_something


def test_keys_are_there_and_stand_once(partner, drain_outbox):
    of = uploaded(partner, [row(1), row(2) | {"key": ""}, row(1), row(3) | {"key": "x" * 101}], drain_outbox)
    assert problems(of) == [
        ("A3", "The key is missing."),
        ("A4", "This key stands in row 2 too."),
        ("A5", "The key has more than 100 characters."),
    ]


def test_every_problem_of_a_row_is_told_at_its_cell(partner, drain_outbox):
    wrong = row(1, type="x", summary_en="Short.", date="soon", is_public="perhaps") | {"links.1.address": ""}
    of = uploaded(partner, [wrong], drain_outbox)
    assert {place for place, _reason in problems(of)} == {"C2", "D2", "F2", "J2", "M2"}


def test_formulas_errors_and_merged_cells_are_problems_of_their_cells(partner, drain_outbox):
    def spoil(book):
        sheet = book.active
        sheet["B2"] = "=A1"  # no program has worked it out
        sheet["F3"] = "#REF!"
        sheet.merge_cells("D4:D5")

    content = workbook_of(table([row(number) for number in range(1, 5)]), spoil)
    of = checked(partner, content, drain_outbox, "library.xlsx")
    told = [place for place, _reason in problems(of)]
    assert told == ["B2", "F3", "D4", "D5"]


def test_a_cell_that_looks_like_a_formula_is_text(partner, drain_outbox):
    of = confirm(partner, uploaded(partner, [row(1, title_en="=HYPERLINK(1)")], drain_outbox), drain_outbox)
    given = partner.get(reverse("imports:import_rows_csv", args=[of.pk])).getvalue().decode()
    assert "'=HYPERLINK(1)" in given
    assert uploaded(partner, [row(1, title_en="'=HYPERLINK(1)")], drain_outbox).unchanged == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"no zip"), ("a.csv", "Größe".encode("cp1252")), ("a.csv", b'key,"open\n')],
)
def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(partner, drain_outbox, name, content):
    of = checked(partner, content, drain_outbox, name)
    assert of.state == "unreadable"
    page = partner.get(of.get_absolute_url()).content.decode()
    assert "Put this right first" in page
    assert of.told_problems[0].reason in page.replace("&#x27;", "'")


def test_a_file_may_hold_as_many_rows_as_the_page_says(partner, drain_outbox, settings):
    settings.IMPORT_MAX_ROWS = 3
    explained = [dict.fromkeys(row(1), "# explained")]
    assert uploaded(partner, [*explained, row(1), row(2), row(3)], drain_outbox).new == 3


def test_a_file_that_the_storage_has_lost_is_asked_for_again(partner, drain_outbox, media):
    assert upload(partner, csv_of(table([row(1)]))).status_code == 302
    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()
    drain_outbox("import-check")
    assert Import.objects.get().state == "unreadable"


def test_a_file_of_another_sort_or_size_is_refused_on_the_page(partner, settings):
    assert "must end in .csv or .xlsx" in upload(partner, b"x", name="a.pdf").content.decode()
    settings.IMPORT_MAX_BYTES = 10
    assert "Divide it" in upload(partner, b"x" * 11).content.decode()
    assert Import.objects.count() == 0


def test_a_row_that_cannot_come_in_any_more_takes_all_others_back(partner, drain_outbox, monkeypatch):
    of = uploaded(partner, [row(number) for number in range(1, 6)], drain_outbox)
    begin, calls = bringing_in._begin, []

    def fails_late(of, one, by):
        calls.append(one)
        if len(calls) == 4:
            raise bringing_in.Trouble(one, "It is gone.")
        return begin(of, one, by)

    monkeypatch.setattr(bringing_in, "_begin", fails_late)
    of = confirm(partner, of, drain_outbox)
    assert (of.state, of.new, of.refused) == ("checked", 4, 1)
    assert Record.objects.count() == 0
    assert ("5", "It is gone.") in problems(of)
    monkeypatch.undo()
    assert confirm(partner, of, drain_outbox, wrong="skip").state == "done"
    assert Record.objects.count() == 4


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_and_the_next_does_all(partner, drain_outbox, monkeypatch):
    of = uploaded(partner, [row(number) for number in range(1, 6)], drain_outbox)
    begin, calls = bringing_in._begin, []

    def killed(of, one, by):
        calls.append(one)
        if len(calls) == 3:
            raise SystemExit
        return begin(of, one, by)

    monkeypatch.setattr(bringing_in, "_begin", killed)
    partner.post(reverse("imports:import_confirm", args=[of.pk]))
    with pytest.raises(SystemExit):
        keeping.bring_in(of.pk)
    assert Record.objects.count() == 0
    assert OutboxItem.objects.waiting().filter(kind="import-bring-in").exists()
    monkeypatch.undo()
    drain_outbox("import-bring-in")
    assert Record.objects.count() == 5


def test_too_many_uploads_of_one_person_wait(partner, monkeypatch):
    monkeypatch.setattr(keeping, "IMPORTS_AN_HOUR", 1)
    assert upload(partner, b"key,type\n").status_code == 302
    assert "Try again in an hour" in upload(partner, b"key,type\n").content.decode()
    monkeypatch.setattr(keeping, "IMPORTS_AN_HOUR", 9)
    monkeypatch.setattr(keeping, "WAITING_AT_MOST", 1)
    assert "Many files are being checked" in upload(partner, b"key,type\n").content.decode()


def test_a_cancelled_import_brings_nothing_in(partner, drain_outbox):
    of = uploaded(partner, [row(1)], drain_outbox)
    partner.post(reverse("imports:import_cancel", args=[of.pk]))
    assert confirm(partner, of, drain_outbox).state == "cancelled"
    assert (Record.objects.count(), ImportRow.objects.count()) == (0, 0)


def test_rows_go_after_a_month_and_the_counts_stay(partner, drain_outbox):
    of = confirm(partner, uploaded(partner, [row(1)], drain_outbox), drain_outbox)
    assert keeping.sweep() == 0
    Import.objects.update(created_at=timezone.now() - KEPT - timedelta(hours=1))
    assert keeping.sweep() == 1
    assert keeping.sweep() == 0
    of.refresh_from_db()
    assert (of.state, of.new, ImportRow.objects.count()) == ("done", 1, 0)
    assert "not kept any longer" in partner.get(of.get_absolute_url()).content.decode()
    assert uploaded(partner, [row(1)], drain_outbox).unchanged == 1  # the keys stay


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_as_soon_as_it_is_read(client_of, drain_outbox, media):
    of = uploaded(client_of("partner_contact"), [row(1)], drain_outbox)
    assert of.file.name == ""
    assert [path for path in media.rglob("*") if path.is_file()] == []


# --- who -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("partner_contributor", 200),
        ("curator", 200),
        ("focal_point_a", 404),
        ("member", 404),
        ("moderator", 404),
    ],
)
def test_an_import_is_its_teams_and_the_secretariat_reads_no_rows(partner, client_of, drain_outbox, who, status):
    of = uploaded(partner, [row(1, title_en="Quokka"), row(2) | {"type": "quokka"}], drain_outbox)
    client = client_of(who)
    response = client.get(of.get_absolute_url())
    assert response.status_code == status
    if status == 200:
        assert ("uokka" in response.content.decode()) is (who == "partner_contributor")
    rows = client.get(reverse("imports:import_rows_csv", args=[of.pk])).status_code
    assert rows == {"partner_contributor": 200, "curator": 403}.get(who, 404)
    listed = client.get(reverse("imports:import_list")).content.decode()
    assert ("library.csv" in listed) is (status == 200)


def test_nobody_imports_for_others(client_of):
    assert upload(client_of("focal_point_a"), b"key,type\n").status_code == 200  # the owner is no choice of the form
    assert upload(client_of("member"), b"key,type\n").status_code == 403
    assert Import.objects.count() == 0
    for who, owner in (("focal_point_a", "party:be"), ("contributor_a", "party:be"), ("curator", "secretariat")):
        assert upload(client_of(who), b"key,type\n", owner=owner).status_code == 302


def test_the_same_key_of_two_owners_is_two_records(client_of, drain_outbox):
    for who, owner in (("partner_contact", "organisation:iucn"), ("focal_point_a", "party:be")):
        client = client_of(who)
        confirm(client, uploaded(client, [row(1)], drain_outbox, owner=owner), drain_outbox)
    assert Record.objects.count() == 2


def test_lists_and_pages_take_as_many_queries_for_one_row_as_for_many(
    partner, drain_outbox, django_assert_max_num_queries
):
    of = uploaded(partner, [row(1, type="x")], drain_outbox)
    many = uploaded(partner, [row(number, type="x") for number in range(1, 40)], drain_outbox)
    for address in (of.get_absolute_url(), many.get_absolute_url()):
        with django_assert_max_num_queries(12):
            partner.get(address)
    with django_assert_max_num_queries(12):
        partner.get(reverse("imports:import_list"))
