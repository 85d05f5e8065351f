from django.apps import AppConfig


class BorderConfig(AppConfig):
    name = "sarhad.systems.border"
    label = "border"
