"""What a country says of itself, whether it still stands by it, and its own clearing-house."""

from country_profiles.models.confirmations import ConfirmationRequest, SectionConfirmation
from country_profiles.models.exports import CountryExport
from country_profiles.models.feeds import FeedEntry, NationalFeed, Stopped
from country_profiles.models.profiles import CountryProfile, Section
from country_profiles.models.silences import PartySilence, SilenceReason
from country_profiles.models.sites import NationalSite

__all__ = [
    "ConfirmationRequest",
    "CountryExport",
    "CountryProfile",
    "FeedEntry",
    "NationalFeed",
    "NationalSite",
    "PartySilence",
    "Section",
    "SectionConfirmation",
    "SilenceReason",
    "Stopped",
]
