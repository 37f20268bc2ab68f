from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountryProfilesConfig(AppConfig):
    name = "country_profiles"
    verbose_name = _("countries")
