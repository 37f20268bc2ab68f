"""Which columns of the vocabularies exist in six languages."""

from modeltranslation.translator import TranslationOptions, register

from chm_portal.vocabularies.models import (
    Article,
    Audience,
    Country,
    Cycle,
    Decision,
    Language,
    Licence,
    Region,
    ResourceType,
    Target,
    TargetFramework,
    Theme,
)


@register([Audience, Cycle, Decision, Language, Region, ResourceType, Theme])
class TermTranslation(TranslationOptions):
    """The label; English is the one that must be there."""

    fields = ("label",)
    required_languages = ("en",)


@register(Country)
class CountryTranslation(TermTranslation):
    """The name, and where it stands in a list of each language."""

    fields = ("label", "sort_key")
    required_languages = {"en": ("label",)}


@register([Article, Target])
class NumberedTranslation(TermTranslation):
    """The label, and the number as each language writes it: 8(j), 8 j), 8(ي)."""

    fields = ("label", "number")


@register(TargetFramework)
class TargetFrameworkTranslation(TermTranslation):
    """The name, and how its goals and targets are cited."""

    fields = ("label", "goal_form", "target_form")


@register(Licence)
class LicenceTranslation(TermTranslation):
    """The name and the explanation."""

    fields = ("label", "explanation")
