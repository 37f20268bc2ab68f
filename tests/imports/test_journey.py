"""A partner brings in fifty resources of which five are wrong, mends them, and hands all in (issue 5, F13)."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from chm_portal.audit.models import AuditEvent
from chm_portal.imports import keeping
from chm_portal.imports.models import Import, ImportRow
from chm_portal.records import publication, submission
from chm_portal.records.models import Record, Revision
from chm_portal.vocabularies.memory import vocabulary
from tests import world
from tests.imports.tables import NAMES, WRONG, confirm, fifty, row, table, upload, uploaded
from tests.sheets.files import csv_of, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def partner(client_of):
    return client_of("partner_contact")


def page(client, of: Import, query: str = "") -> str:
    response = client.get(reverse("imports:import_detail", args=[of.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_whole_journey(partner, drain_outbox, person):
    of = uploaded(partner, fifty(), drain_outbox)
    assert (of.state, of.new, of.refused) == ("checked", 45, 5)
    told = page(partner, of)
    for place in ("B8", "D14", "F22", "J35", "H49", "L49"):  # row 1 holds the headings
        assert f">{place}<" in told.replace("</bdi>", "<"), place
    for words in ("guidelin", "Did you mean guideline", "There is no month 13", "dragons", "Write a title"):
        assert words in told, words
    assert Record.objects.count() == 0

    # what is downloaded, mended and uploaded again
    given = partner.get(reverse("imports:import_rows_csv", args=[of.pk])).getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(given)))
    assert len(rows) == 50
    assert list(rows[0]) == [*NAMES, "errors"]  # the cells stand where the file had them
    assert [number for number, one in enumerate(rows, start=1) if one["errors"]] == list(WRONG)
    for number in WRONG:
        rows[number - 1] |= row(number)
    mended = csv_of(table(rows, ("errors", *NAMES)))
    assert upload(partner, mended).status_code == 302
    drain_outbox("import-check")
    of = Import.objects.latest("pk")
    assert (of.new, of.refused, of.problems) == (50, 0, [])

    of = confirm(partner, of, drain_outbox)
    assert of.state == "done"
    assert Revision.objects.filter(state="draft", author=person("partner_contact")).count() == 50
    assert "Submit all drafts" in page(partner, of)

    partner.post(reverse("imports:import_hand_in", args=[of.pk]))
    drain_outbox("import-hand-in")
    assert Revision.objects.filter(state="endorsed").count() == 50
    assert "All of it is submitted" in page(partner, of)
    acts = AuditEvent.objects.filter(action__startswith="import.").values_list("action", flat=True)
    assert sorted(set(acts)) == ["import.brought_in", "import.confirmed", "import.submitted", "import.uploaded"]


def test_the_right_rows_come_in_and_the_wrong_ones_later(partner, drain_outbox):
    of = confirm(partner, uploaded(partner, fifty(), drain_outbox), drain_outbox)
    assert (of.state, Record.objects.count()) == ("checked", 0)  # not without the choice
    of = confirm(partner, of, drain_outbox, wrong="skip")
    assert (of.state, Record.objects.count()) == ("done", 45)
    again = uploaded(partner, fifty(wrong=False), drain_outbox)
    assert (again.new, again.unchanged, again.refused) == (5, 45, 0)
    confirm(partner, again, drain_outbox)
    assert Record.objects.count() == 50


def test_what_a_draft_holds_is_what_the_row_said(partner, drain_outbox):
    confirm(partner, uploaded(partner, [row(1)], drain_outbox), drain_outbox)
    assert Revision.objects.get().payload == {
        "title_en": "Guide no. 1",
        "summary_en": row(1)["summary_en"],
        "type": "guideline",
        "provider": "secretariat",
        "date": "2007-05",
        "languages": ["en", "fr"],
        "themes": ["invasive-alien-species"],
        "articles": ["6", "8"],
        "links": [
            {"address": "https://www.example.org/1.pdf", "title": "The guide", "language": "", "is_home_page": False}
        ],
        "licence": "cc-by-4.0",
        "is_public": True,
    }


def test_the_same_file_twice_changes_nothing(partner, drain_outbox):
    confirm(partner, uploaded(partner, [row(1), row(2)], drain_outbox), drain_outbox)
    before = list(Revision.objects.order_by("pk").values())
    again = uploaded(partner, [row(1), row(2)], drain_outbox)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert confirm(partner, again, drain_outbox).state == "checked"
    assert "there is nothing to do" in page(partner, again)
    assert list(Revision.objects.order_by("pk").values()) == before


def test_a_changed_row_changes_its_own_draft_and_nothing_else_in_it(partner, drain_outbox, person):
    confirm(partner, uploaded(partner, [row(1), row(2)], drain_outbox), drain_outbox)
    revision = Revision.objects.order_by("pk").first()
    submission.save(revision, person("partner_contact"), {"publisher": "Press of the Coast"})
    of = uploaded(partner, [row(1, title_en="A better title"), row(2)], drain_outbox)
    assert (of.new, of.changed, of.unchanged) == (0, 1, 1)
    confirm(partner, of, drain_outbox)
    assert Record.objects.count() == 2
    revision.refresh_from_db()
    assert revision.payload["title_en"] == "A better title"
    assert revision.payload["publisher"] == "Press of the Coast"


def test_what_a_person_changed_differently_is_not_overwritten(partner, drain_outbox, person):
    confirm(partner, uploaded(partner, [row(1)], drain_outbox), drain_outbox)
    submission.save(Revision.objects.get(), person("partner_contact"), {"title_en": "By hand"})
    assert uploaded(partner, [row(1)], drain_outbox).unchanged == 1  # the file is as it was
    of = uploaded(partner, [row(1, title_en="By file")], drain_outbox)
    assert of.refused == 1
    assert "Somebody has changed this on the portal" in page(partner, of)
    assert uploaded(partner, [row(1, title_en="By hand")], drain_outbox).changed == 1


def test_a_published_record_gets_a_new_draft_and_one_in_review_waits(partner, drain_outbox, person):
    of = confirm(partner, uploaded(partner, [row(1), row(2)], drain_outbox), drain_outbox)
    partner.post(reverse("imports:import_hand_in", args=[of.pk]))
    drain_outbox("import-hand-in")
    first = Revision.objects.order_by("pk").first()
    publication.publish(first, person("curator"), check=world.check_of(first))
    of = uploaded(partner, [row(1, title_en="New edition"), row(2, title_en="New edition")], drain_outbox)
    assert (of.changed, of.refused) == (1, 1)
    assert "waits for review" in page(partner, of)
    confirm(partner, of, drain_outbox, wrong="skip")
    assert first.record.revisions.open().get().payload["title_en"] == "New edition"


def test_a_table_with_fewer_columns_leaves_the_other_answers_alone(partner, drain_outbox):
    confirm(partner, uploaded(partner, [row(1)], drain_outbox), drain_outbox)
    upload(partner, csv_of([["key", "publisher"], ["lib-1", "Press"]]))
    drain_outbox("import-check")
    of = Import.objects.latest("pk")
    assert of.changed == 1
    confirm(partner, of, drain_outbox)
    payload = Revision.objects.get().payload
    assert (payload["publisher"], payload["title_en"]) == ("Press", "Guide no. 1")


def test_a_double_press_uploads_and_confirms_once(partner, drain_outbox):
    key = uuid4()
    for _press in range(2):
        assert upload(partner, csv_of(table([row(1)])), key=key).status_code == 302
    drain_outbox("import-check")
    of = Import.objects.get()
    for _press in range(2):
        confirm(partner, of, drain_outbox)
    keeping.bring_in(of.pk)
    assert Record.objects.count() == 1
    assert AuditEvent.objects.filter(action="import.confirmed").count() == 1


def test_the_template_is_filled_in_and_comes_back(partner, drain_outbox):
    address = reverse("imports:template_xlsx", args=["resource"])
    book = load_workbook(io.BytesIO(partner.get(address).content))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    for name, text in row(1).items():
        sheet.cell(4, names.index(name) + 1, text)
    file = io.BytesIO()
    book.save(file)
    upload(partner, file.getvalue(), name="filled.xlsx")
    drain_outbox("import-check")
    of = Import.objects.get()
    assert (of.new, of.refused, of.problems) == (1, 0, [])
    assert ImportRow.objects.get().number == 4


def test_the_templates_say_what_each_column_asks_in_the_readers_language(partner):
    with translation.override("fr"):
        address = reverse("imports:template_csv", args=["resource"])
    names, labels, *_rest = csv.reader(io.StringIO(partner.get(address).getvalue().decode("utf-8-sig")))
    told = dict(zip(names, labels, strict=True))
    assert told["title_ar"].endswith("(العربية)")
    assert told["key"].startswith("#")
    assert "Type" in told["type"]
    with translation.override("en"):
        address = reverse("imports:template_xlsx", args=["resource"])
    book = load_workbook(io.BytesIO(partner.get(address).content))
    codes = [[cell.value for cell in one] for one in book["codes"].iter_rows()]
    assert ["type", "guideline", "Guideline"] in codes
    assert any(
        validation.formula1.startswith("codes!") for validation in book.worksheets[0].data_validations.dataValidation
    )


def test_labels_in_any_language_and_words_for_yes_are_understood(partner, drain_outbox):
    term = vocabulary("resource_type")["guideline"]
    rows = [
        row(number, type=label, is_public=yes)
        for number, (label, yes) in enumerate(
            zip(term.labels.values(), ["نعم", "TRUE", "sí", "oui", "да", "是"], strict=True)
        )
    ]
    of = uploaded(partner, rows, drain_outbox)
    assert (of.new, of.refused) == (6, 0)


def test_a_workbook_with_numbers_days_and_a_second_sheet(partner, drain_outbox):
    first, second = (
        row(number) | {"key": number, "date": value} for number, value in ((1, date(2007, 5, 1)), (2, 2007))
    )

    def more(book):
        sheet = book.create_sheet("More")
        for line in table([second]):
            sheet.append(line)

    upload(partner, workbook_of(table([first]), more), name="library.xlsx")
    drain_outbox("import-check")
    of = Import.objects.get()
    assert (of.new, of.refused) == (2, 0)
    assert list(ImportRow.objects.order_by("place").values_list("sheet", "key", "answers__date")) == [
        ("Sheet", "1", "2007-05-01"),
        ("More", "2", "2007"),
    ]
