"""Themes."""

from django.utils.translation import gettext_lazy as _

from chm_portal.vocabularies.models.terms import NestedTerm


class Theme(NestedTerm):
    """What a record is about: thematic programmes, cross-cutting issues, terms of planning, as a tree (R41, R43)."""

    class Meta(NestedTerm.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
