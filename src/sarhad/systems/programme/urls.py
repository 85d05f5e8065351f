"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import URLPattern, path

from sarhad.systems.programme import (
    annual_views,
    council_views,
    published_views,
    record_views,
    report_views,
    views,
)

urlpatterns: list[URLPattern] = [
    path("results/", views.results, name="results"),
    path("results/records/", record_views.records, name="results-records"),
    path("results/records/export/", record_views.records_export, name="results-export"),
    path("results/seizure/<hex:id>/", record_views.seizure, name="seizure-count"),
    path("results/cells/", views.cells_page, name="cells"),
    path("results/paper/", report_views.results_paper, name="results-paper"),
    path("results/reports/", report_views.published, name="published"),
    path("results/reports/new/", report_views.report_publish, name="report-publish"),
    path("results/reports/<hex:id>/", report_views.report_published, name="report-published"),
    path("results/reports/<hex:id>/changes/", report_views.report_changes, name="report-changes"),
    path("results/reports/<hex:id>/paper/", report_views.report_paper, name="report-paper"),
    path("results/published/", published_views.published_figures, name="published-figures"),
    path("results/published/new/", published_views.published_new, name="published-new"),
    path("annual/", annual_views.annual, name="annual"),
    path("annual/text/", annual_views.annual_text, name="annual-text"),
    path("annual/<int:year>/", annual_views.annual_year, name="annual-year"),
    path("annual/<int:year>/paper/", annual_views.annual_paper, name="annual-paper"),
    path("annual/<int:year>/publish/", annual_views.annual_publish, name="annual-publish"),
    path("council/", council_views.council_page, name="council"),
    path("council/new/", council_views.council_new, name="council-new"),
    path("council/paper/", council_views.council_paper, name="council-paper"),
]
