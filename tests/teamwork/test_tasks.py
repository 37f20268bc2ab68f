"""The task board of a Party's team: who does what until when, seen by nobody else (R12, R40)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.directory.models import Designation, today
from chm_portal.directory.models.roles import Role
from chm_portal.teamwork import assigning
from chm_portal.teamwork.models import DueAssignment, Task
from chm_portal.teamwork.refusals import TakenAlready
from tests import teams, world
from tests.people import make_person
from tests.records.pages import hidden_inputs

pytestmark = pytest.mark.django_db


def address(name: str, *more, code: str = "be") -> str:
    return reverse(f"country_profiles:{name}", args=[code, *more])


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def board(client_of):
    """Return a function that gives the board of country A as a person sees it."""
    return lambda who="contributor_a", **query: client_of(who).get(address("task_board"), query)


def colleague():
    """Return a second contributor of country A."""
    return make_person("colleague_a", (Role.CONTRIBUTOR, "be"), interface_language="fr")


def leave(user) -> None:
    """End all roles of a person today."""
    Designation.objects.filter(user=user).update(ends=today())


def test_a_task_is_added_once_and_stands_on_the_board_with_its_day_and_person(client_of, person, board):
    client, key = client_of("contributor_a"), str(uuid4())
    draft = world.draft(person("contributor_a"))
    answers = {
        "title": "Collect <b>figures</b>",
        "note": "Line\nby line",
        "due": "2099-06-30",
        "assignee": person("focal_point_a").pk,
        "about": f"record:{draft.record_id}",
        "key": key,
    }
    first, second = (client.post(address("task_new"), answers) for _ in range(2))
    task = Task.objects.get()
    assert first.url == second.url == address("task_detail", task.pk)
    page = text(board())
    assert "Collect &lt;b&gt;figures&lt;/b&gt;" in page
    assert "30 June 2099" in page
    assert "Focal Point A" in page
    assert "Guide to national strategies" in page
    assert "Line<br>by line" in text(client.get(address("task_detail", task.pk)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"due": "31/12/2026"}, "due"),
        ({"due": "0001-01-01"}, "due"),
        ({"due": "2026-02-30"}, "due"),
        ({"assignee": "member"}, "assignee"),
        ({"about": "record:9"}, "about"),
        ({"about": "cycle:nope"}, "about"),
        ({"note": "x" * 3001}, "note"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_typed_is_lost(client_of, wrong, field):
    answers = {"title": "Count wetlands", "note": "With care", "key": str(uuid4())} | wrong
    response = client_of("contributor_a").post(address("task_new"), answers)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert answers["note"] in text(response)
    assert not Task.objects.exists()


def test_only_people_of_the_team_can_be_given_a_task_or_a_record_of_the_party_be_named(client_of, person):
    foreign = world.draft(person("focal_point_b"), of="b")
    answers = {
        "title": "Ours",
        "key": str(uuid4()),
        "assignee": person("focal_point_b").pk,
        "about": f"record:{foreign.record_id}",
    }
    response = client_of("focal_point_a").post(address("task_new"), answers)
    assert set(response.context["form"].errors) == {"assignee", "about"}


def test_another_party_neither_sees_nor_changes_a_task(client_of, person):
    task = teams.task(person("focal_point_a"))
    for who in ("focal_point_b", "member", "partner_contact", "curator", "moderator"):
        client = client_of(who)
        for code in ("be", "cm"):
            for name in ("task_detail", "task_edit", "task_remove"):
                assert client.get(address(name, task.pk, code=code)).status_code == 404, (who, name, code)
            moved = client.post(address("task_move", task.pk, code=code), {"act": "take"})
            assert moved.status_code == 404, (who, code)
    for act in assigning.ACTS:
        with pytest.raises(PermissionDenied):
            assigning.move(task.pk, person("focal_point_b"), act)
    task.refresh_from_db()
    assert (task.assignee, task.state) == (None, "to_do")


def test_a_contributor_changes_and_removes_own_tasks_and_the_focal_point_all(client_of, person):
    of_focal_point, own = teams.task(person("focal_point_a")), teams.task(person("contributor_a"))
    contributor, focal_point = client_of("contributor_a"), client_of("focal_point_a")
    for name in ("task_edit", "task_remove"):
        assert contributor.get(address(name, of_focal_point.pk)).status_code == 403
        assert contributor.post(address(name, of_focal_point.pk), {"title": "Mine"}).status_code == 403
        assert contributor.get(address(name, own.pk)).status_code == 200
        assert focal_point.get(address(name, own.pk)).status_code == 200
    focal_point.post(address("task_remove", own.pk))
    assert Task.objects.get() == of_focal_point
    assert AuditEvent.objects.filter(action="task.removed").exists()


def test_whoever_is_given_a_task_hears_of_it_in_the_own_language_and_nobody_of_own_acts(person, letters):
    focal_point, other = person("focal_point_a"), colleague()
    letters.clear()
    task = teams.task(focal_point, assignee=other, note="Ask O'Neill & sons", due=date(2999, 6, 30))
    [letter] = letters
    assert letter.to == [other.email]
    assert "Ask O'Neill & sons" in letter.body
    assert f"/fr/workspace/parties/be/tasks/{task.pk}/" in letter.body
    assigning.move(task.pk, other, "in_hand")
    assigning.move(task.pk, other, "leave")
    assigning.move(task.pk, focal_point, "take")
    assert len(letters) == 1


def test_a_task_is_taken_once_and_its_history_says_who_did_what(client_of, person):
    task = teams.task(person("focal_point_a"))
    client = client_of("contributor_a")
    client.post(address("task_move", task.pk), {"act": "take"})
    with pytest.raises(TakenAlready):
        assigning.move(task.pk, colleague(), "take")
    client.post(address("task_move", task.pk), {"act": "in_hand"})
    client.post(address("task_move", task.pk), {"act": "in_hand"})
    client.post(address("task_move", task.pk), {"act": "done"})
    page = text(client.get(address("task_detail", task.pk)))
    lines = ["Focal Point A wrote it down", "Contributor A took it", "set it: in hand", "Contributor A set it: done"]
    assert all(page.count(line) == 1 for line in lines)


def test_what_somebody_else_does_is_not_set_done_by_a_third(person):
    task = teams.task(person("focal_point_a"), assignee=person("contributor_a"))
    third = colleague()
    for act in ("done", "leave"):
        with pytest.raises(PermissionDenied):
            assigning.move(task.pk, third, act)


def test_whose_role_has_ended_keeps_the_history_and_the_task_can_be_given_on(client_of, person, board):
    other = colleague()
    task = teams.task(person("focal_point_a"), assignee=other)
    leave(other)
    page = text(board())
    assert "no longer on the team" in page
    assert "Take it" in page
    form = text(client_of("focal_point_a").get(address("task_edit", task.pk)))
    assert "Colleague A is no longer on the team." in form
    client_of("contributor_a").post(address("task_move", task.pk), {"act": "take"})
    task.refresh_from_db()
    assert task.assignee == person("contributor_a")
    assert "gave it to Colleague A" in text(client_of("contributor_a").get(address("task_detail", task.pk)))
    with pytest.raises(PermissionDenied):
        assigning.move(task.pk, other, "done")


def test_a_stale_change_is_refused_with_what_stands_now_beside_what_was_typed(client_of, person):
    task = teams.task(person("focal_point_a"), title="First words")
    client = client_of("focal_point_a")
    opened = hidden_inputs(text(client.get(address("task_edit", task.pk))))["seen"]
    answers = {"title": "Second words", "note": "", "due": "", "assignee": "", "about": "", "seen": opened}
    assert client.post(address("task_edit", task.pk), answers).status_code == 302
    late = client.post(address("task_edit", task.pk), answers | {"title": "Third words"})
    assert late.status_code == 409
    assert "What stands there now" in text(late)
    assert "Second words" in text(late)
    assert 'value="Third words"' in text(late)
    again = answers | {"title": "Third words", "seen": hidden_inputs(text(late))["seen"]}
    assert client.post(address("task_edit", task.pk), again).status_code == 302
    task.refresh_from_db()
    assert task.title == "Third words"


def test_the_board_is_sorted_by_day_and_says_in_words_what_is_late(person, board):
    yesterday, focal_point = today() - timedelta(days=1), person("focal_point_a")
    for title, due in (("Without a day", None), ("Far off", date(2999, 1, 1)), ("Late one", yesterday)):
        teams.task(focal_point, title=title, due=due)
    response = board()
    mine = [row.label for row in response.context["rows"] if row.task]
    assert mine == ["Late one", "Far off", "Without a day"]
    assert "Overdue:" in text(response)
    assert "January 2999" in text(response)


def test_mine_everybodys_and_what_is_done_are_three_views(person, board):
    focal_point, contributor = person("focal_point_a"), person("contributor_a")
    teams.task(focal_point, title="For the contributor", assignee=contributor)
    teams.task(focal_point, title="For nobody")
    assigning.move(teams.task(focal_point, title="Finished").pk, focal_point, "done")
    labels = {show: [row.label for row in board(show=show).context["rows"]] for show in ("mine", "all", "done", "?")}
    assert labels["mine"] == ["For the contributor"]
    assert {"For the contributor", "For nobody"} <= set(labels["all"])
    assert "Finished" not in labels["all"]
    assert labels["done"] == ["Finished"]
    assert labels["?"] == labels["all"]


def test_what_is_due_anyhow_stands_on_the_board_by_itself_and_goes_by_itself(person, board):
    keys = {row.key for row in board().context["board"].rows}
    assert {"report-nr6", "strategy-nbsap", "profile-biodiversity"} <= keys
    revision = world.submitted(person("contributor_a"), kind="national-report", cycle="nr6")
    assert f"draft-{revision.pk}" in {row.key for row in board().context["board"].rows}
    world.registered(person("focal_point_a"), kind="strategy")
    assert "strategy-nbsap" not in {row.key for row in board().context["board"].rows}


def test_the_focal_point_gives_what_is_due_to_anybody_and_the_letter_speaks_the_readers_language(
    client_of, person, letters, board
):
    other = colleague()
    letters.clear()
    give = address("due_give", "report-nr6")
    answer = client_of("focal_point_a").post(give, {"assignee": other.pk, "seen": ""})
    assert answer.status_code == 302
    [letter] = letters
    assert letter.to == [other.email]
    assert "/fr/workspace/parties/be/tasks/" in letter.body
    assert "Colleague A" in text(board())
    late = client_of("focal_point_a").post(give, {"assignee": "", "seen": ""})
    assert late.status_code == 409
    assert DueAssignment.objects.get().assignee == other


def test_a_contributor_takes_what_nobody_sees_to_and_gives_nothing_to_others(client_of, person):
    client, give = client_of("contributor_a"), address("due_give", "report-nr6")
    for_other = client.post(give, {"assignee": person("focal_point_a").pk, "seen": ""})
    assert for_other.status_code == 422
    client.post(give, {"assignee": person("contributor_a").pk, "seen": ""})
    assert DueAssignment.objects.get().assignee == person("contributor_a")
    with pytest.raises(PermissionDenied):
        assigning.give_due(
            world.owner("a"),
            "report-nr6",
            str,
            colleague(),
            assignee=None,
            seen=str(person("contributor_a").pk),
        )
    assert client.get(address("due_give", "report-nr6", code="cm")).status_code == 404
    assert client.get(address("due_give", "nothing")).status_code == 404


def test_the_calendar_file_holds_the_days_of_the_board_or_only_mine(client_of, person):
    focal_point = person("focal_point_a")
    due = date(2999, 6, 30)
    mine = teams.task(focal_point, title="Mine; really, \\o/", due=due, assignee=person("contributor_a"))
    other = teams.task(focal_point, title="Somebody's", due=due)
    client = client_of("contributor_a")
    response = client.get(address("task_calendar"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "tasks-be.ics" in response["Content-Disposition"]
    assert "SUMMARY:Mine\\; really\\, \\\\o/" in text(response)
    assert f"UID:task-{other.pk}.be@" in text(response)
    assert "UID:due-report-nr6.be@" in text(response)
    only_mine = text(client.get(address("task_calendar"), {"show": "mine"}))
    assert only_mine.count("BEGIN:VEVENT") == 1
    assert f"UID:task-{mine.pk}.be@" in only_mine


def test_the_workspace_counts_what_is_open_late_and_mine(client_of, person, board):
    teams.task(person("focal_point_a"), assignee=person("contributor_a"), due=today() - timedelta(days=3))
    page = text(client_of("contributor_a").get(reverse("records:workspace_home")))
    late = len(board().context["board"].overdue)
    assert "Tasks of Belgium" in page
    assert f"{late} are overdue · 1 is yours" in page
    assert "1 is yours" in text(client_of("contributor_a").get(address("party_workspace")))


def test_a_board_takes_the_same_queries_with_one_task_and_with_twenty(person, client_of, django_assert_max_num_queries):
    contributor, client = person("contributor_a"), client_of("contributor_a")
    draft = world.draft(contributor)
    teams.task(contributor, assignee=contributor, record_id=draft.record_id)
    client.get(address("task_board"))
    with django_assert_max_num_queries(24) as one:
        client.get(address("task_board"))
    for _ in range(20):
        teams.task(contributor, assignee=contributor, record_id=draft.record_id)
    with django_assert_max_num_queries(len(one)):
        client.get(address("task_board"))


def test_back_and_send_again_leads_to_the_task_that_is_there(client_of, person):
    client, answers = client_of("contributor_a"), {"title": "Collect figures", "assignee": person("focal_point_a").pk}
    first, second = (client.post(address("task_new"), answers | {"key": str(uuid4())}) for _time in range(2))
    assert first.url == second.url
    client.post(address("task_new"), answers | {"due": "2099-06-30", "key": str(uuid4())})
    assert Task.objects.count() == 2


def test_what_waits_and_nobody_sees_to_is_to_do_and_not_in_hand(client_of, person, board):
    world.submitted(person("contributor_a"), kind="national-report", cycle="nr7")
    [row] = [row for row in board().context["board"].rows if row.key.startswith("draft-")]
    assert (row.state, row.assignee) == ("to_do", None)
    give = {"assignee": person("focal_point_a").pk, "seen": ""}
    client_of("focal_point_a").post(address("due_give", row.key), give)
    [row] = [row for row in board().context["board"].rows if row.key.startswith("draft-")]
    assert (row.state, row.assignee) == ("in_hand", person("focal_point_a"))


def test_what_is_late_is_counted_in_whole_words(client_of, person, board):
    teams.task(person("contributor_a"), due=date(2020, 1, 1))
    late = len([row for row in board().context["board"].rows if row.is_overdue])
    assert f"{late} {'is' if late == 1 else 'are'} overdue" in text(board())
    assert "of it overdue" not in text(board())
