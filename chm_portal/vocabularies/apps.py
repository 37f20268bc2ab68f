from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabulariesConfig(AppConfig):
    name = "chm_portal.vocabularies"
    verbose_name = _("Vocabularies")
