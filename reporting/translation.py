"""Which columns exist in six languages; modeltranslation cannot load a kind without an entry, be it an empty one."""

from modeltranslation.translator import TranslationOptions, register

from reporting.models import Initiative, NationalReport, Strategy
from reporting.models.initiatives import TEXTS


@register([NationalReport, Strategy])
class NationalDocumentTranslation(TranslationOptions):
    fields = ()


@register(Initiative)
class InitiativeTranslation(TranslationOptions):
    """What is done, and what was achieved."""

    fields = tuple(TEXTS)
