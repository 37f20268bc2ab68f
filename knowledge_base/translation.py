"""A resource has no translated column of its own; without this entry modeltranslation cannot load it."""

from modeltranslation.translator import TranslationOptions, register

from knowledge_base.models import Resource


@register(Resource)
class ResourceTranslation(TranslationOptions):
    fields = ()
