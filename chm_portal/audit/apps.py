from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "chm_portal.audit"
