"""Kinds of values that two records may share, in the words of a chart's key."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VALUES: dict[str, str | Promise] = {
    "phone": _("Phone number"),
    "email": _("E-mail address"),
    "ip": _("IP address"),
    "checksum": _("Checksum of a file"),
    "id": _("Document or tax number"),
    "plate": _("Number plate"),
    "vin": _("VIN"),
    "account": _("Account number"),
    "iban": _("IBAN"),
    "imei": _("IMEI"),
    "imsi": _("IMSI"),
    "container": _("Container number"),
    "case": _("Case number"),
    "wallet": _("Wallet address"),
    "imo": _("IMO number"),
    "mmsi": _("MMSI"),
    "address": _("Address"),
}
"""As `model.identifiers` and `model.addresses` name them."""
