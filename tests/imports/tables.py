"""Tables of resources to bring in, and the people's way through the pages."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from chm_portal.directory.owners import Owner
from chm_portal.imports import checking, keeping
from chm_portal.imports.models import Import
from chm_portal.sheets.reading import Row
from tests import world
from tests.sheets.files import csv_of

NAMES = (
    *("key", "title_en", "summary_en", "type", "provider", "date", "languages", "themes", "articles"),
    *("links.1.address", "links.1.title", "licence", "is_public"),
)


def row(number: int, **cells: str) -> dict[str, str]:
    """Return a right row of a library by the columns' names."""
    return {
        "key": f"lib-{number}",
        "title_en": f"Guide no. {number}",
        "summary_en": world.SUMMARY,
        "type": "guideline",
        "provider": "secretariat",
        "date": "2007-05",
        "languages": "en; fr",
        "themes": "invasive-alien-species",
        "articles": "8 | 6",
        "links.1.address": f"https://www.example.org/{number}.pdf",
        "links.1.title": "The guide",
        "licence": "cc-by-4.0",
        "is_public": "yes",
    } | cells


def table(rows: list[dict[str, str]], names=NAMES) -> list[list[str]]:
    """Return rows under their headings."""
    return [list(names), *([one.get(name, "") for name in names] for one in rows)]


#: What five of fifty rows have wrong: {number: cells}.
WRONG = {
    7: {"title_en": ""},
    13: {"type": "guidelin"},
    21: {"date": "2010-13"},
    34: {"links.1.address": "no address"},
    48: {"themes": "invasive-alien-species; dragons", "licence": ""},
}


def fifty(wrong: bool = True) -> list[dict[str, str]]:
    """Return fifty rows, five of them wrong."""
    return [row(number, **(WRONG.get(number, {}) if wrong else {})) for number in range(1, 51)]


def upload(
    client: Client, content: bytes, owner: str = "organisation:iucn", name: str = "library.csv", key=None, **more
):
    """Post a file as the page does; return the response."""
    given = {"owner": owner, "file": SimpleUploadedFile(name, content), "key": str(key or uuid.uuid4())} | more
    return client.post(reverse("imports:import_new", args=["resource"]), given)


def uploaded(client: Client, rows: list[dict[str, str]], drain, **more) -> Import:
    """Return the import of a file of these rows, checked."""
    response = upload(client, csv_of(table(rows)), **more)
    assert response.status_code == 302, response.context["form"].errors
    drain("import-check")
    return Import.objects.latest("pk")


def confirm(client: Client, of: Import, drain, **more) -> Import:
    """Confirm an import as the page does, and do the worker's part."""
    client.post(reverse("imports:import_confirm", args=[of.pk]), more)
    drain("import-bring-in")
    of.refresh_from_db()
    return of


def checked(by, owner: Owner, rows: list[dict[str, str]], **columns) -> Import:
    """Return a checked import of these rows, made without a file."""
    of = Import.objects.create(
        kind="resource", created_by=by, language="en", name="library.csv", state="checked", **owner.columns, **columns
    )
    read = (Row("", number, cells) for number, cells in enumerate(table(rows), start=1))
    keeping.store_rows(of, checking.check(of, read, by))
    of.save()
    return of


def brought_in(by, owner: Owner, rows: list[dict[str, str]]) -> Import:
    """Return an import whose rows are drafts."""
    of = keeping.confirm(checked(by, owner, rows), by, skips_wrong=False)
    keeping.bring_in(of.pk)
    of.refresh_from_db()
    return of
