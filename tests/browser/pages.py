"""Every page type of the portal with somebody who may see it, for what is asked of all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from chm_portal.accounts.models import User
from chm_portal.directory import team
from chm_portal.directory.models import Invitation, RoleRequest
from chm_portal.directory.owners import Owner
from chm_portal.imports.models import Import
from chm_portal.records import publication, sections, submission
from chm_portal.records.models import Record, Revision
from collaboration import conduct, posting
from collaboration.models import Board, Post, PostEdit, PostReport, Thread
from tests import people, talk, world
from tests.browser.steps import PDF
from tests.imports import tables

LONG_TITLE = (
    "Guidelines for transboundary cooperation on the integrated management of river basins, coasts and estuaries: "
    "Hydrobiodiversitätsüberwachungsprogramm, Umsetzungsempfehlungen (UNEP/CBD/COP/9/INF/21/Rev.1)"
)
ARABIC_TITLE = "دليل الإدارة المتكاملة للمناطق الساحلية (ICZM 2015, version 2.1)"


@dataclass(frozen=True)
class Page:
    """One page: where, for whom, answered how; `act` does something on it first, such as sending an empty form."""

    path: str
    person: str = ""
    status: int = 200
    act: Callable | None = None


def send_empty_form(page) -> None:
    """Press the main button of a page's last form."""
    with page.expect_navigation():
        page.locator("main form .button[type=submit]").last.click()


def type_a_wrong_date(page) -> None:
    """Continue with a date nobody can read, so that the section comes back."""
    page.fill("[name=date]", "last spring")
    send_first_form(page)


def send_first_form(page) -> None:
    """Press the first button of the page's own part."""
    with page.expect_navigation():
        page.locator("main form .button[type=submit]").first.click()


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
    talk: "Talk"


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
        done_import=tables.brought_in(person("contributor"), Owner.parse("party:be"), [tables.row(9)]),
        talk=make_talk(record),
    )


def make_import() -> Import:
    """Make an import that waits for its confirmation: wrong rows with long and with Arabic texts, and right ones."""
    rows = [
        tables.row(1, title_en=LONG_TITLE, type=LONG_TITLE),
        tables.row(2, title_en=ARABIC_TITLE, date=ARABIC_TITLE, licence=""),
        tables.row(3, title_en=LONG_TITLE),
    ]
    return tables.checked(person("contributor"), Owner.parse("party:be"), rows)


def public_pages(shown: Shown) -> list[Page]:
    """Return the pages that everybody reads; those of the frame alone are in test_look."""
    record = f"records/{shown.record.identifier}/"
    return [
        Page("search/"),
        Page("search/?q=biodiversity&type=report"),
        Page("search/?q=nobody+wrote+this+zzzz"),
        Page("knowledge-base/"),
        Page("collaboration/"),
        Page(f"collaboration/boards/{shown.talk.board.slug}/"),
        Page(shown.talk.path),
        Page(f"{shown.talk.path}print/"),
        Page(f"{shown.talk.path}posts/0/history/"),
        Page(f"{shown.talk.path}posts/1/history/"),
        Page(f"collaboration/topics/{shown.talk.closed.pk}/"),
        Page(f"collaboration/topics/{shown.talk.closed.pk}/summaries/"),
        Page("countries/"),
        Page("countries/?region=africa&having=no-site&group=is_eu_member"),
        Page("countries/be/"),
        Page("countries/cr/"),
        Page("countries/us/"),
        Page("countries/be/print/"),
        Page("countries/be/records/"),
        Page("countries/be/initiatives/"),
        Page("countries/be/export/"),
        Page("countries/be/?as-at=2015-01-01"),
        Page("countries/tv/records/?which=about"),
        Page("countries/fj/message/"),
        Page("countries/fj/message/", act=send_empty_form),
        Page("countries/fj/message/sent/"),
        Page("reporting/reports/"),
        Page("reporting/reports/?region=africa&group=is_eu_member"),
        Page("reporting/reports/?as-at=2010-06-01"),
        Page("reporting/reports/search/"),
        Page("reporting/strategies/"),
        Page("reporting/initiatives/"),
        Page("reporting/cycles/"),
        Page("reporting/cycles/nr4/"),
        Page(f"records/{shown.report.identifier}/"),
        Page("records/CHM-CPR-CR-1/"),
        Page("decisions/"),
        Page("decisions/viii-14/"),
        Page(record),
        Page(f"{record}print/"),
        Page(f"{record}history/"),
        Page(f"{record}revisions/1/"),
        Page(f"{record}revisions/2/changes/"),
        Page(f"records/{shown.withdrawn.identifier}/", status=410),
        Page("themes/"),
        Page("themes/invasive-alien-species/"),
        Page("articles/"),
        Page("articles/8/"),
        Page("targets/"),
        Page("targets/gbf/gbf-1/"),
        Page("partners/"),
        Page("partners/iucn/"),
        Page("accounts/login/"),
        Page("accounts/login/", act=send_empty_form),
        Page("accounts/signup/"),
        Page("accounts/signup/", act=send_empty_form),
        Page("accounts/password/reset/"),
        Page("accounts/password/reset/done/"),
        Page("accounts/password/reset/key/1-no-key/"),
        Page("accounts/confirm-email/"),
        Page("accounts/confirm-email/no-key/"),
        Page("accounts/inactive/"),
    ]


