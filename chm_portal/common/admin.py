"""Admin pages of models with texts in six languages."""

from django import forms
from django.db import models
from django.forms.widgets import Script
from django.http import HttpRequest
from django.utils.translation import gettext
from modeltranslation.admin import TranslationAdmin

from chm_portal.common.languages import direction, html_lang

# Files of ours only: modeltranslation's own tabbed admin would fetch jQuery UI from another host. These are the parts
# of jQuery UI that tabs need, unchanged from the npm package; their licence is beside them.
_JQUERY_UI = "portal/vendor/jquery-ui-1.14.2"
SCRIPTS = (
    "admin/js/jquery.init.js",
    "modeltranslation/js/force_jquery.js",
    f"{_JQUERY_UI}/version.js",
    f"{_JQUERY_UI}/keycode.js",
    f"{_JQUERY_UI}/unique-id.js",
    f"{_JQUERY_UI}/widget.js",
    f"{_JQUERY_UI}/tabs.js",
    "modeltranslation/js/tabbed_translation_fields.js",
)


class TabbedTranslationAdmin(TranslationAdmin):
    """A model's admin with a tab for each language; without scripts the six fields stand below each other."""

    @property
    def media(self) -> forms.Media:
        """Return the scripts of the tabs; the last one is told the label of the language switch."""
        names = Script("portal/admin/language_tabs.js", **{"data-label": gettext("Language of the fields")})
        styles = {"all": ["modeltranslation/css/tabbed_translation_fields.css"]}
        return super().media + forms.Media(js=[*SCRIPTS, names], css=styles)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs) -> forms.Field | None:
        """Say of each translated field in which language, and in which direction, it is written."""
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield and (language := getattr(db_field, "language", None)):
            code = language.replace("_", "-")
            formfield.widget.attrs |= {"lang": html_lang(code), "dir": direction(code)}
        return formfield
