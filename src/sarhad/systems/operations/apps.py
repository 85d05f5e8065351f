from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "sarhad.systems.operations"
    label = "operations"
