from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "chm_portal.pages"
