from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "chm_portal.outbox"
