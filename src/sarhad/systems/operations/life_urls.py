"""Addresses of groups, channels, cases, debriefings and templates."""

from django.urls import path

from sarhad.systems.operations import debrief_pages, life_pages, paper_pages, wording_pages

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
TEXTS = [
    path("operations/templates/", wording_pages.templates, name="operation-templates"),
    path("operations/templates/<slug:kind>.<slug:language>.md", wording_pages.template, name="operation-template"),
    path(
        "operations/templates/<slug:kind>.<slug:language>/reset/",
        wording_pages.reset,
        name="operation-template-reset",
    ),
    path("operations/<hex:operation>/plan/text/", debrief_pages.plan_text, name="operation-plan-text"),
    path("operations/<hex:operation>/plan/print/", paper_pages.plan, name="operation-plan-print"),
    path(
        "operations/<hex:operation>/briefing/<office:office>/print/",
        paper_pages.brief,
        name="operation-brief-print",
    ),
    path("operations/<hex:operation>/debriefing/", debrief_pages.debriefing, name="operation-debrief"),
    path("operations/<hex:operation>/debriefing/new/", debrief_pages.debriefing_new, name="operation-debrief-new"),
]
