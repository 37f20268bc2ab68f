"""The forms of the knowledge base's kinds."""

from knowledge_base.forms.gatherings import CallForm, CollectionForm, EventForm
from knowledge_base.forms.resources import ResourceForm
from knowledge_base.forms.sources import InformationSourceForm

__all__ = ["CallForm", "CollectionForm", "EventForm", "InformationSourceForm", "ResourceForm"]
