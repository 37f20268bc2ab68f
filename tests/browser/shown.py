"""One of everything that the pages looked at in a browser show, with titles that are long or in Arabic."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from chm_portal.accounts.models import User
from chm_portal.directory import team
from chm_portal.directory.models import Invitation, RoleRequest, today
from chm_portal.directory.owners import Owner
from chm_portal.imports.models import Import
from chm_portal.notifications import following, unsubscribing
from chm_portal.records import publication, sections, sharing, submission
from chm_portal.records.models import DraftLink, Record, Revision
from collaboration import conduct, posting
from collaboration.models import Board, Post, PostEdit, PostReport, Thread
from knowledge_base.models import Suggestion
from tests import people, talk, world
from tests.browser.steps import PDF
from tests.imports import tables

LONG_TITLE = (
    "Guidelines for transboundary cooperation on the integrated management of river basins, coasts and estuaries: "
    "Hydrobiodiversitätsüberwachungsprogramm, Umsetzungsempfehlungen (UNEP/CBD/COP/9/INF/21/Rev.1)"
)
ARABIC_TITLE = "دليل الإدارة المتكاملة للمناطق الساحلية (ICZM 2015, version 2.1)"


@dataclass(frozen=True)
class Shown:
    """What was made so that every page type has something to show."""

    record: Record
    draft: Revision
    full_draft: Revision
    submitted: Revision
    of_focal_point: Revision
    returned: Revision
    withdrawn: Record
    revised: Revision
    request: RoleRequest
    invitation: Invitation
    guest: User
    report: Record
    report_draft: Revision
    checked_import: Import
    done_import: Import
    suggestion: Suggestion
    draft_link: DraftLink
    talk: "Talk"
    unsubscribe: str


@dataclass(frozen=True)
class Talk:
    """A board and discussions with something of each kind."""

    board: Board
    thread: Thread
    proposed: Thread
    closed: Thread
    waiting: Post
    anew: Post
    edit: PostEdit
    report: PostReport

    @property
    def path(self) -> str:
        """Return where the open discussion is."""
        return f"collaboration/topics/{self.thread.pk}/"


def make_talk(record: Record) -> Talk:
    """Make discussions about the record: open with everything that waits, closed with a summary, and proposed."""
    author, moderator = person("contributor"), person("moderator")
    board = talk.board("of-pages", [moderator], title_en=LONG_TITLE[:200], title_ar=ARABIC_TITLE)
    thread = talk.thread(moderator, moderator, board, topics=[record.topic, "theme:invasive-alien-species"])
    first = talk.post(thread, author, f"> {ARABIC_TITLE}\n\n1. One\n2. Two\n\n[A link](https://www.example.org/)")
    posting.edit(first, author, LONG_TITLE)
    report = posting.report(first, person("member"), "It is off the topic.")
    talk.hidden(thread, author, moderator)
    second = talk.post(thread, author, in_reply_to=first)
    talk.post(thread, moderator, in_reply_to=first, on_behalf_of=LONG_TITLE[:200])  # its head takes several lines
    posting.edit(thread.question, moderator, f"See #1 and #2, and https://www.example.org/{'long/' * 30}")
    thread = conduct.change(thread, moderator, moderation="before", closes_at=thread.closes_at + talk.DAY)
    closed = talk.thread(moderator, moderator, board, title=ARABIC_TITLE, language="ar")
    talk.post(closed, moderator, on_behalf_of="Ana Muestra")
    conduct.summarize(talk.close(closed), moderator, "Begin **early**.")
    talk.refused(thread, author, moderator)
    anew = posting.rewrite(talk.refused(thread, author, moderator), author, "We ask for nothing.")
    return Talk(
        board=board,
        thread=thread,
        proposed=talk.proposed(author, board),
        closed=closed,
        waiting=talk.post(thread, author),
        anew=anew,
        edit=posting.edit(second, author, "We begin with the targets."),
        report=report,
    )


def person(name: str) -> User:
    """Return one of the demonstration's people."""
    return User.objects.get(email=f"{name}@example.org")


def make_shown() -> Shown:
    """Make a record with a history and an open revision, and one of whatever waits for somebody."""
    contributor, speaker, curator = person("contributor"), person("focal-point"), person("curator")
    first = world.draft(speaker, title_en=LONG_TITLE, title_ar=ARABIC_TITLE, themes=["invasive-alien-species"])
    (row,), _refused = sections.store_uploads(first, speaker, [SimpleUploadedFile("guide.pdf", PDF)])
    submission.save(first, speaker, {"files": [row | {"title": "The guide", "language": "en"}]})
    first = submission.submit(first, speaker)
    record = publication.publish(first, curator, check=world.check_of(first, type="toolkit"))
    record = world.revised(record, speaker, curator, title_en=LONG_TITLE.replace("coasts", "shores"), publisher="UNEP")
    later = submission.open_revision(record, contributor)
    submission.save(later, contributor, {"title_en": LONG_TITLE, "title_ar": "عنوان آخر", "publisher": ""})
    withdrawn = world.published(speaker, curator)
    publication.withdraw(withdrawn, speaker, "Replaced by a newer guide.")
    guest = people.make_person("guest-of-pages")
    return Shown(
        record=record,
        draft=world.draft(contributor, title_en="", summary_en="", themes=[], licence="", links=[]),
        full_draft=world.draft(contributor, title_en=LONG_TITLE, title_ar=ARABIC_TITLE),
        submitted=world.submitted(contributor),
        of_focal_point=world.submitted(speaker, title_en=LONG_TITLE),
        returned=world.returned(speaker, curator),
        withdrawn=withdrawn,
        revised=submission.submit(later, speaker),
        request=RoleRequest.objects.waiting().get(user=person("member")),
        invitation=team.invite(Owner.parse("party:be"), guest.email, "en", speaker),
        guest=guest,
        report=world.registered(person("focal-point-cm"), of="b", kind="strategy", title_en=LONG_TITLE),
        report_draft=world.submitted(person("contributor"), kind="national-report", cycle="nr7"),
        checked_import=make_import(),
        suggestion=make_suggestion(),
        draft_link=sharing.share(later, contributor, ARABIC_TITLE, today()),
        done_import=tables.brought_in(person("contributor"), Owner.parse("party:be"), [tables.row(9)]),
        talk=make_talk(record),
        unsubscribe=make_followed(record),
    )


def make_suggestion() -> Suggestion:
    """Make what somebody outside suggests, with a long title and an address."""
    return Suggestion.objects.create(
        title=LONG_TITLE,
        place=f"https://www.example.org/{'long/' * 30}",
        reason=ARABIC_TITLE,
        language="en",
        written_in="ar",
        email="outside@example.org",
    )


def make_import() -> Import:
    """Make an import that waits for its confirmation: wrong rows with long and with Arabic texts, and right ones."""
    rows = [
        tables.row(1, title_en=LONG_TITLE, type=LONG_TITLE),
        tables.row(2, title_en=ARABIC_TITLE, date=ARABIC_TITLE, licence=""),
        tables.row(3, title_en=LONG_TITLE),
    ]
    return tables.checked(person("contributor"), Owner.parse("party:be"), rows)


def make_followed(record: Record) -> str:
    """Let the member follow things, one with a long title; return the token of a letter about one of them."""
    member = person("member")
    for topic in ("country:be", "theme:invasive-alien-species", record.topic):
        subscription = following.follow(member, topic)
    return unsubscribing.token_for(member, {subscription.pk})
