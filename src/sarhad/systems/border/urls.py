"""Addresses of the posts: reports, the direct line, the office's own page."""

from django.urls import path

from sarhad.systems.border import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/log/", views.log, name="report-log"),
    path("reports/<hex:report>/", views.report, name="report"),
]
