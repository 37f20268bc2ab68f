"""Which columns of the collaboration tools exist in six languages."""

from modeltranslation.translator import TranslationOptions, register

from collaboration.models import Board


@register(Board)
class BoardTranslation(TranslationOptions):
    """Title and description of a board; English is the title that must be there."""

    fields = ("title", "description")
    required_languages = {"en": ("title",), "default": ()}
