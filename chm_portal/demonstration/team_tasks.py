"""Enters the tasks of the demonstration's team, as its people would (R40)."""

from datetime import timedelta
from uuid import uuid4

from chm_portal.demonstration import content
from chm_portal.demonstration.people import People
from chm_portal.directory.models import today
from chm_portal.directory.owners import Owner
from chm_portal.teamwork import assigning
from chm_portal.vocabularies.memory import vocabulary


def enter_tasks(people: People) -> int:
    """Write every task down, with its day counted from today; return how many."""
    rows = content.rows("tasks")
    for row in rows:
        by = people[row["by"]]
        answers = {
            "title": row["title"],
            "note": row["note"],
            "due": today() + timedelta(days=row["due_in_days"]),
            "assignee": people.get(row["for"]),
            "record_id": None,
            "cycle_id": vocabulary("cycle")[row["cycle"]].pk if row["cycle"] else None,
        }
        task = assigning.add(Owner.parse(row["owner"]), by, answers, uuid4())
        assigning.move(task.pk, people.get(row["for"], by), row["state"])
    return len(rows)
