"""The vocabularies, a model each."""

from chm_portal.vocabularies.models.articles import Article
from chm_portal.vocabularies.models.countries import Country, Region
from chm_portal.vocabularies.models.cycles import Cycle
from chm_portal.vocabularies.models.decisions import Decision
from chm_portal.vocabularies.models.resources import Audience, Language, Licence, ResourceType
from chm_portal.vocabularies.models.targets import Target, TargetFramework
from chm_portal.vocabularies.models.terms import NestedTerm, NumberedTerm, Term
from chm_portal.vocabularies.models.themes import Theme
from chm_portal.vocabularies.models.versions import VocabularyVersion

__all__ = [
    "Article",
    "Audience",
    "Country",
    "Cycle",
    "Decision",
    "Language",
    "Licence",
    "NestedTerm",
    "NumberedTerm",
    "Region",
    "ResourceType",
    "Target",
    "TargetFramework",
    "Term",
    "Theme",
    "VocabularyVersion",
]
