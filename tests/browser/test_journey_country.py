"""The journey of a Party: its report from a contributor's draft to the register, its profile, a message to it."""

import pytest

from chm_portal.directory.models.roles import Role
from tests.browser.visitor import Visitor
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.browser

SUMMARY = "Status and trends, the national strategy, how other sectors take part, and progress towards the targets."


class Party:
    """A Party with a contributor and a focal point of its own, another for each way of walking."""

    def __init__(self, visitor, scripts: bool):
        self.visitor = visitor
        self.code, self.label = ("no", "Norway") if scripts else ("se", "Sweden")
        self.title = f"Third national report of {self.label}"
        self.emails = {
            role: make_person(f"{role}-{self.code}", (kind, self.code)).email
            for role, kind in (("writer", Role.CONTRIBUTOR), ("speaker", Role.CHM_FOCAL_POINT))
        }

    def person(self, role: str) -> Visitor:
        """Return the contributor or the focal point, signed in."""
        somebody = self.visitor()
        somebody.language = "en"
        somebody.sign_in(self.emails[role], PASSWORD)
        return somebody


def test_a_party_reports_and_keeps_its_page_and_readers_find_both(visitor, scripts):
    party = Party(visitor, scripts)
    writer, speaker, reader = party.person("writer"), party.person("speaker"), visitor()
    reader.language = "en"
    revision = _drafts_the_report(party, writer)
    _is_hidden_from_all_others(party, revision)
    identifier = _is_published_by_the_focal_point(party, speaker)
    _is_linked_by_the_secretariat_afterwards(party, identifier, writer)
    _is_in_the_register(party, reader, identifier)
    _profile_is_written_and_confirmed(party, speaker, reader)
    _message_is_passed_on(party, reader)


def _drafts_the_report(party: Party, writer: Visitor) -> int:
    writer.open(f"workspace/parties/{party.code}/")
    writer.sees("Third national report", "Not started")
    writer.follow("Third national report")
    writer.press("Begin")
    writer.follow("The document")
    writer.fill({"English": party.title}, within="Title")
    writer.fill({"English": SUMMARY}, within="Summary")
    writer.press("Continue")
    writer.tick("English", within="Languages")
    writer.fill({"Beginning of the period": "2009", "End of the period": "2005"})
    writer.press("Continue")
    writer.fill({"End of the period": "2013"})
    writer.press("Continue")
    writer.fill({"Address": "https://www.example.org/nr3"})
    writer.press("Continue")
    writer.press("Continue")
    writer.tick("This is public information and holds nothing confidential")
    writer.press("Continue")
    writer.sees(party.title, "Third national report", "2009", "2013")
    writer.press("Submit")
    writer.sees("publishes it, or sends it back with a reason")
    return writer.number(3)


def _is_hidden_from_all_others(party: Party, revision: int) -> None:
    """The secretariat and other Parties' focal points find nothing of it before it is published."""
    for name in ("curator", "focal-point", "moderator", "member"):
        other = party.visitor(name)
        pages = [
            f"workspace/review/{revision}/",
            f"workspace/revisions/{revision}/",
            f"workspace/parties/{party.code}/",
        ]
        assert [other.status_of(page) for page in pages] == [404, 404, 404]
    curator = party.visitor("curator")
    curator.open("/admin/review/")
    curator.misses(party.title)


def _is_published_by_the_focal_point(party: Party, speaker: Visitor) -> str:
    speaker.open("workspace/review/")
    speaker.follow(party.title)
    speaker.sees(f"By publishing you say for {party.label}")
    speaker.press("Publish")
    speaker.portal.work()
    speaker.portal.letter_to(party.emails["writer"], "is published as")
    speaker.open(f"countries/{party.code}/")
    speaker.follow("Third national report")
    return speaker.path.strip("/").split("/")[-1]


def _is_linked_by_the_secretariat_afterwards(party: Party, identifier: str, writer: Visitor) -> None:
    curator = party.visitor("curator")
    curator.open(f"records/{identifier}/")
    curator.follow("Classify for the secretariat")
    curator.tick("Decision VI/25 – National reporting", within="Decisions")
    curator.press("Save")
    curator.sees("Classified.")
    writer.open("workspace/records/")
    writer.follow(party.title)
    writer.sees("Added by the secretariat", "Decision VI/25")


