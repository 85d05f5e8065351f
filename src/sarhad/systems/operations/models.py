"""What is an office's own business: the templates by which it plans, briefs and debriefs. Never facts."""

from __future__ import annotations

from django.db import models


class OfficeTemplate(models.Model):
    """An office's own text in place of the shipped one, see `wording`."""

    pk = models.CompositePrimaryKey("office", "kind", "language")
    office = models.TextField()
    kind = models.TextField()  # plan, brief, debrief
    language = models.TextField()  # en, ru
    text = models.TextField()
    officer = models.TextField()  # who put it in place
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.office} {self.kind} {self.language}"
