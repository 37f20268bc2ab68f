"""What Parties plan, do and report: national reports, strategies, initiatives, and the reminders that were sent."""

from reporting.models.documents import NationalReport, Strategy, StrategyKind
from reporting.models.initiatives import Extent, Initiative, Participant, Status
from reporting.models.reminders import DueReminder

__all__ = [
    "DueReminder",
    "Extent",
    "Initiative",
    "NationalReport",
    "Participant",
    "Status",
    "Strategy",
    "StrategyKind",
]
