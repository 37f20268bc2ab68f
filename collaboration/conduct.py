"""How a moderator leads a discussion: its window, its place, its mode, and the summary that closes it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.common import dates
from chm_portal.common.clean_text import clean_text
from chm_portal.directory import access
from collaboration import announcing, authority
from collaboration import changes as changes_here
from collaboration.marks import require_same
from collaboration.models import Summary, Thread
from collaboration.models.threads import CHANGEABLE
from collaboration.opening import locked, require_end
from collaboration.refusals import NotYours, Refusal
from collaboration.texts import html_in
from collaboration.topic_pages import tell_pages, tell_search


def _led(thread: Thread, by) -> Thread:
    """Return a public thread under its lock, for its moderator. Raises NotYours."""
    thread = locked(thread)
    if not thread.is_public or not authority.moderates(by, thread):
        raise NotYours
    return thread


@transaction.atomic
def change(thread: Thread, by, seen: str = "", **changes) -> Thread:
    """Change some of CHANGEABLE; what is the same already is left alone.

    `seen` is the mark of what the person had before them. Raises NotYours, Stale, Refusal.
    """
    thread = _led(thread, by)
    require_same(seen, thread.mark)
    if "closes_at" in changes and changes["closes_at"] != thread.closes_at:
        _require_true_end(thread, changes["closes_at"])
    return _changed(thread, by, changes)


def _require_true_end(thread: Thread, closes_at: datetime | None) -> None:
    """Check that nobody ends in the past what was open then: an open discussion, or before its last post."""
    if closes_at is None or closes_at > timezone.now():
        return
    if not thread.is_closed:
        message = _("This moment has passed. To close the discussion now, use “Close it now” on its page.")
        raise Refusal(message, code="closes")
    last = thread.posts.numbered().aggregate(last=Max("created_at"))["last"]
    if last and closes_at < last:
        message = _("The last post was written %(moment)s: the discussion cannot have closed before.")
        raise Refusal(message, code="closes", params={"moment": dates.moment(last)})


def _changed(thread: Thread, by, changes: dict) -> Thread:
    """Write the changes of a thread that is locked."""
    changed = [name for name in CHANGEABLE if name in changes and getattr(thread, name) != changes[name]]
    before = changes_here.codes_of(thread)
    for name in changed:
        setattr(thread, name, changes[name])
    if not changed:
        return thread
    if "moderator" in changed and not access.is_moderator(thread.moderator):
        raise Refusal(_("%(name)s does not hold the role of a moderator."), params={"name": thread.moderator})
    if thread.closes_at and thread.closes_at <= thread.opens_at:
        raise Refusal(_("The closing is before the opening."), code="window")
    if {"board", "closes_at"} & set(changed):
        require_end(thread.board, thread.closes_at)
    thread.save(update_fields=changed)
    changes_here.note(thread, by, before)
    details = {name: str(getattr(thread, name)) for name in changed if name not in ("title", "board", "moderator")}
    details |= {name: getattr(thread, f"{name}_id") for name in ("board", "moderator") if name in changed}
    trail.record("thread.changed", by, thread.topic, columns=changed, **details)
    tell_pages(thread)
    return thread


@transaction.atomic
def close(thread: Thread, by) -> Thread:
    """Close an open discussion now. Raises NotYours, and Refusal when it is not open."""
    if thread.state_shown not in ("open", "closing"):
        raise Refusal(_("This discussion is not open."), code="not_open")
    return _changed(_led(thread, by), by, {"closes_at": timezone.now()})


def reopen(thread: Thread, by, closes_at: datetime | None = None) -> Thread:
    """Open a closed discussion again, until a moment to come; without one only where discussions stay open.

    Raises NotYours, Refusal.
    """
    if not thread.is_closed:
        raise Refusal(_("This discussion is not closed."), code="not_closed")
    if closes_at and closes_at <= timezone.now():
        raise Refusal(_("This moment has passed."), code="closes")
    return change(thread, by, closes_at=closes_at)


@transaction.atomic
def summarize(thread: Thread, by, text: str, seen: str = "") -> Summary:
    """Write what a closed discussion came to, or a new version of it; every version stays readable.

    `seen` is the number of the version that the person had before them ("0": none). Raises NotYours, and Refusal when
    the discussion is not closed or somebody else has written meanwhile.
    """
    thread = _led(thread, by)
    if not thread.is_closed:
        raise Refusal(_("A summary is written when the discussion is closed. Close it first."), code="not_closed")
    latest = thread.summaries.first()
    number = latest.number if latest else 0
    if seen and seen != str(number):
        raise Refusal(
            _("%(name)s has written a summary since you opened this page. Read it below, then write yours."),
            code="stale",
            params={"name": latest.written_by if latest else ""},
        )
    text = clean_text(text).strip()
    if latest and latest.text == text:
        return latest
    summary = thread.summaries.create(number=number + 1, text=text, html=html_in(thread, text), written_by=by)
    tell_search(thread)
    trail.record("thread.summarized", by, thread.topic, version=summary.number)
    announcing.summarized(summary, by)
    return summary
