"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import URLPattern, path

from sarhad.systems.programme import council_views, record_views, views

urlpatterns: list[URLPattern] = [
    path("results/", views.results, name="results"),
    path("results/records/", record_views.records, name="results-records"),
    path("results/records/export/", record_views.records_export, name="results-export"),
    path("results/seizure/<hex:id>/", record_views.seizure, name="seizure-count"),
    path("results/cells/", views.cells_page, name="cells"),
    path("council/", council_views.council_page, name="council"),
    path("council/new/", council_views.council_new, name="council-new"),
    path("council/paper/", council_views.council_paper, name="council-paper"),
]
