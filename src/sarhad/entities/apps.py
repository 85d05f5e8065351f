from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    name = "sarhad.entities"
    label = "entities"
