"""The translated columns of records; every child is registered in its own app, with no fields if it has none."""

from modeltranslation.translator import TranslationOptions, register

from chm_portal.records.models import Record


@register(Record)
class RecordTranslation(TranslationOptions):
    fields = ("title", "summary")
