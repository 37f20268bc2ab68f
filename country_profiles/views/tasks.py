"""The task board of a Party's team: who does what until when (R12, R40)."""

from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.common.icalendar import Day, calendar_response
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.teamwork import assigning
from chm_portal.teamwork.models import DueAssignment, Task
from chm_portal.teamwork.refusals import Stale
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import board
from country_profiles.board import Board, Row
from country_profiles.board_forms import DueForm, TaskForm
from country_profiles.views.finding import kept_party


def _board(request: HttpRequest, code: str) -> Board:
    return Board(kept_party(request, code), request.user)


def _shown(request: HttpRequest) -> str:
    show = request.GET.get("show", board.ALL)
    return show if show in board.SHOWN else board.ALL


def _task(country: RememberedTerm, pk: int) -> Task:
    """Return a task of this Party's team; Http404 for another's."""
    return get_object_or_404(Task.objects.of(Owner.party(country)).for_board(), pk=pk)


@require_safe
def task_board(request: HttpRequest, code: str) -> HttpResponse:
    """Show the board to the team: everybody's, mine, or what is done; and the days on which something is due."""
    made, show = _board(request, code), _shown(request)
    rows = made.shown(show)
    context = {
        "country": made.country,
        "board": made,
        "show": show,
        "views": [
            (board.ALL, _("Everybody's"), len(made.rows)),
            (board.MINE, _("Mine"), len(made.mine)),
            (board.DONE, _("Done"), None),
        ],
        "rows": rows,
        "months": board.by_month(rows) if show != board.DONE else [],
    }
    return render(request, "country_profiles/task_board.html", context)


@require_safe
def task_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Send the days of the board, everybody's or mine, as a calendar file in the language of the address."""
    made, show = _board(request, code), _shown(request)
    name = _("Tasks of %(country)s") % {"country": made.country.label}
    rows = [row for row in made.shown(show) if row.due and row.is_open]
    return calendar_response(name, [_day(made, row) for row in rows], f"tasks-{made.country.code}")


def _day(made: Board, row: Row) -> Day:
    who = _("Who does it: %(name)s") % {"name": row.assignee or _("nobody yet")}
    note = row.task.note if row.task else str(row.hint)
    return Day(
        uid=f"{row.uid}.{made.country.code}@{urlsplit(settings.PORTAL_ADDRESS).hostname}",
        day=row.due,
        summary=str(row.label),
        description="\n\n".join(filter(None, [who, note])),
        url=settings.PORTAL_ADDRESS + row.url,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def task_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a task down; however often the button is pressed, it is one."""
    made = _board(request, code)
    if request.method != "POST":
        form = TaskForm(carried.pop(request), board=made, initial={"key": uuid4()})
        return _show_form(request, made, form)
    form = TaskForm(request.POST, board=made)
    if not form.is_valid():
        return _show_form(request, made, form, status=422)
    task = assigning.add(made.owner, request.user, form.answers, form.cleaned_data["key"])
    messages.success(request, _("It stands on the board."))
    return redirect("country_profiles:task_detail", code, task.pk)


def _show_form(
    request: HttpRequest, made: Board, form: TaskForm, *, task: Task | None = None, stands=None, status: int = 200
) -> HttpResponse:
    context = {"country": made.country, "form": form, "task": task, "stands": stands}
    return render(request, "country_profiles/task_form.html", context, status=status)


@require_safe
def task_detail(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show one task with its history and what this person can do about it."""
    made = _board(request, code)
    task = _task(made.country, pk)
    about = board.abouts(made.country, [task], request.user).get(task.pk)
    context = {
        "country": made.country,
        "task": task,
        "row": made.row_of(task, about),
        "changes": task.changes.select_related("by", "person"),
        "may_edit": assigning.may_edit(request.user, task),
        "may_move": assigning.may_move(request.user, task),
        "is_mine": task.assignee_id == request.user.pk,
        "states": [state for state in Task.State if state != task.state],
    }
    return render(request, "country_profiles/task_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def task_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a task; where somebody else has meanwhile, what stands now comes back beside what was typed."""
    made = _board(request, code)
    task = _task(made.country, pk)
    access.require(not task.is_review and assigning.may_edit(request.user, task))
    initial = TaskForm.initial_of(task)
    if request.method != "POST":
        return _show_form(
            request, made, TaskForm(carried.pop(request), board=made, task=task, initial=initial), task=task
        )
    form = TaskForm(request.POST, board=made, task=task)
    if not form.is_valid():
        return _show_form(request, made, form, task=task, status=422)
    try:
        assigning.change(task.pk, request.user, form.answers, form.cleaned_data["seen"])
    except Stale as refusal:
        task = _task(made.country, pk)
        form.add_error(None, refusal)
        form.now_seen(task.mark)
        about = board.abouts(made.country, [task], request.user).get(task.pk)
        return _show_form(request, made, form, task=task, stands=made.row_of(task, about), status=409)
    messages.success(request, _("Saved."))
    return redirect("country_profiles:task_detail", code, pk)


@require_POST
def task_move(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a task, leave it to others, or say how far it is."""
    task = _task(kept_party(request, code), pk)
    act = request.POST.get("act", "")
    if act not in assigning.ACTS:
        messages.error(request, _("Say what is to be done with the task."))
    else:
        try:
            assigning.move(task.pk, request.user, act)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Saved."))
    if request.POST.get("back") == "board":
        return redirect("country_profiles:task_board", code)
    return redirect("country_profiles:task_detail", code, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def task_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask, then remove a task with its history."""
    country = kept_party(request, code)
    task = _task(country, pk)
    access.require(assigning.may_edit(request.user, task))
    if request.method == "POST":
        assigning.remove(task.pk, request.user)
        messages.success(request, _("The task is removed."))
        return redirect("country_profiles:task_board", code)
    return render(request, "country_profiles/task_remove.html", {"country": country, "task": task})


@require_http_methods(["GET", "HEAD", "POST"])
def due_give(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Say who of the team sees to something that is due anyhow."""
    made = _board(request, code)
    row = next((row for row in made.due_rows if row.key == key), None)
    if row is None:
        raise Http404
    leads = access.speaks_for(request.user, made.owner)
    stored = DueAssignment.objects.filter(country=made.country.pk, key=key).select_related("given_by").first()
    initial = {
        "assignee": str(row.assignee.pk) if row.assignee else "",
        "seen": str(row.assignee.pk if row.assignee else ""),
    }
    may_give = leads or not row.is_on_team or row.assignee == request.user
    context = {"country": made.country, "row": row, "stored": stored, "may_give": may_give}
    form = DueForm(request.POST or None, board=made, leads=leads, initial=initial)
    if request.method == "POST":
        access.require(may_give)
        if form.is_valid():
            try:
                assigning.give_due(
                    made.owner,
                    key,
                    lambda: made.label_of(key),
                    request.user,
                    assignee=form.chosen,
                    seen=form.cleaned_data["seen"],
                )
            except Stale as refusal:
                form.add_error(None, refusal)
                form.now_seen(initial["seen"])
                return render(request, "country_profiles/due_give.html", context | {"form": form}, status=409)
            messages.success(request, _("Saved."))
            return redirect("country_profiles:task_board", code)
        return render(request, "country_profiles/due_give.html", context | {"form": form}, status=422)
    return render(request, "country_profiles/due_give.html", context | {"form": form})
