"""Words of the interface in all six languages at once."""

from django.utils import translation
from django.utils.functional import Promise

from chm_portal.common.languages import LANGUAGE_CODES, html_lang


def in_six_languages(label: str | Promise) -> dict[str, str]:
    """Return {language tag: label}."""
    told = {}
    for code in LANGUAGE_CODES:
        with translation.override(code):
            told[html_lang(code)] = str(label)
    return told
