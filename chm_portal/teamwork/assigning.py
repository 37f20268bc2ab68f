"""Writing down, changing, taking and finishing tasks: each step one transaction under the task's lock (R12, R40).

Errors are ValidationErrors with a sentence to act on; PermissionDenied where the person has no right to the step.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.common.sent_twice import sent_before
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.notifications.mail import tell
from chm_portal.teamwork.models import DueAssignment, Task, TaskChange
from chm_portal.teamwork.people import team_of
from chm_portal.teamwork.refusals import Stale, TakenAlready

Act = TaskChange.Act
EDITED = ("title", "note", "due", "record_id", "cycle_id")
TAKE, LEAVE = "take", "leave"
ACTS = (TAKE, LEAVE, *Task.State.values)


def may_edit(user, task: Task) -> bool:
    """Whether the person may change or remove it: one's own, and who speaks for the owner all."""
    return task.created_by_id == user.pk or access.speaks_for(user, task.owner)


def may_move(user, task: Task) -> bool:
    """Whether the person may say how far it is: who does it, who may edit it, anybody where nobody does it."""
    return not task.is_review and (task.assignee_id in (None, user.pk) or may_edit(user, task))


def may_take(user, task: Task, team: set[int]) -> bool:
    """Whether it is there to be taken: nobody of today's team (primary keys) does it."""
    return not task.is_review and not task.is_done and task.assignee_id not in team


def _locked(pk: int, by) -> Task:
    task = (
        Task.objects.select_for_update(of=("self",), no_key=True).select_related("assignee", "organisation").get(pk=pk)
    )
    access.require(access.keeps(by, task.owner))
    return task


def _note(task: Task, by, act: str, person: User | None = None) -> None:
    TaskChange.objects.create(task=task, by=by, act=act, person=person)


def _give(task: Task, by) -> None:
    """Note who does it from now on, and write to that person unless it is the one who acts."""
    _note(task, by, Act.GIVEN if task.assignee else Act.LEFT, task.assignee)
    if task.assignee and task.assignee_id != by.pk:
        tell(task.assignee, "teamwork/task_given", {"task": task, "by": by, "owner": task.owner})


def add(owner: Owner, by, answers: Mapping[str, Any], creation_key: UUID) -> Task:
    """Write a task down; the same creation key by the same person gives the same task.

    So do the same answers, sent again within minutes.
    `answers` are the clean ones of the form: title, note, due, assignee, record_id, cycle_id.
    """
    access.require(access.keeps(by, owner))
    same = Task.objects.of(owner).open().filter(created_by=by, kind=Task.Kind.TASK, **answers)
    if existing := sent_before(same, "created_at"):
        return existing
    try:
        with transaction.atomic():
            task = Task.objects.create(**owner.columns, created_by=by, creation_key=creation_key, **answers)
            _note(task, by, Act.ADDED)
            if task.assignee:
                _give(task, by)
    except IntegrityError:
        task = Task.objects.of(owner).filter(creation_key=creation_key, created_by=by).first()
        if task is None:
            raise PermissionDenied from None
    return task


@transaction.atomic
def change(pk: int, by, answers: Mapping[str, Any], seen: str = "") -> Task:
    """Change a task; `seen` is the mark of what the form showed. Raises Stale, PermissionDenied."""
    task = _locked(pk, by)
    access.require(not task.is_review and may_edit(by, task))
    if seen and seen != task.mark:
        raise Stale
    edited = [name for name in EDITED if getattr(task, name) != answers[name]]
    given = answers["assignee"] != task.assignee
    for name in (*EDITED, "assignee"):
        setattr(task, name, answers[name])
    if edited or given:
        task.save()
    if edited:
        _note(task, by, Act.EDITED)
    if given:
        _give(task, by)
    return task


@transaction.atomic
def move(pk: int, by, act: str) -> Task:
    """Take a task, leave it to others, or say how far it is; done again, nothing changes. Raises TakenAlready."""
    task = _locked(pk, by)
    if act == TAKE:
        if task.assignee_id == by.pk:
            return task
        access.require(not task.is_review)
        if not may_take(by, task, set(team_of(task.owner).values_list("pk", flat=True))):
            raise TakenAlready(task.assignee)
        task.assignee = by
        _give(task, by)
    elif act == LEAVE:
        access.require(not task.is_review and task.assignee_id == by.pk)
        task.assignee = None
        _give(task, by)
    else:
        access.require(may_move(by, task))
        if task.state == act:
            return task
        task.state = act
        _note(task, by, act)
    task.save()
    return task


@transaction.atomic
def remove(pk: int, by) -> None:
    """Remove a task with its history; the audit keeps that it was there."""
    task = _locked(pk, by)
    access.require(may_edit(by, task))
    trail.record("task.removed", by, f"task:{task.pk}", owner=task.owner.key)
    task.delete()


@transaction.atomic
def give_due(owner: Owner, key: str, label: Callable[[], str], by, *, assignee: User | None, seen: str = "") -> None:
    """Say who of a Party's team sees to something that is due anyhow; `seen` is the key of who did by the page.

    Who speaks for the Party gives it to anybody; others take what nobody of the team does, and leave what they have.
    `label` gives what the letter calls it, in the language that is active then. Raises Stale, PermissionDenied.
    """
    standing = DueAssignment.objects.select_for_update(of=("self",), no_key=True)
    stands = standing.filter(country=owner.country_id, key=key).first()
    does = stands.assignee_id if stands else None
    if str(does or "") != seen:
        raise Stale
    team = set(team_of(owner).values_list("pk", flat=True))
    is_free = does not in team or does == by.pk
    if not access.speaks_for(by, owner) and not (is_free and assignee in (None, by) and access.keeps(by, owner)):
        raise PermissionDenied
    if does == (assignee.pk if assignee else None):
        return
    DueAssignment.objects.update_or_create(
        country_id=owner.country_id,
        key=key,
        defaults={"assignee": assignee, "given_by": by, "given_at": timezone.now()},
    )
    trail.record("due.given", by, f"country:{owner.slug}", key=key, user=assignee.pk if assignee else None)
    if assignee and assignee.pk != by.pk:
        tell(assignee, "teamwork/due_given", {"label": label, "by": by, "owner": owner})
