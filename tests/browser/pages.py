"""Every page type of the portal with somebody who may see it, for what is asked of all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.shown import Shown, person


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


def public_pages(shown: Shown) -> list[Page]:
    """Return the pages that everybody reads; those of the frame alone are in test_look."""
    record = f"records/{shown.record.identifier}/"
    return [
        Page("search/"),
        Page("search/?q=biodiversity&type=report"),
        Page("search/?q=nobody+wrote+this+zzzz"),
        Page("knowledge-base/"),
        Page("knowledge-base/collections/"),
        Page("knowledge-base/events/"),
        Page("knowledge-base/calls/"),
        Page("records/CHM-COL-SCBD-1/"),
        Page("records/CHM-EVT-SCBD-1/"),
        Page("records/CHM-CAL-SCBD-1/"),
        Page("data/"),
        Page("vocabularies/"),
        Page("search/?like=CHM-RES-SCBD-1"),
        Page("no-such-page/", status=404),
        Page("knowledge-base/suggest/"),
        Page("knowledge-base/suggest/", act=send_empty_form),
        Page(shown.draft_link.get_absolute_url().removeprefix("/en/")),
        Page("statistics/"),
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
        Page("workspace/notices/", "contributor"),
        Page("workspace/notices/?unread=1", "contributor"),
        Page("workspace/notices/", "partner-contact"),
        Page("workspace/following/", "member"),
        Page("workspace/following/", "moderator"),
        Page("workspace/following/follow/?topic=theme:invasive-alien-species", "member"),
        Page(f"unsubscribe/{shown.unsubscribe}/"),
        Page(f"unsubscribe/{shown.unsubscribe}/", act=send_first_form),
        Page("unsubscribe/no-token/", status=404),
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
        f"{full}read/ask/",
        f"{full}read/",
        f"{full}links/",
        f"workspace/revisions/{shown.revised.pk}/links/",
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
        "workspace/records/to-translate/?language=fr",
        f"workspace/records/{shown.record.pk}/translate/fr/",
        "workspace/desk/",
        "workspace/desk/unclassified/",
        "workspace/desk/duplicates/",
        "workspace/desk/overdue/",
        "workspace/desk/terms/?theme=invasive-alien-species",
        "workspace/desk/terms/changes/",
        "workspace/desk/merge/",
        f"workspace/desk/merge/?gone={shown.report.identifier}&stays={shown.record.identifier}",
        "workspace/organisations/merge/",
        "workspace/searches/",
        "workspace/searches/not-found/",
        "workspace/suggestions/",
        f"workspace/suggestions/{shown.suggestion.pk}/",
        "style/",
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
