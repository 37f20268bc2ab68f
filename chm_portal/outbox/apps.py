from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "chm_portal.outbox"
    verbose_name = _("outbox")

    def ready(self):
        """Load every app's `outbox_handlers` module, so that workers and relay know who does what."""
        from chm_portal.outbox import mail  # noqa: F401, PLC0415  registers the handler of mail

        autodiscover_modules("outbox_handlers")
