"""Sends the audit's tables to the database `audit`, and nothing else there."""

from __future__ import annotations

from typing import Any

from django.db import connections, models

AUDIT = "audit"
AUDIT_MODELS = {"auditentry", "audittext"}


def is_audit(app_label: str, model_name: str | None) -> bool:
    return app_label == "access" and model_name in AUDIT_MODELS


def one_database() -> bool:
    """On PostgreSQL both aliases are connections to the same database, on SQLite two files (see settings)."""
    return connections["default"].vendor == "postgresql"


class AuditRouter:
    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        return AUDIT if is_audit(model._meta.app_label, model._meta.model_name) else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return self.db_for_read(one._meta.model) == self.db_for_read(other._meta.model)  # request.user is a proxy

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        # The table of applied migrations is shared when the database is, so one run must make all tables.
        return one_database() or (db == AUDIT) == is_audit(app_label, model_name)
