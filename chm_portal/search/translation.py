"""Which columns of search are kept in six languages."""

from modeltranslation.translator import TranslationOptions, register

from chm_portal.search.models import SynonymGroup


@register(SynonymGroup)
class SynonymGroupTranslation(TranslationOptions):
    """Each language has its own expressions; one that is missing is no other's."""

    fields = ("expressions",)
    fallback_languages = {"default": ()}
