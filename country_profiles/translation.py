"""Which columns of country profiles exist in six languages."""

from modeltranslation.translator import TranslationOptions, register

from country_profiles.models import CountryProfile, Section


@register(CountryProfile)
class CountryProfileTranslation(TranslationOptions):
    """The narrative sections."""

    fields = tuple(Section.values)
