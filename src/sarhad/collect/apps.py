from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "sarhad.collect"
    label = "collect"
