from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "chm_portal.notifications"
    verbose_name = _("notifications")

    def ready(self):
        """Load every app's topics: what a thing's name means, whoever asks."""
        autodiscover_modules("topics")
