"""The app of the editors' desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurationConfig(AppConfig):
    name = "chm_portal.curation"
    label = "curation"
    verbose_name = _("editors’ desk")
    default_auto_field = "django.db.models.BigAutoField"
