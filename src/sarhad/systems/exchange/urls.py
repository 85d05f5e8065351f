"""Addresses of the exchange: requests, answers, letters, recalls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
