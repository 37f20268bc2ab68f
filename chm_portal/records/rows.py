"""Rows of the workspace's lists: a record or revision with its state and next step, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.records import authority
from chm_portal.records.models import Record, Revision
from chm_portal.teamwork import holds
from chm_portal.teamwork.models import SectionHold

NEXT_STEPS = {
    "draft": _("Go on writing, then submit."),
    "returned": _("Read why it came back, put it right and submit it again."),
    "submitted": _("Waits for the endorsement of its focal point or partner contact."),
    "endorsed": _("Waits for the secretariat's classification check."),
    "published": _("Nothing to do. Edit it when something changes."),
    "withdrawn": _("Withdrawn; its address says so. Edit it to publish it again."),
}


@dataclass
class KeptRow:
    """One record of mine: `lively_revisions` were fetched with it, newest first."""

    record: Record
    user: object
    holds: list[SectionHold] = field(default_factory=list)  # filled by `kept_rows_of`

    @property
    def revision(self) -> Revision | None:
        """The open revision, or else the latest published one."""
        lively = self.record.lively_revisions
        return next((one for one in lively if one.is_open), lively[0] if lively else None)

    @property
    def title(self) -> tuple[str, str]:
        """Return (title, language): of the open revision, whose text is newer than what is published."""
        if self.revision and self.revision.working_title[0]:
            return self.revision.working_title
        return self.record.title_shown

    @property
    def states(self) -> list[str]:
        """The states to show: what the public sees first, then what is on its way."""
        states = [self.record.state] if self.record.state != Record.State.UNPUBLISHED else []
        if self.revision and self.revision.is_open:
            states.append(self.revision.state)
        return states or ["draft"]

    @property
    def next_step(self) -> str | Promise:
        """What happens next, and who has to act."""
        state = self.revision.state if self.revision and self.revision.is_open else self.record.state
        if state == "submitted" and self.waits_for_me:
            return (
                _("Waits for you: publish it or return it.")
                if self.record.is_national
                else _("Waits for your endorsement.")
            )
        if state == "submitted" and self.record.is_national:
            return _("Waits for its focal point, who publishes it or returns it.")
        return NEXT_STEPS.get(state, "")

    @property
    def writing(self) -> list[tuple]:
        """Who else is writing in it now: (person, name of the section)."""
        return [(hold.user, self._label(hold)) for hold in self.holds if hold.user_id != self.user.pk]

    @property
    def asked(self) -> list[tuple]:
        """Who has asked for a section that this person has open: (person, name of the section)."""
        mine = [hold for hold in self.holds if hold.user_id == self.user.pk and hold.asked_by]
        return [(hold.asked_by, self._label(hold)) for hold in mine]

    def _label(self, hold: SectionHold) -> str:
        sections = self.record.kind_of.form.sections
        return next((label for slug, label, _names in sections if slug == hold.section), "")

    @property
    def waits_for_me(self) -> bool:
        """Whether the person is one of those who decide on what was submitted."""
        if not self.revision or self.revision.state != Revision.State.SUBMITTED:
            return False
        decides = authority.may_approve if self.record.is_national else authority.may_endorse
        return decides(self.user, self._with_record())

    def _with_record(self) -> Revision:
        self.revision.record = self.record
        return self.revision

    @property
    def url(self) -> str:
        """Where to go on: the draft's task list, or the record's own page in the workspace."""
        if self.revision and self.revision.is_editable:
            return reverse("records:revision_tasks", args=[self.revision.pk])
        if self.waits_for_me:
            return reverse("records:review_detail", args=[self.revision.pk])
        return reverse("records:record_kept", args=[self.record.pk])


def kept_rows_of(records: Iterable[Record], user) -> list[KeptRow]:
    """Return a row for each record, with who is writing in it; one query beside those of the records."""
    rows = [KeptRow(record, user) for record in records]
    live = holds.live_of(row.revision.pk for row in rows if row.revision and row.revision.is_editable)
    for row in rows:
        row.holds = live.get(row.revision.pk, []) if row.revision else []
    return rows
