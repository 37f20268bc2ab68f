from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsageConfig(AppConfig):
    name = "chm_portal.usage"
    verbose_name = _("usage")
