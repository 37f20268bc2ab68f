from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "chm_portal.notifications"
