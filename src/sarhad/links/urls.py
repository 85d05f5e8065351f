"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
