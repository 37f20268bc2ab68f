from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "chm_portal.accounts"
