from django.apps import AppConfig


class VocabulariesConfig(AppConfig):
    name = "chm_portal.vocabularies"
