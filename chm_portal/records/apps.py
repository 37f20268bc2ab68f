from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "chm_portal.records"
