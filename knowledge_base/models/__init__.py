"""Resources, and the information sources that partners offer."""

from knowledge_base.models.resources import ProviderKind, Resource
from knowledge_base.models.sources import InformationSource

__all__ = ["InformationSource", "ProviderKind", "Resource"]
