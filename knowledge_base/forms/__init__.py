"""The forms of resources and information sources."""

from knowledge_base.forms.resources import ResourceForm
from knowledge_base.forms.sources import InformationSourceForm

__all__ = ["InformationSourceForm", "ResourceForm"]
