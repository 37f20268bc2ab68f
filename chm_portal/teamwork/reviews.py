"""The internal review round: colleagues read a draft and answer before it is submitted or published (R40).

An answer never stops a publication; asker, team and whoever speaks for the owner read it, nobody else does.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import User
from chm_portal.directory import access
from chm_portal.notifications.mail import tell
from chm_portal.teamwork.models import Task, TaskChange


def of_draft(revision) -> list[Task]:
    """Return who was asked to read a draft, with their answers, the first one asked first."""
    asked = Task.objects.filter(revision=revision).select_related("assignee", "created_by").order_by("pk")
    tasks = list(asked)
    for task in tasks:
        task.revision = revision
    return tasks


def asked_of(revisions: list[Task], user) -> Task | None:
    """Return what this person was asked last, of the readings of one draft."""
    return next((task for task in reversed(revisions) if task.assignee_id == user.pk), None)


def waiting_for(user) -> list[Task]:
    """Return the readings that a person is still asked for, of owners whose drafts the person sees."""
    asked = Task.objects.open().filter(kind=Task.Kind.REVIEW, assignee=user.pk)
    fetched = asked.for_board().select_related("organisation")
    return [task for task in fetched if task.is_offered and access.keeps(user, task.owner)]


@transaction.atomic
def ask(revision, by, people: Iterable[User], note: str, due: date | None = None) -> list[Task]:
    """Ask people of the draft's team to read it, and write to them; who is asked already is not asked twice."""
    owner = revision.record.owner
    access.require(access.keeps(by, owner))
    if not revision.is_open:
        raise ValidationError(_("It is decided already: there is no draft to read."), code="decided")
    asked = []
    for person in people:
        if not access.keeps(person, owner):
            raise ValidationError(_("%(name)s is not in your team any more."), params={"name": str(person)})
        try:
            with transaction.atomic():
                task = Task.objects.create(
                    **owner.columns,
                    kind=Task.Kind.REVIEW,
                    revision=revision,
                    record=revision.record,
                    note=note,
                    due=due,
                    assignee=person,
                    created_by=by,
                )
        except IntegrityError:
            continue
        TaskChange.objects.create(task=task, by=by, act=TaskChange.Act.GIVEN, person=person)
        if person.pk != by.pk:
            tell(person, "teamwork/review_asked", {"task": task, "by": by, "owner": owner})
        asked.append(task)
    return asked


@transaction.atomic
def answer(pk: int, by, verdict: str, text: str) -> Task:
    """Answer that a draft looks right, or with comments; a later answer takes the place of the earlier.

    Raises ValidationError when the draft is decided already, PermissionDenied to whom was not asked.
    """
    task = (
        Task.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "revision__record__owner_country", "revision__record__owner_organisation", "created_by", "organisation"
        )
        .get(pk=pk)
    )
    if not task.is_review or task.assignee_id != by.pk or not access.keeps(by, task.owner):
        raise PermissionDenied
    if not task.revision.is_open:
        raise ValidationError(_("It is decided already: there is no draft to read."), code="decided")
    is_new = (task.answer, task.answer_text) != (verdict, text)
    task.answer, task.answer_text, task.answered_at = verdict, text, timezone.now()
    task.state = Task.State.DONE
    task.save()
    if is_new:
        TaskChange.objects.create(task=task, by=by, act=TaskChange.Act.DONE)
        if task.created_by_id != by.pk:
            tell(task.created_by, "teamwork/review_answered", {"task": task, "by": by, "owner": task.owner})
    return task
