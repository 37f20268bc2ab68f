"""The journey of the portal: a newcomer's guideline, from registration to found in other languages, and away again."""

import pytest

from tests.browser import steps
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PASSWORD = "reed beds filter water well"
SENTENCE = "I coordinate the hogweed teams of eleven municipalities; the focal point knows our work."
REASON = "Say in the summary for whom the guide is, and add the title in French and Arabic."
FRENCH, ARABIC = "Lutter contre la berce du Caucase", "مكافحة نبات الهرقلية العملاقة"
SECTIONS = ("about", "source", "subject", "access", "rights")


class Story:
    """The people of the journey and what they have made so far."""

    def __init__(self, visitor, suffix: str):
        self.visitor = visitor
        self.reader = visitor()
        self.portal = self.reader.portal
        self.email = f"newcomer-{suffix}@example.org"
        self.title = f"Hogweed in gardens and along brooks, part {suffix}"
        self.files = (f"hogweed-{suffix}.pdf",)
        self.identifier = self.file_address = ""
        self.revision = 0


def test_a_newcomers_guideline_is_returned_corrected_reclassified_published_found_and_withdrawn(visitor, scripts):
    story = Story(visitor, "one" if scripts else "two")
    newcomer = _registers(story)
    _asks_for_a_role(newcomer)
    _is_designated(story)
    _submits(story, newcomer)
    _is_hidden_from_another_party(story)
    curator = _is_returned(story)
    _corrects(story, newcomer)
    _is_reclassified_and_published(story, newcomer, curator)
    _is_found(story)
    _changes_are_read_by_everybody(story, newcomer, curator)
    _is_withdrawn(story)


def _registers(story: Story) -> Visitor:
    newcomer = story.visitor()
    newcomer.open("accounts/signup/")
    newcomer.fill({"Name": "Nora Newcomer", "E-mail address": story.email, "Password": PASSWORD})
    newcomer.tick("I understand that the information submitted to the portal is public, with the name of its owner.")
    newcomer.press("Register")
    assert newcomer.path == "/en/accounts/confirm-email/"
    newcomer.open(story.portal.link_in(story.portal.letter_to(story.email)))
    newcomer.press("Yes, confirm it")
    newcomer.sign_in(story.email, PASSWORD)
    assert newcomer.path == "/en/workspace/"
    newcomer.sees("You have no role yet")
    return newcomer


def _asks_for_a_role(newcomer: Visitor) -> None:
    newcomer.follow("Ask for a role")
    newcomer.follow("Contribute for a Party")
    newcomer.choose("Party or other government", "Belgium")
    newcomer.fill({"Why you ask": SENTENCE})
    newcomer.press("Send the request")
    newcomer.sees("Your request is on its way.")


def _is_designated(story: Story) -> None:
    """The focal point of the Party answers; the focal point of another Party never sees the request."""
    speaker = story.visitor("focal-point")
    speaker.open("workspace/requests/")
    speaker.follow("Nora Newcomer")
    speaker.sees(SENTENCE)
    request = speaker.path
    assert story.visitor("focal-point-cm").status_of(request) == 404
    speaker.tick("Accept")
    speaker.press("Send the answer")
    speaker.sees("Answered.")
    story.portal.letter_to(story.email, "Belgium")


def _submits(story: Story, newcomer: Visitor) -> None:
    story.revision = steps.begin(newcomer, story.title)
    steps.go_on(newcomer, files=story.files)
    newcomer.sees(story.title, "Guideline", "Invasive alien species", story.files[0])
    newcomer.press("Submit")
    newcomer.sees("What happens next", "Your reference:")
    newcomer.open("workspace/")
    newcomer.sees(story.title, "Waits for")


def _is_hidden_from_another_party(story: Story) -> None:
    """Pages, lists, the queue and the address of the file: nothing is there for the focal point of another Party."""
    speaker = story.visitor("focal-point")
    speaker.open(f"workspace/review/{story.revision}/")
    link = speaker.page.get_by_role("link", name=story.files[0]).first
    story.file_address = link.get_attribute("href")
    assert speaker.status_of(story.file_address) == 200
    revision = f"workspace/revisions/{story.revision}/"
    pages = [revision, f"{revision}check/", f"{revision}submitted/", f"workspace/review/{story.revision}/"]
    pages += [f"{revision}sections/{section}/" for section in SECTIONS]
    for person in ("focal-point-cm", "partner-contact", ""):
        other = story.visitor(person) if person else story.reader
        hidden = 404 if person else 302
        assert {page: other.status_of(page) for page in pages} == dict.fromkeys(pages, hidden)
        assert other.status_of(story.file_address) == 404
    other = story.visitor("focal-point-cm")
    for page in ("workspace/", "workspace/records/", "workspace/review/", "search/?q=hogweed"):
        other.open(page)
        other.misses(story.title)


