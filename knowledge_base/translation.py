"""Which columns exist in six languages; modeltranslation cannot load a kind without an entry, be it an empty one."""

from modeltranslation.translator import TranslationOptions, register

from knowledge_base.models import Call, Collection, Event, InformationSource, Resource


@register([Resource, InformationSource])
class KnowledgeTranslation(TranslationOptions):
    fields = ()


@register(Collection)
class CollectionTranslation(TranslationOptions):
    fields = tuple(Collection.TEXTS)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = tuple(Event.TEXTS)


@register(Call)
class CallTranslation(TranslationOptions):
    fields = tuple(Call.TEXTS)
