"""Steps that several journeys take: writing a record from the first page to the confirmation, deciding on one."""

from chm_portal.accounts.models import User
from tests.browser.visitor import Visitor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SUMMARY = (
    "Explains step by step how local authorities find hogweed early, remove it safely and keep their neighbours "
    "informed, with forms to copy and the costs of three seasons."
)
OF_REVISION = 3  # where its number stands in /en/workspace/revisions/12/
POINTS = 5  # of the classification check: type, themes, articles, targets, summary


def person(name: str) -> User:
    """Return one of the demonstration's people."""
    return User.objects.get(email=f"{name}@example.org")


def begin(writer: Visitor, title: str) -> int:
    """Begin a resource and fill in the first section; return the number of its revision."""
    writer.open("workspace/")
    writer.follow("Submit a resource")
    writer.press("Begin")
    writer.follow("What it is")
    writer.fill({"English": title}, within="Title")
    writer.fill({"English": SUMMARY}, within="Summary")
    writer.choose("Type", "Guideline")
    return writer.number(OF_REVISION)


def go_on(
    writer: Visitor, theme: str = "Invasive alien species", files: tuple[str, ...] = (), provider: str = "Belgium"
) -> None:
    """Fill in the sections after the first, which is open, up to the page on which answers are checked."""
    writer.press("Continue")
    writer.choose("Provider", provider)
    writer.fill({"Date of publication": "2019-05"})
    writer.tick("English", within="Languages")
    writer.press("Continue")
    writer.tick(theme, within="Themes")
    writer.press("Continue")
    give_access(writer, files)
    writer.press("Continue")
    writer.tick("Creative Commons Attribution 4.0 International (CC BY 4.0)", within="Licence")
    writer.tick("This is public information and holds nothing confidential")
    writer.press("Continue")


def give_access(writer: Visitor, files: tuple[str, ...]) -> None:
    """Attach files, each named afterwards, or give a link."""
    if not files:
        writer.fill({"Address": "https://www.example.org/guide"})
        return
    uploads = [{"name": name, "mimeType": "application/pdf", "buffer": PDF} for name in files]
    writer.page.set_input_files("input[type=file]", uploads)
    writer.press("Continue")
    writer.sees("Saved.", *files)


def endorse(speaker: Visitor, title: str) -> None:
    """Find a submission in the queue and endorse it."""
    speaker.open("workspace/review/")
    speaker.follow(title)
    speaker.press("Endorse")
    speaker.sees("Endorsed.")


def confirm_every_point(curator: Visitor) -> None:
    """Tick all points of the classification check on the review page that is open."""
    ticks = curator.page.get_by_label("Checked", exact=True)
    assert ticks.count() >= POINTS
    for tick in ticks.all():
        tick.check()


def find_in_queue(curator: Visitor, title: str) -> None:
    """Ask the admin's queue for a title and open what is found."""
    curator.open("/admin/review/")
    curator.fill({"Title or identifier": title})
    curator.press("Apply")
    curator.follow(title)


def publish(curator: Visitor, title: str) -> None:
    """Find a submission in the admin's queue, confirm everything and publish it."""
    find_in_queue(curator, title)
    confirm_every_point(curator)
    curator.press("Approve and publish")
    curator.portal.work()
