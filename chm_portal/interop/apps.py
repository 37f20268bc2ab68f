from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "chm_portal.interop"