def member_pages(shown: Shown) -> list[Page]:
    """Return the pages of somebody with an account, who has no role yet."""
    own = [
        "workspace/",
        "workspace/records/",
        "workspace/roles/",
        "workspace/roles/ask/",
        "workspace/roles/ask/contributor-of-party/",
        "workspace/roles/ask/new-organisation/",
        f"workspace/requests/{shown.request.pk}/withdraw/",
        f"{shown.talk.path}?reply=1&quote=1",
        f"{shown.talk.path}posts/1/report/",
        "collaboration/topics/new/?about=theme:invasive-alien-species",
        "accounts/profile/",
        "accounts/email/",
        "accounts/password/change/",
        "accounts/2fa/",
        "accounts/2fa/totp/activate/",
        "accounts/reauthenticate/",
        "accounts/logout/",
    ]
    return [
        *(Page(path, "member") for path in own),
        Page("workspace/roles/ask/new-organisation/", "member", act=send_empty_form),
        Page("collaboration/topics/new/", "member", act=send_empty_form),
        Page(shown.talk.path, "member", act=send_empty_form),
        Page("workspace/records/new/resource/", "member", 403),
        Page("workspace/teams/", "member", 403),
        Page("workspace/records/1/", "member", 404),
        Page(f"workspace/invitations/{shown.invitation.pk}/", "guest-of-pages"),
    ]


def writing_pages(shown: Shown) -> list[Page]:
    """Return the pages on which a record is written."""
    full, empty = (f"workspace/revisions/{revision.pk}/" for revision in (shown.full_draft, shown.draft))
    own = [
        "workspace/",
        "workspace/records/",
        "workspace/records/new/resource/",
        full,
        empty,
        *(f"{full}sections/{section}/" for section in ("about", "source", "subject", "access", "rights")),
        f"{empty}sections/access/",
        f"{full}check/",
        f"{empty}check/",
        f"{full}cancel/",
        f"workspace/revisions/{shown.submitted.pk}/submitted/",
        f"workspace/revisions/{shown.returned.pk}/",
        f"workspace/records/{shown.record.pk}/",
        "workspace/parties/be/",
        "workspace/parties/be/tasks/",
        "workspace/parties/be/tasks/new/",
        "workspace/records/new/national-report/",
        f"workspace/revisions/{shown.report_draft.pk}/submitted/",
        "workspace/imports/",
        "workspace/imports/new/resource/",
        f"workspace/imports/{shown.checked_import.pk}/",
        f"workspace/imports/{shown.checked_import.pk}/?show=new",
        f"workspace/imports/{shown.done_import.pk}/",
    ]
    return [
        *(Page(path, "contributor") for path in own),
        Page(f"{full}sections/source/", "contributor", act=type_a_wrong_date),
        Page("workspace/imports/new/resource/", "contributor", act=send_empty_form),
    ]


