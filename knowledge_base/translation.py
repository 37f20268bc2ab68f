"""Neither kind has a translated column of its own; without an entry modeltranslation cannot load them."""

from modeltranslation.translator import TranslationOptions, register

from knowledge_base.models import InformationSource, Resource


@register([Resource, InformationSource])
class KnowledgeTranslation(TranslationOptions):
    fields = ()
