"""Tasks of a team, made as its board makes them."""

from itertools import count
from uuid import uuid4

from chm_portal.teamwork import assigning
from chm_portal.teamwork.models import Task
from tests import world

_number = count(1)  # no two tasks are the same: those would be taken for one that is sent twice


def task(by, of: str = "a", **answers) -> Task:
    """Return a task of a team, written down by one of it."""
    complete = {
        "title": f"Collect the figures of region {next(_number)}",
        "note": "",
        "due": None,
        "assignee": None,
        "record_id": None,
        "cycle_id": None,
    }
    return assigning.add(world.owner(of), by, complete | answers, uuid4())
