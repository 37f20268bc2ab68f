from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "chm_portal.search"
