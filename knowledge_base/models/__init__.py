"""Resources, information sources, and what gathers records: collections, events, calls."""

from knowledge_base.models.gatherings import Call, Collection, Event
from knowledge_base.models.resources import ProviderKind, Resource
from knowledge_base.models.sources import InformationSource
from knowledge_base.models.suggestions import Suggestion

__all__ = ["Call", "Collection", "Event", "InformationSource", "ProviderKind", "Resource", "Suggestion"]
