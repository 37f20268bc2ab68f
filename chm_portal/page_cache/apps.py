from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PageCacheConfig(AppConfig):
    name = "chm_portal.page_cache"

    def ready(self):
        """Have every migration end with all public tables watched, those of new models too."""
        from chm_portal.page_cache import watching  # noqa: PLC0415

        post_migrate.connect(watching.watch, sender=self)
