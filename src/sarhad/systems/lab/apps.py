from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "sarhad.systems.lab"
    label = "lab"
