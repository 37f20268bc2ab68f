from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "chm_portal.search"
    verbose_name = _("search")

    def ready(self) -> None:
        """Register the system checks, which read models."""
        import_module("chm_portal.search.checks")
