from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "chm_portal.records"
    verbose_name = _("records")

    def ready(self):
        """Load every app's forms (they fill the table of kinds) and workspace entries."""
        autodiscover_modules("forms", "workspace")