def _is_returned(story: Story) -> Visitor:
    steps.endorse(story.visitor("focal-point"), story.title)
    curator = story.visitor("curator")
    steps.find_in_queue(curator, story.title)
    curator.tick(
        "Incomplete: Something that readers need is missing: a summary that says what it is, a file or link that works."
    )
    curator.fill({"Explanation": REASON})
    curator.press("Return with this explanation")
    curator.open("/admin/review/")
    curator.misses(story.title)
    return curator


def _corrects(story: Story, newcomer: Visitor) -> None:
    letter = story.portal.letter_to(story.email, REASON)
    newcomer.open(story.portal.link_in(letter))
    newcomer.sees(REASON, "Incomplete")
    newcomer.follow("What it is")
    newcomer.fill({"Français": FRENCH, "العربية": ARABIC}, within="Title")
    newcomer.fill({"English": f"{steps.SUMMARY} For municipalities."}, within="Summary")
    newcomer.press("Save and go to the task list")
    newcomer.follow("Check your answers and submit")
    newcomer.sees(FRENCH, ARABIC)
    newcomer.press("Submit")
    newcomer.sees("What happens next")
    steps.endorse(story.visitor("focal-point"), story.title)


def _is_reclassified_and_published(story: Story, newcomer: Visitor, curator: Visitor) -> None:
    steps.find_in_queue(curator, story.title)
    curator.choose("Type", "Toolkit")
    curator.tick("Inland waters biodiversity", within="Themes")
    steps.confirm_every_point(curator)
    curator.press("Approve and publish")
    assert curator.path == "/admin/review/"
    story.portal.work()
    newcomer.open("workspace/")
    newcomer.follow(story.title)
    newcomer.unfold("The secretariat's classification check")
    newcomer.sees("Changed by the secretariat", "Toolkit", "Inland waters biodiversity")
    newcomer.follow("Read the published record")
    newcomer.sees("Toolkit", story.title)
    story.identifier = newcomer.path.strip("/").split("/")[-1]
    assert story.identifier.startswith("CHM-RES-BE-")


def _is_found(story: Story) -> None:
    """By its title and by words of its themes, in languages in which nobody wrote a word of its summary."""
    for language, title, questions in (
        ("fr", FRENCH, ("berce Caucase", "eaux intérieures berce")),
        ("ar", ARABIC, ("الهرقلية", "الغريبة الغازية الهرقلية")),
        ("ru", story.title, (story.title, "внутренних вод hogweed")),
    ):
        reader, reader.language = story.reader, language
        for question in questions:
            reader.open(f"search/?q={question}")
            reader.sees(title)
        reader.follow(title)
        assert reader.path == f"/{language}/records/{story.identifier}/"
        reader.sees(story.files[0])
        assert reader.status_of(story.file_address) == 200


def _changes_are_read_by_everybody(story: Story, newcomer: Visitor, curator: Visitor) -> None:
    newcomer.open(f"records/{story.identifier}/")
    newcomer.follow("Edit in the workspace")
    newcomer.press("Edit")
    newcomer.follow("What it is")
    newcomer.fill({"English": story.title.replace("brooks", "rivers")}, within="Title")
    newcomer.press("Save and go to the task list")
    newcomer.follow("Check your answers and submit")
    newcomer.press("Submit")
    story.title = story.title.replace("brooks", "rivers")
    steps.endorse(story.visitor("focal-point"), story.title)
    steps.publish(curator, story.title)
    reader, reader.language = story.reader, "en"
    reader.open(f"records/{story.identifier}/")
    reader.follow("History")
    reader.sees("Revision 2", "Revision 1")
    reader.open(f"records/{story.identifier}/revisions/2/changes/")
    assert "rivers" in reader.page.locator("ins").first.inner_text()
    assert "brooks" in reader.page.locator("del").first.inner_text()
    reader.open(f"records/{story.identifier}/revisions/1/")
    reader.sees("along brooks")


def _is_withdrawn(story: Story) -> None:
    speaker = story.visitor("focal-point")
    speaker.open(f"records/{story.identifier}/")
    speaker.follow("Edit in the workspace")
    speaker.follow("Withdraw")
    speaker.fill({"Reason": "The method was found to be harmful."})
    speaker.press("Withdraw")
    speaker.sees(f"{story.identifier} is withdrawn.")
    story.portal.work()
    reader = story.reader
    for language in ("en", "ar"):
        for rest in ("", "print/", "history/", "revisions/1/", "revisions/2/", "revisions/2/changes/"):
            assert reader.status_of(f"/{language}/records/{story.identifier}/{rest}") == 410, rest
    assert reader.status_of(story.file_address) in (404, 410)
    reader.open(f"records/{story.identifier}/", status=410)
    reader.sees("The method was found to be harmful.", "Belgium")
    reader.misses(story.title)
    for language, question in (("en", "hogweed rivers"), ("fr", "berce Caucase"), ("ar", "الهرقلية")):
        reader.open(f"/{language}/search/?q={question}")
        reader.misses(story.identifier)
