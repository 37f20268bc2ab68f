"""The states that pages show as word, shape and colour together (never colour alone)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class State:
    """How one state looks: its word, the tone of its colour and the shape before it."""

    label: str | Promise
    tone: str
    shape: str


STATES = {
    # of revisions and records
    "unpublished": State(_("Not published"), "none", "ring"),
    "draft": State(_("Draft"), "none", "ring"),
    "submitted": State(_("Submitted"), "wait", "half"),
    "endorsed": State(_("Endorsed"), "wait", "most"),
    "returned": State(_("Returned"), "act", "back"),
    "published": State(_("Published"), "good", "full"),
    "cancelled": State(_("Cancelled"), "none", "cross"),
    "withdrawn": State(_("Withdrawn"), "bad", "cross"),
    # of tasks
    "not_started": State(_("Not started"), "none", "ring"),
    "in_progress": State(_("In progress"), "wait", "half"),
    "complete": State(_("Complete"), "good", "full"),
    "needs_attention": State(_("Needs attention"), "act", "warn"),
    "to_do": State(_("To do"), "none", "ring"),
    "in_hand": State(_("In hand"), "wait", "half"),
    "done": State(_("Done"), "good", "full"),
    # of requests, designations and whatever has an end
    "waiting": State(_("Waiting"), "wait", "half"),
    "granted": State(_("Granted"), "good", "full"),
    "refused": State(_("Refused"), "bad", "cross"),
    "active": State(_("Active"), "good", "full"),
    "ended": State(_("Ended"), "none", "cross"),
    "announced": State(_("Announced"), "none", "ring"),
    "open": State(_("Open"), "good", "full"),
    "closing": State(_("Closing soon"), "act", "warn"),
    "closed": State(_("Closed"), "none", "cross"),
    # of imports and their rows
    "checking": State(_("Being checked"), "wait", "half"),
    "unreadable": State(_("Cannot be read"), "bad", "cross"),
    "to_confirm": State(_("Waits for confirmation"), "act", "warn"),
    "bringing_in": State(_("Being brought in"), "wait", "most"),
    "brought_in": State(_("Brought in"), "good", "full"),
    "new_row": State(_("New"), "good", "ring"),
    "changed_row": State(_("Changed"), "wait", "half"),
    "unchanged_row": State(_("Unchanged"), "none", "full"),
    "wrong_row": State(_("With errors"), "bad", "cross"),
    # of what people write in discussions
    "hidden": State(_("Hidden"), "bad", "cross"),
}


def state_of(code: str) -> State:
    """Return how a state looks; a code that nobody listed keeps its own word and a plain ring."""
    return STATES.get(code) or State(code.replace("_", " ").capitalize(), "none", "ring")
