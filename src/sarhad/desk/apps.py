from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sarhad.desk"
    label = "desk"
