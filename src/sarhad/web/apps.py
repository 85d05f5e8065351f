from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sarhad.web"
    label = "web"
