from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "chm_portal.demonstration"
