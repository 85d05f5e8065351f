"""Addresses of charts that come in and go out."""

from django.urls import URLPattern, path

from sarhad.links.formats import views

urlpatterns: list[URLPattern] = [
    path("charts/import/", views.chart_import, name="chart-import"),
    path("charts/import/<hex:id>/", views.chart_import_one, name="chart-import-one"),
    path("charts/<int:number>/export/", views.export, name="chart-export"),
]
