from importlib import import_module

from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "chm_portal.interop"

    def ready(self) -> None:
        """Enter the feeds in their table, so that pages know which of them have one."""
        import_module("chm_portal.interop.feeds.records")
        import_module("chm_portal.interop.feeds.discussions")
