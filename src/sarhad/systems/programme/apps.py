from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "sarhad.systems.programme"
    label = "programme"
