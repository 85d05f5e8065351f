"""Items of news and warnings in templates."""

from __future__ import annotations

from django import template

from sarhad.systems.monitor.news import words

register = template.Library()
register.filter("news_what", words.what)
register.filter("news_amount", words.amount)
register.filter("news_place", words.place)
register.filter("news_facts", words.facts)
register.filter("month_name", words.month)
