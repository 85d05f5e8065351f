"""Addresses of published numbers."""

from django.urls import URLPattern, path

from sarhad.systems.monitor.series import (
    claim_pages,
    cultivation_pages,
    people_pages,
    price_pages,
    total_pages,
    views,
)

urlpatterns: list[URLPattern] = [
    path("monitor/prices/", price_pages.prices, name="monitor-prices"),
    path("monitor/prices/new/", views.price_new, name="monitor-price-new"),
    path("monitor/cultivation/", cultivation_pages.cultivation, name="monitor-cultivation"),
    path("monitor/demand/", people_pages.demand, name="monitor-demand"),
    path("monitor/crime/", people_pages.crime, name="monitor-crime"),
    path("monitor/totals/", total_pages.totals, name="monitor-totals"),
    path("monitor/claims/", claim_pages.contradictions, name="monitor-claims"),
]
