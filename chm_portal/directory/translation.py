"""Which columns of the directory exist in six languages."""

from modeltranslation.translator import TranslationOptions, register

from chm_portal.directory.models import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    """Name and description of an organisation; any one language is enough."""

    fields = ("name", "description")
