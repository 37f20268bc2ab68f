"""A partner brings in fifty resources of which five are wrong: read, mend, confirm, hand in."""

import pytest

from chm_portal.imports.models import Import
from chm_portal.records.models import Revision
from tests.imports.tables import fifty, table
from tests.sheets.files import csv_of, workbook_of

pytestmark = pytest.mark.browser


def choose(partner, content: bytes, name: str) -> None:
    """Upload a file on the page."""
    partner.open("workspace/")
    partner.page.get_by_role("link", name="Import from a spreadsheet").click()
    partner.page.get_by_role("link", name="Import resources").first.click()
    partner.page.set_input_files("[name=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    partner.page.get_by_role("button", name="Upload and check").click()


def test_a_partner_imports_fifty_rows_with_five_wrong(visitor, portal, scripts):
    def library(wrong: bool) -> list[list[str]]:
        return table([one | {"key": f"{scripts}-{one['key']}"} for one in fifty(wrong)])

    partner = visitor("partner-contact")
    choose(partner, csv_of(library(wrong=True)), "library.csv")
    portal.work()
    partner.page.reload()
    partner.sees("5 rows have errors")
    partner.sees("Did you mean guideline?")
    with partner.page.expect_download() as download:
        partner.page.get_by_role("link", name="All rows with their errors (CSV)").click()
    assert "There is no month 13" in download.value.path().read_text(encoding="utf-8-sig")

    choose(partner, workbook_of(library(wrong=False)), "library.xlsx")
    portal.work()
    partner.page.reload()
    partner.page.get_by_role("button", name="Bring in 50 rows as drafts").click()
    portal.work()
    partner.page.reload()
    partner.sees("50 rows were brought in")
    partner.page.get_by_role("button", name="Submit all drafts of this import").click()
    portal.work()
    partner.page.reload()
    partner.sees("All of it is submitted or published.")
    made = Import.objects.latest("pk")
    assert Revision.objects.filter(record__in=made.rows.values("record"), state="endorsed").count() == 50
