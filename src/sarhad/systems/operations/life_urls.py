"""Addresses of groups, channels, cases, debriefings and templates."""

from django.urls import path

from sarhad.systems.operations import life_pages

LIVES = [
    path("groups-and-channels/", life_pages.disruptions, name="disruptions"),
    path("groups-and-channels/new/<str:kind>/", life_pages.disruption_new, name="disruption-new"),
    path("groups-and-channels/<hex:id>/", life_pages.disruption, name="disruption"),
    path("groups-and-channels/<hex:id>/step/", life_pages.disruption_step, name="disruption-step"),
    path("cases/", life_pages.cases, name="cases"),
    path("cases/new/", life_pages.case_new, name="case-new"),
    path("cases/<hex:id>/", life_pages.case, name="case"),
    path("cases/<hex:id>/step/", life_pages.case_step, name="case-step"),
    path("cases/<hex:id>/join/", life_pages.case_join, name="case-join"),
]
