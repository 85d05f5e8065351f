"""The period that a map shows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext_lazy

from sarhad.web.days import DayForm, day_field


class PeriodForm(DayForm):
    days = ("since", "until")
    since = day_field(pgettext_lazy("date", "From"), required=False)
    until = day_field(pgettext_lazy("date", "To"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        since, until = found.get("since") or "", found.get("until") or ""
        if since and until and since > f"{until}~":
            self.add_error(
                "until", gettext("The period ends before it begins. Swap the two dates or leave one out.")
            )
        return found

    def period(self) -> dict[str, str]:
        """Both limits as ISO 8601, "" for none or for what could not be read."""
        found = getattr(self, "cleaned_data", {}) if self.is_valid() else {}
        return {name: found.get(name) or "" for name in self.days}
