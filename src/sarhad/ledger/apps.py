from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sarhad.ledger"
    label = "ledger"
