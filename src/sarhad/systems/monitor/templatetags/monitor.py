"""Numbers and small pictures of the monitor in templates."""

from __future__ import annotations

from django import template

from sarhad.systems.monitor.trends import charts

register = template.Library()
register.filter("number", charts.number)
