"""Addresses of telephone analysis."""

from django.urls import path

from sarhad.links.calls import views

urlpatterns = [
    path("calls/", views.calls_list, name="calls"),
    path("calls/new/", views.new, name="calls-new"),
    path("calls/new/<slug:id>/", views.check, name="calls-check"),
    path("calls/common/", views.compare, name="calls-common"),
    path("calls/<hex:entity>/", views.one, name="calls-one"),
    path("calls/<hex:entity>/csv/", views.csv, name="calls-csv"),
]
