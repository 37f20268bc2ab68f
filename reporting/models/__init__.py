"""What Parties plan and report: national reports, strategies, and the reminders that were sent."""

from reporting.models.documents import NationalReport, Strategy, StrategyKind
from reporting.models.reminders import DueReminder

__all__ = ["DueReminder", "NationalReport", "Strategy", "StrategyKind"]
