"""Forms of the task board: a task, and who sees to what is due anyhow."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chm_portal.common.fields import OneLineField, WholeDayField
from chm_portal.common.offer import is_offered
from chm_portal.common.seen import SeenForm
from chm_portal.directory.forms import CleanTextField
from chm_portal.teamwork.models import Task
from chm_portal.teamwork.models.tasks import NOTE_LENGTH
from chm_portal.vocabularies.memory import vocabulary
from country_profiles.board import Board, titled_records
from reporting import register


def about_choices(board: Board) -> list:
    """Return what a task can be about: the Party's drafts and records, and the reporting cycles in use."""
    records = [
        (f"record:{pk}", f"{row.title[0] or _('Without a title yet')} ({row.record.kind_of.label})")
        for pk, row in titled_records(board.owner, board.user).items()
    ]
    cycles = [(f"cycle:{cycle.code}", cycle.label) for cycle in reversed(register.cycles()) if is_offered("reporting")]
    groups = [(_("Drafts and records"), records), (_("Reporting cycles"), cycles)]
    return [("", _("Nothing in particular")), *[group for group in groups if group[1]]]


def team_choices(board: Board) -> list:
    """Return who can be given a task."""
    return [("", _("Nobody yet")), *[(str(person.pk), str(person)) for person in board.team]]


class TaskForm(SeenForm):
    """What is to be done, until when, by whom, about what; `task` is the one that is edited, if any."""

    title = OneLineField(label=_("What is to be done?"), max_length=200)
    note = CleanTextField(label=_("Note"), max_length=NOTE_LENGTH, required=False)
    due = WholeDayField(label=pgettext_lazy("a task", "Due on"), required=False)
    assignee = forms.ChoiceField(label=_("Who does it?"), required=False)
    about = forms.ChoiceField(label=_("What is it about?"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, board: Board, task: Task | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self._team = {str(person.pk): person for person in board.team}
        self.fields["assignee"].choices = team_choices(board)
        self.fields["about"].choices = about_choices(board)
        if task:
            del self.fields["key"]
            if task.assignee and str(task.assignee_id) not in self._team:
                self.fields["assignee"].help_text = _("%(name)s is no longer on the team.") % {"name": task.assignee}

    @staticmethod
    def initial_of(task: Task) -> dict:
        """Return what the form shows of a task."""
        about = f"record:{task.record_id}" if task.record_id else ""
        if task.cycle_id:
            about = f"cycle:{vocabulary('cycle').by_pk(task.cycle_id).code}"
        return {
            "title": task.title,
            "note": task.note,
            "due": task.due,
            "assignee": str(task.assignee_id or ""),
            "about": about,
            "seen": task.mark,
        }

    @property
    def answers(self) -> dict:
        """The clean answers as a task's columns."""
        kind, _colon, name = self.cleaned_data["about"].partition(":")
        columns = {name: self.cleaned_data[name] for name in ("title", "note", "due")}
        return columns | {
            "assignee": self._team.get(self.cleaned_data["assignee"]),
            "record_id": int(name) if kind == "record" else None,
            "cycle_id": vocabulary("cycle")[name].pk if kind == "cycle" else None,
        }


class DueForm(SeenForm):
    """Who of the team sees to something that is due anyhow; a contributor can only name oneself or nobody."""

    assignee = forms.ChoiceField(label=_("Who does it?"), required=False)

    def __init__(self, *args, board: Board, leads: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self._team = {str(person.pk): person for person in board.team if leads or person.pk == board.user.pk}
        choices = team_choices(board)
        self.fields["assignee"].choices = [choice for choice in choices if choice[0] in ("", *self._team)]

    @property
    def chosen(self):
        """The chosen person; None where it is nobody."""
        return self._team.get(self.cleaned_data["assignee"])
