from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "sarhad.matching"