def _is_in_the_register(party: Party, reader: Visitor, identifier: str) -> None:
    reader.open("reporting/reports/?region=western-europe-and-others&cycle=nr3&state=submitted")
    reader.sees(party.label)
    reader.open("decisions/vi-25/")
    reader.follow(party.title)
    assert reader.path == f"/en/records/{identifier}/"
    reader.open(f"/fr/search/?q=troisième rapport {'Norvège' if party.code == 'no' else 'Suède'}")
    reader.sees(party.title)


def _profile_is_written_and_confirmed(party: Party, speaker: Visitor, reader: Visitor) -> None:
    speaker.open(f"workspace/parties/{party.code}/")
    speaker.follow("Write the country profile")
    speaker.press("Begin")
    speaker.follow("Biodiversity")
    speaker.fill({"English": "Forests, fells and fjords.", "Français": "Forêts, montagnes et fjords."})
    for _section in range(4):
        speaker.press("Continue")
    speaker.tick("This is public information and holds nothing confidential")
    speaker.press("Continue")
    speaker.press("Submit and publish")
    speaker.open(f"workspace/parties/{party.code}/")
    speaker.page.get_by_role("checkbox").first.check()
    speaker.press("Confirm")
    speaker.sees("Confirmed.")
    reader.open(f"/fr/countries/{party.code}/")
    reader.sees("Forêts, montagnes et fjords.")
    reader.open(f"/en/countries/{party.code}/")
    reader.sees("Forests, fells and fjords.", "Last confirmed on", "Submitted by the Party", "Not submitted here")


def _message_is_passed_on(party: Party, reader: Visitor) -> None:
    reader.open(f"countries/{party.code}/")
    reader.page.get_by_role("link", name="Write a message").first.click()
    reader.page.wait_for_url("**/message/**")
    reader.misses(party.emails["speaker"])
    reader.fill({"Your name": "Rita Reader", "Your e-mail address": "rita@example.org", "Subject": "Fjords"})
    reader.fill({"Your message": "Which fjords are protected?"})
    reader.press("Send the message")
    reader.sees("Your message is on its way")
    letter = reader.portal.letter_to(party.emails["speaker"], "Which fjords are protected?")
    assert "rita@example.org" in letter.body


def test_a_party_takes_over_what_the_secretariat_has_registered(visitor, scripts):
    code, label, key = ("dk", "Denmark", "nr5") if scripts else ("is", "Iceland", "nr5")
    speaker_email = make_person(f"speaker-{code}", (Role.CHM_FOCAL_POINT, code)).email
    curator = visitor("curator")
    curator.open(f"workspace/records/new/national-report/?cycle={key}")
    curator.press("Begin")
    curator.sees("Say which Party it concerns.")
    curator.choose("Which Party does it concern?", label)
    curator.press("Begin")
    curator.follow("The document")
    curator.fill({"English": f"Fifth national report of {label}"}, within="Title")
    curator.fill({"English": SUMMARY}, within="Summary")
    curator.press("Continue")
    curator.tick("English", within="Languages")
    curator.press("Continue")
    curator.fill({"Address": "https://www.example.org/nr5"})
    curator.press("Continue")
    curator.press("Continue")
    curator.tick("This is public information and holds nothing confidential")
    curator.press("Continue")
    curator.press("Submit and publish")
    curator.follow("Read the published record")
    curator.sees("Registered by the secretariat from public sources")
    record = curator.path
    assert record.endswith(f"CHM-NR-{code.upper()}-1/")
    assert "Take the record over" not in visitor("focal-point").page.content()
    speaker = visitor()
    speaker.language = "en"
    speaker.sign_in(speaker_email, PASSWORD)
    speaker.open(record)
    speaker.follow("Take the record over for your Party")
    speaker.sees("your Party answers for it")
    speaker.press("Take the record over")
    speaker.sees("It is yours now.")
    speaker.open(record)
    speaker.misses("Registered by the secretariat")
    speaker.follow("History")
    speaker.sees(f"Taken over by {label} from the secretariat")
