from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DirectoryConfig(AppConfig):
    name = "chm_portal.directory"

    def ready(self):
        """Load what every app has to do when two organisations become one."""
        autodiscover_modules("organisation_merging")