def deciding_pages(shown: Shown) -> list[Page]:
    """Return the pages on which focal points and the secretariat decide."""
    speaker = [
        "workspace/",
        "workspace/review/",
        f"workspace/review/{shown.submitted.pk}/",
        "workspace/teams/party:be/",
        f"workspace/invitations/{shown.invitation.pk}/cancel/",
        f"workspace/roles/{person('contributor').designations.get().pk}/end/",
        f"workspace/roles/{person('focal-point').designations.get().pk}/hand-over/",
        f"workspace/records/{shown.record.pk}/withdraw/",
        "workspace/parties/be/",
        f"workspace/review/{shown.report_draft.pk}/",
    ]
    curator = [
        "workspace/desk/",
        "workspace/desk/unclassified/",
        "workspace/desk/duplicates/",
        f"workspace/desk/merge/?gone={shown.report.identifier}&stays={shown.record.identifier}",
        "workspace/organisations/merge/",
        "workspace/records/new/country-profile/",
        f"workspace/records/{shown.report.pk}/classify/",
        "workspace/",
        "workspace/requests/",
        "workspace/review/",
        f"workspace/review/{shown.of_focal_point.pk}/",
        f"workspace/review/{shown.revised.pk}/",
        f"workspace/records/{shown.record.pk}/classify/",
        f"workspace/revisions/{shown.record.revisions.get(number=1).pk}/suppress/",
        f"records/{shown.record.identifier}/",
    ]
    return [
        *(Page(path, "focal-point") for path in speaker),
        *(Page(path, "curator") for path in curator),
        Page(f"workspace/requests/{shown.request.pk}/", "focal-point-cm"),
        Page(f"workspace/review/{shown.of_focal_point.pk}/", "curator", act=send_empty_form),
    ]


def moderating_pages(shown: Shown) -> list[Page]:
    """Return the pages of who moderates discussions, and what an author sees of what waits."""
    own, closed = shown.talk, f"collaboration/topics/{shown.talk.closed.pk}/"
    moderator = [
        "workspace/",
        "collaboration/moderation/",
        f"collaboration/moderation/posts/{own.waiting.pk}/",
        f"collaboration/moderation/edits/{own.edit.pk}/",
        f"collaboration/moderation/reports/{own.report.pk}/",
        f"collaboration/moderation/topics/{own.proposed.pk}/",
        own.path,
        f"{own.path}edit/",
        f"{own.path}close/",
        f"{own.path}posts/1/edit/",
        f"{own.path}posts/1/hide/",
        f"{own.path}posts/2/hide/",
        f"{own.path}posts/0/edit/",
        f"{own.path}posts/0/hide/",
        f"{closed}reopen/",
        f"{closed}summary/",
        "collaboration/moderation/?language=ru",
        f"collaboration/moderation/posts/{own.anew.pk}/",
    ]
    return [
        *(Page(path, "moderator") for path in moderator),
        Page(f"collaboration/moderation/posts/{own.waiting.pk}/", "moderator", act=send_empty_form),
        Page(f"{closed}reopen/", "moderator", act=send_empty_form),
        Page(own.path, "contributor"),
        Page(f"{own.path}waiting/{own.anew.pk}/", "contributor"),
        Page(f"collaboration/topics/{own.proposed.pk}/posts/0/edit/", "contributor"),
        Page(f"collaboration/topics/{own.proposed.pk}/", "contributor"),
    ]


def admin_pages(shown: Shown) -> list[Page]:
    """Return pages of the admin: our two, and the stock ones of several models."""
    return [
        Page("/admin/", "curator"),
        Page("/admin/review/", "curator"),
        Page(f"/admin/review/{shown.revised.pk}/", "curator"),
        Page("/admin/records/record/", "curator"),
        Page(f"/admin/records/record/{shown.record.pk}/change/", "curator"),
        Page("/admin/vocabularies/decision/add/", "curator"),
        Page("/admin/country_profiles/nationalsite/", "curator"),
        Page("/admin/reporting/nationalreport/", "curator"),
        Page("/admin/vocabularies/theme/", "curator"),
        Page("/admin/vocabularies/theme/1/change/", "curator"),
        Page("/admin/directory/organisation/", "curator"),
        Page("/admin/directory/designation/add/", "curator"),
        Page("/admin/accounts/user/", "curator"),
        Page("/admin/outbox/outgoingmail/", "curator"),
    ]
