from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "chm_portal.directory"
