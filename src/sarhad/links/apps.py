from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "sarhad.links"
    label = "links"
