from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "sarhad.systems.monitor"
    label = "monitor"
