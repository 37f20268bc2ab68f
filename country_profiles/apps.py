from django.apps import AppConfig


class CountryProfilesConfig(AppConfig):
    name = "country_profiles"
