from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "chm_portal.common"
