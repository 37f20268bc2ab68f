"""A world that has one of everything, made through the workflow: what addresses are asked for with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from chm_portal.curation.models import DuplicatePair, TermChange
from chm_portal.directory import role_requests, team
from chm_portal.directory.models import Invitation, Organisation, RoleRequest, today
from chm_portal.directory.models.roles import Role
from chm_portal.imports.models import Import
from chm_portal.notifications import fan_out, following
from chm_portal.notifications.models import Event, Notice, Subscription
from chm_portal.records import file_texts, publication, sections, sharing, submission
from chm_portal.records.models import Attachment, DraftLink, Record, Revision
from chm_portal.search.models import SavedSearch
from chm_portal.teamwork import reviews
from chm_portal.teamwork.models import Task
from chm_portal.vocabularies.models import Country
from collaboration import conduct, moderation, posting
from collaboration.models import Board, Post, PostEdit, PostReport, Thread, ThreadChange
from knowledge_base.models import Suggestion
from tests import talk, teams, world
from tests.imports import tables
from tests.people import COUNTRY_A

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


@dataclass
class World:
    """One of everything, made through the workflow; A and B are the Parties of the fixed people."""

    person: Callable
    published: Record = field(init=False)
    attachment: Attachment = field(init=False)
    withdrawn: Record = field(init=False)
    draft: Revision = field(init=False)
    draft_attachment: Attachment = field(init=False)
    draft_link: DraftLink = field(init=False)
    revoked_link: DraftLink = field(init=False)
    submitted: Revision = field(init=False)
    endorsed: Revision = field(init=False)
    returned: Revision = field(init=False)
    of_partner: Revision = field(init=False)
    national_report: Record = field(init=False)
    report_draft: Revision = field(init=False)
    kept_for_b: Record = field(init=False)
    profile: Record = field(init=False)
    request: RoleRequest = field(init=False)
    invitation: Invitation = field(init=False)
    proposed: Organisation = field(init=False)
    board: Board = field(init=False)
    thread: Thread = field(init=False)
    strict_thread: Thread = field(init=False)
    closed_thread: Thread = field(init=False)
    proposed_thread: Thread = field(init=False)
    posts: dict[str, Post] = field(init=False)
    edit: PostEdit = field(init=False)
    report: PostReport = field(init=False)
    saved_search: SavedSearch = field(init=False)
    task: Task = field(init=False)
    review: Task = field(init=False)
    change: ThreadChange = field(init=False)
    checked_import: Import = field(init=False)
    import_of_partner: Import = field(init=False)
    subscription: Subscription = field(init=False)
    notice: Notice = field(init=False)
    suggestion: Suggestion = field(init=False)
    pair: DuplicatePair = field(init=False)
    term_change: TermChange = field(init=False)

    def __post_init__(self):
        self.saved_search = SavedSearch.objects.create(
            user=self.person("member"), name="Mangroves", address_name="search:search", query="q=mangrove"
        )
        self.subscription = following.follow(self.person("member"), "theme:invasive-alien-species")
        self._make_records()
        self._make_notice()
        self._make_national_records()
        self._make_people()
        self._make_discussions()
        self._make_tasks()
        self._make_imports()
        self.suggestion = Suggestion.objects.create(
            title="Seagrass handbook",
            place="https://example.org/seagrass",
            reason="It names the species.",
            language="en",
            written_in="en",
            email="outside@example.org",
        )
        self.pair = DuplicatePair.objects.create(first=self.published, second=self.national_report, has_title=True)
        self.term_change = TermChange.objects.create(
            by=self.person("curator"), action="add", field="themes", code="forest-biodiversity"
        )

    def _make_imports(self) -> None:
        """Make an import of A that waits for confirmation, with a wrong row, and one of the partner's that is in."""
        rows = [tables.row(1), tables.row(2, type="unknown")]
        self.checked_import = tables.checked(self.person("contributor_a"), world.owner("a"), rows)
        partner = self.person("partner_contact")
        self.import_of_partner = tables.brought_in(partner, world.owner("partner"), [tables.row(1)])

    def _make_notice(self) -> None:
        fan_out.tell_followers(Event.objects.get(key=f"published:{self.published.topic}:1"))
        self.notice = Notice.objects.get(user=self.person("member"))

    def _make_tasks(self) -> None:
        contributor, focal_point = self.person("contributor_a"), self.person("focal_point_a")
        self.task = teams.task(focal_point, assignee=contributor)
        (self.review,) = reviews.ask(self.draft, focal_point, [contributor], "Are the figures right?")

    def _make_records(self) -> None:
        contributor, focal_point = self.person("contributor_a"), self.person("focal_point_a")
        curator, partner = self.person("curator"), self.person("partner_contact")
        first = world.draft(focal_point)
        self.attachment = attach(first, focal_point)
        submission.save(
            first, focal_point, {"files": [{"file": self.attachment.pk, "title": "Guide", "language": "en"}]}
        )
        first = submission.submit(first, focal_point)
        self.published = publication.publish(first, curator, check=world.check_of(first))
        self.published = world.revised(self.published, focal_point, curator, title_en="Guide to better strategies")
        file_texts.take_in()
        self.withdrawn = world.published(focal_point, curator)
        publication.withdraw(self.withdrawn, focal_point, "Replaced by a newer guide.")
        self.draft = world.draft(contributor)
        self.draft_attachment = attach(self.draft, contributor)
        self.draft_link, self.revoked_link = (
            sharing.share(self.draft, contributor, name, today()) for name in ("A colleague", "A former colleague")
        )
        sharing.revoke(self.revoked_link, contributor)
        self.submitted = world.submitted(contributor)
        self.endorsed = world.submitted(focal_point)
        self.returned = world.returned(focal_point, curator)
        self.of_partner = world.submitted(partner, of="partner")

    def _make_national_records(self) -> None:
        focal_point = self.person("focal_point_a")
        self.national_report = world.registered(focal_point)
        self.profile = world.registered(focal_point, kind="country-profile")
        self.report_draft = world.submitted(self.person("contributor_a"), kind="national-report", cycle="nr6")
        self.kept_for_b = world.registered(self.person("curator"), of="secretariat")

    def _make_people(self) -> None:
        asked = RoleRequest(
            user=self.person("member"),
            role=Role.CONTRIBUTOR,
            country=Country.objects.get(code=COUNTRY_A),
            reason="I write our national reports.",
        )
        self.request = role_requests.ask(asked)
        self.invitation = team.invite(world.owner("a"), self.person("member").email, "en", self.person("focal_point_a"))
        self.proposed = Organisation.objects.create(code="proposed", name_en="Proposed", kind="academia")

    def _make_discussions(self) -> None:
        """Make a board of the moderator's, threads in each state, and posts in each, by the contributor of A."""
        author, moderator = self.person("contributor_a"), self.person("moderator")
        self.board = talk.board(moderators=[moderator])
        self.thread, self.strict_thread, self.closed_thread = (
            talk.thread(moderator, moderator, self.board, mode) for mode in ("after", "before", "after")
        )
        self.proposed_thread = talk.proposed(author, self.board)
        visible = talk.post(self.thread, author)
        self.report = posting.report(visible, self.person("focal_point_b"), "It is off the topic.")
        edited = moderation.approve(talk.post(self.strict_thread, author), moderator)
        self.edit = posting.edit(edited, author, "Better words.")
        self.posts = {
            "visible": visible,
            "hidden": talk.hidden(self.thread, author, moderator),
            "waiting": talk.post(self.strict_thread, author),
            "refused": talk.refused(self.strict_thread, author, moderator),
            "of a closed thread": talk.post(self.closed_thread, author),
        }
        self.closed_thread = talk.close(self.closed_thread)
        talk.forget_limit()
        conduct.change(self.thread, moderator, title="Who drafts, and when?")
        self.change = self.thread.changes.get(what="title")

    def role_of(self, name: str) -> int:
        """Return the primary key of a fixed person's designation."""
        return self.person(name).designations.get().pk


def attach(revision: Revision, by) -> Attachment:
    """Attach a small PDF as the section's page does."""
    (row,), _refused = sections.store_uploads(revision, by, [SimpleUploadedFile("guide.pdf", PDF)])
    return Attachment.objects.get(pk=row["file"])
