"""The drugs monitor: what records and published tables come to, for everybody who may read or count them."""
