"""A column of 16 or 32 bytes that Python reads and writes as hexadecimal text."""

from __future__ import annotations

from typing import Any

from django.db import models


class HexField(models.BinaryField):  # type: ignore[type-arg]
    """Half the size of text in rows and indexes; in Python always `str`, so that ids compare and print."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> bytes | None:
        return bytes.fromhex(value) if isinstance(value, str) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else bytes(value).hex()

    def to_python(self, value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else bytes(value).hex()

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))
