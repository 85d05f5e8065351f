from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "sarhad.figures"
    label = "figures"
