"""The task board of a Party's team: what somebody wrote down, and what is due anyhow, in one order (R12, R40).

What is due anyhow is worked out each time from what the Party's page lacks, the reports to come and the drafts that
wait for the focal point; only who sees to it is stored (`DueAssignment`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext

from chm_portal.accounts.models import User
from chm_portal.common import dates
from chm_portal.directory import access
from chm_portal.directory.models import today
from chm_portal.directory.owners import Owner
from chm_portal.records.models import Record, Revision
from chm_portal.records.rows import KeptRow
from chm_portal.records.views.workspace import LIVELY
from chm_portal.teamwork import assigning
from chm_portal.teamwork.models import DueAssignment, Task
from chm_portal.teamwork.people import team_of
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from country_profiles import completeness
from country_profiles.completeness import Point

MINE, ALL, DONE = "mine", "all", "done"
SHOWN = (ALL, MINE, DONE)
DONE_SHOWN = 50
OFFERED_RECORDS = 200
NO_DAY = date.max


@dataclass(frozen=True)
class About:
    """What a task is about: a record or draft of the Party, or a reporting cycle."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the board; `task` is none where the portal has added it, `key` then names it."""

    label: str | Promise
    url: str
    state: str
    due: date | None
    assignee: User | None
    is_on_team: bool  # whether who does it is of the team today
    hint: str | Promise = ""
    about: About | None = None
    task: Task | None = None
    key: str = ""
    give_url: str = ""
    may_take: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do."""
        return self.state != Task.State.DONE

    @property
    def is_overdue(self) -> bool:
        """Whether its day has gone by."""
        return self.is_open and self.due is not None and self.due < today()

    @property
    def uid(self) -> str:
        """Its name in calendars."""
        return f"task-{self.task.pk}" if self.task else f"due-{self.key}"


@dataclass
class Board:
    """The board of one Party as one person of its team sees it."""

    country: RememberedTerm
    user: User
    points: list[Point] = field(default_factory=list)

    def __post_init__(self):
        self.owner = Owner.party(self.country)
        self.points = self.points or completeness.points(self.country)

    @cached_property
    def team(self) -> list[User]:
        """The people of the team today."""
        return list(team_of(self.owner))

    @cached_property
    def team_keys(self) -> set[int]:
        """Their primary keys."""
        return {person.pk for person in self.team}

    @cached_property
    def rows(self) -> list[Row]:
        """What is open, what is due first on top; what has no day comes last."""
        open_tasks = Task.objects.of(self.owner).open().for_board()
        rows = [*self.due_rows, *self._rows_of(open_tasks)]
        return sorted(rows, key=lambda row: row.due or NO_DAY)

    @cached_property
    def due_rows(self) -> list[Row]:
        """What the portal adds by itself."""
        assigned = DueAssignment.objects.filter(country=self.country.pk).select_related("assignee")
        does = {one.key: one.assignee for one in assigned}
        points = [*completeness.missing(self.points), *completeness.coming_reports(self.country), *self._waiting()]
        return [self._row_of_point(point, does.get(point.key)) for point in points]

    def label_of(self, key: str) -> str:
        """Return what something that is due is called in the language that is active now."""
        anew = Board(self.country, self.user)
        return next((str(row.label) for row in anew.due_rows if row.key == key), "")

    @property
    def mine(self) -> list[Row]:
        """What is open and this person's."""
        return [row for row in self.rows if row.assignee and row.assignee.pk == self.user.pk]

    @property
    def overdue(self) -> list[Row]:
        """What is open and late."""
        return [row for row in self.rows if row.is_overdue]

    def done(self) -> list[Row]:
        """Return what was done, the latest first."""
        done = Task.objects.of(self.owner).filter(state=Task.State.DONE)
        return self._rows_of(done.for_board().order_by("-pk")[:DONE_SHOWN])

    def shown(self, show: str) -> list[Row]:
        """Return the rows of one of the three views."""
        return {MINE: lambda: self.mine, DONE: self.done}.get(show, lambda: self.rows)()

    def _waiting(self) -> list[Point]:
        """Return the drafts that wait for whoever speaks for the Party."""
        waiting = Revision.objects.waiting().filter(
            record__in=Record.objects.owned_by([self.owner]), state=Revision.State.SUBMITTED
        )
        leads = access.speaks_for(self.user, self.owner)
        return [
            Point(
                gettext("Decide on: %(draft)s") % {"draft": revision.working_title[0] or revision.kind_of.label},
                is_there=False,
                url=reverse("records:review_detail", args=[revision.pk])
                if leads
                else reverse("records:record_kept", args=[revision.record_id]),
                hint=gettext("Submitted on %(day)s; a focal point publishes, endorses or returns it.")
                % {"day": dates.day(revision.submitted_at)},
                key=f"draft-{revision.pk}",
                is_begun=True,
            )
            for revision in waiting.select_related("record")
        ]

    def _row_of_point(self, point: Point, assignee: User | None) -> Row:
        is_on_team = assignee is not None and assignee.pk in self.team_keys
        return Row(
            point.label,
            point.url,
            Task.State.IN_HAND if point.is_begun and is_on_team else Task.State.TO_DO,
            point.due,
            assignee,
            is_on_team,
            hint=point.hint,
            key=point.key,
            give_url=reverse("country_profiles:due_give", args=[self.country.code, point.key]),
        )

    def _rows_of(self, tasks: Iterable[Task]) -> list[Row]:
        tasks = [task for task in tasks if task.is_offered]
        about = abouts(self.country, tasks, self.user)
        return [self.row_of(task, about.get(task.pk)) for task in tasks]

    def row_of(self, task: Task, about: About | None) -> Row:
        """Return a task as a line of the board."""
        if task.is_review:
            url = reverse("records:revision_read", args=[task.revision_id])
        else:
            url = reverse("country_profiles:task_detail", args=[self.country.code, task.pk])
        return Row(
            task.label,
            url,
            task.state,
            task.due,
            task.assignee,
            task.assignee_id in self.team_keys,
            hint=task.note if task.is_review else "",
            about=about,
            task=task,
            may_take=assigning.may_take(self.user, task, self.team_keys),
        )


