"""Reports and strategies have no translated column of their own; modeltranslation cannot load them without an entry."""

from modeltranslation.translator import TranslationOptions, register

from reporting.models import NationalReport, Strategy


@register([NationalReport, Strategy])
class NationalDocumentTranslation(TranslationOptions):
    fields = ()
