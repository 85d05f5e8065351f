from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "sarhad.systems.exchange"
    label = "exchange"
