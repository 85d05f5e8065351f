from django.apps import AppConfig


class WantedConfig(AppConfig):
    name = "sarhad.systems.wanted"
    label = "wanted"
