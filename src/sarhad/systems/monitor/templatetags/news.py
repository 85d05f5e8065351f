"""Items of news and warnings in templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from sarhad.systems.monitor.news import words
from sarhad.systems.monitor.trends.drawing import spark
from sarhad.systems.monitor.warning import words as warned
from sarhad.systems.monitor.warning.records import Alarm

register = template.Library()
register.filter("news_what", words.what)
register.filter("news_amount", words.amount)
register.filter("news_place", words.place)
register.filter("news_facts", words.facts)
register.filter("month_name", words.month)
register.filter("alarm_kind", warned.kind)
register.filter("alarm_title", warned.title)
register.filter("alarm_usual", warned.usual)
register.filter("alarm_odds", warned.odds)
register.filter("alarm_month", warned.month)
register.filter("change", warned.change)
register.filter("percent_of", warned.share)


@register.simple_tag
def trail(alarm: Alarm, title: str) -> SafeString | str:
    """The months, quarters or years up to the warning as a line."""
    return spark(alarm.trail, title) if len(alarm.trail) > 2 else ""