def titled_records(owner: Owner, user, keys: Iterable[int] | None = None) -> dict[int, KeptRow]:
    """Return {primary key: row with title and address} of a Party's records and drafts, the newest first."""
    records = Record.objects.owned_by([owner]).offered().exclude(state=Record.State.WITHDRAWN)
    if keys is not None:
        records = records.filter(pk__in=set(keys))
    fetched = records.select_related("owner_country", "owner_organisation").prefetch_related(LIVELY)
    rows = [KeptRow(record, user) for record in fetched.order_by("-pk")[:OFFERED_RECORDS]]
    return {row.record.pk: row for row in rows if row.revision}


def abouts(country: RememberedTerm, tasks: list[Task], user) -> dict[int, About]:
    """Return {task: what it is about}; a record that is no more the Party's is not named."""
    keys = {task.record_id for task in tasks if task.record_id and not task.is_review}
    rows = titled_records(Owner.party(country), user, keys) if keys else {}
    found = {}
    for task in tasks:
        if task.record_id in rows and not task.is_review:
            row = rows[task.record_id]
            url = reverse("records:record_kept", args=[task.record_id])
            found[task.pk] = About(row.title[0] or str(row.record.kind_of.label), url)
        elif task.cycle_id:
            found[task.pk] = About(vocabulary("cycle").by_pk(task.cycle_id).label)
    return found


def by_month(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return the rows with a day as (month in words, its rows), in their order."""
    months: dict[str, list[Row]] = {}
    for row in sorted((row for row in rows if row.due), key=lambda row: row.due):
        months.setdefault(dates.partial_date(f"{row.due:%Y-%m}"), []).append(row)
    return list(months.items())
