"""The forms of national reports, strategies and initiatives."""

from reporting.forms.documents import NationalReportForm, StrategyForm
from reporting.forms.initiatives import InitiativeForm

__all__ = ["InitiativeForm", "NationalReportForm", "StrategyForm"]
