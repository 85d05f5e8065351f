"""Addresses of the posts: reports, the direct line, the office's own page."""

from django.urls import path

from sarhad.systems.border import line_pages, views, weekly_pages

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/log/", views.log, name="report-log"),
    path("reports/<hex:report>/", views.report, name="report"),
    path("line/", line_pages.lines, name="lines"),
    path("line/<office:office>/", line_pages.thread, name="line"),
    path("line/<office:office>/confirm/", line_pages.confirm, name="line-confirm"),
    path("weekly/", weekly_pages.update, name="weekly"),
    path("weekly/update.zip", weekly_pages.file, name="weekly-file"),
    path("weekly/confirm/", weekly_pages.confirm, name="weekly-confirm"),
    path("weekly/digest.pdf", weekly_pages.paper, name="weekly-digest"),
]
