"""The lines about what was changed of a discussion: written by `conduct`, read below the transcript and in print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from chm_portal.accounts.models import User
from collaboration.models import Board, Moderation, Thread, ThreadChange


@dataclass(frozen=True)
class ShownChange:
    """A change as a reader of the active language sees it; before and after are moments, or words.

    A title that was hidden is an empty word, wherever it stands.
    """

    change: ThreadChange
    before: datetime | str | Promise | None
    after: datetime | str | Promise | None


def codes_of(thread: Thread) -> dict[str, str]:
    """Return {what: code} of everything whose changes readers are told of."""
    moments = {"opens_at": thread.opens_at, "closes_at": thread.closes_at}
    return {name: moment.isoformat() if moment else "" for name, moment in moments.items()} | {
        "board": thread.board.slug,
        "moderator": str(thread.moderator_id),
        "moderation": thread.moderation,
        "title": thread.title,
    }


def note(thread: Thread, by, before: dict[str, str]) -> None:
    """Write a line for each thing that is not what it was; `before` is what `codes_of` gave then."""
    after = codes_of(thread)
    ThreadChange.objects.bulk_create(
        ThreadChange(thread=thread, what=what, before=before[what], after=after[what], made_by=by)
        for what in ThreadChange.What.values
        if before[what] != after[what]
    )


def changes_of(thread: Thread) -> list[ShownChange]:
    """Return the lines of a discussion in the order of time; at most three queries."""
    changes = list(thread.changes.select_related("made_by", "hidden_by"))
    hidden = {change.before for change in changes if change.hidden_at}
    boards = {board.slug: board.label for board in Board.objects.filter(slug__in=_codes(changes, "board"))}
    people = {str(user.pk): str(user) for user in User.objects.filter(pk__in=_codes(changes, "moderator"))}
    words = {"board": boards, "moderator": people, "moderation": dict(Moderation.choices)}
    words["title"] = dict.fromkeys(hidden - {thread.title}, "")
    return [_shown(change, words) for change in changes]


def _codes(changes: Iterable[ThreadChange], what: str) -> set[str]:
    return {code for change in changes if change.what == what for code in (change.before, change.after) if code}


def _shown(change: ThreadChange, words: dict[str, dict]) -> ShownChange:
    if change.what in (ThreadChange.What.OPENS, ThreadChange.What.CLOSES):
        return ShownChange(change, *change.moments)
    of_this = words.get(change.what, {})
    return ShownChange(change, *(of_this.get(code, code) for code in (change.before, change.after)))
