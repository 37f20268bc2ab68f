"""What kind of thing a resource is, for whom, in which language, and what a reader may do with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import direction, html_lang
from chm_portal.vocabularies.models.terms import Term


class Language(Term):
    """A language in which records and their files are written; the portal's own six are among them, under its codes."""

    autonym = models.CharField(_("its own name"), max_length=100)
    is_official = models.BooleanField(_("official language of the United Nations"), default=False)

    class Meta(Term.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")

    @property
    def html_lang(self) -> str:
        """Return the value of HTML's lang attribute."""
        return html_lang(self.code)

    @property
    def direction(self) -> str:
        """Return rtl or ltr."""
        return direction(self.code)


class ResourceType(Term):
    """What a resource is: guideline, strategy, report, case study, toolkit and others (R55)."""

    class Meta(Term.Meta):
        verbose_name = _("type of resource")
        verbose_name_plural = _("types of resource")


class Audience(Term):
    """For whom a resource is meant (R23)."""

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Licence(Term):
    """What a reader may do with a resource, explained in one sentence (R33)."""

    spdx = models.CharField(
        _("SPDX identifier"),
        max_length=60,
        blank=True,
        default="",
        help_text=_("Empty if that list does not have it."),
    )
    address = models.URLField(_("address of its text"), blank=True, default="")
    explanation = models.TextField(_("explanation"), help_text=_("One plain sentence: what may a reader do?"))

    class Meta(Term.Meta):
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
