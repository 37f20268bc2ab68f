"""Tasks with their history, who of a team sees to what is due anyhow, and who is writing in which section."""

from chm_portal.teamwork.models.holds import SectionHold
from chm_portal.teamwork.models.tasks import DueAssignment, Task, TaskChange

__all__ = ["DueAssignment", "SectionHold", "Task", "TaskChange"]
