"""Addresses of the posts: reports, the direct line, the office's own page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
