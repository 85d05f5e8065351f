"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import path

from sarhad.systems.operations import acts, briefings, delivery_pages, log_pages, views
from sarhad.systems.operations.life_urls import LIVES, TEXTS

urlpatterns = [
    *LIVES,
    *TEXTS,
    path("operations/", views.operations, name="operations"),
    path("operations/new/", acts.new, name="operation-new"),
    path("operations/<hex:operation>/", views.operation, name="operation"),
    path("operations/<hex:operation>/delivery/", delivery_pages.delivery_page, name="operation-delivery"),
    path("operations/<hex:operation>/delivery/legs/new/", delivery_pages.leg_new, name="operation-leg-new"),
    path("operations/<hex:operation>/delivery/legs/<hex:leg>/", delivery_pages.leg, name="operation-leg"),
    path("operations/<hex:operation>/delivery/legs/<hex:leg>/event/", delivery_pages.event, name="operation-event"),
    path(
        "operations/<hex:operation>/delivery/permissions/new/",
        delivery_pages.permission_new,
        name="operation-permission-new",
    ),
    path(
        "operations/<hex:operation>/delivery/permissions/<hex:paper>/",
        delivery_pages.permission,
        name="operation-permission",
    ),
    path("operations/<hex:operation>/log/", log_pages.log_page, name="operation-log"),
    path("operations/<hex:operation>/log/print/", log_pages.printed, name="operation-log-print"),
    path("operations/<hex:operation>/log/csv/", log_pages.csv_page, name="operation-log-csv"),
    path("operations/<hex:operation>/log/<hex:line>/", log_pages.line, name="operation-log-line"),
    path("operations/<hex:operation>/plan/", views.plan, name="operation-plan"),
    path("operations/<hex:operation>/plan/add/", acts.add, name="operation-add"),
    path("operations/<hex:operation>/plan/checks/<slug:kind>/", acts.checks, name="operation-checks"),
    path("operations/<hex:operation>/plan/source/", acts.source, name="operation-source"),
    path("operations/<hex:operation>/plan/decide/", acts.decide, name="operation-decide"),
    path("operations/<hex:operation>/step/", acts.step, name="operation-step"),
    path("operations/<hex:operation>/offices/", acts.offices, name="operation-offices"),
    path("operations/<hex:operation>/offices/<office:office>/end/", acts.dismiss, name="operation-dismiss"),
    path("operations/<hex:operation>/briefing/", briefings.briefing, name="operation-brief"),
    path("operations/<hex:operation>/briefing/<office:office>/", briefings.one, name="operation-brief-one"),
    path(
        "operations/<hex:operation>/briefing/<office:office>/write/", briefings.write, name="operation-brief-write"
    ),
    path("operations/<hex:operation>/results/", views.results, name="operation-results"),
    path("operations/<hex:operation>/results/join/", acts.join, name="operation-join"),
]
