"""Addresses of published tables."""

from django.urls import URLPattern, path

from sarhad.systems.monitor.tables import deciding, signing, views

urlpatterns: list[URLPattern] = [
    path("monitor/tables/", views.tables, name="monitor-tables"),
    path("monitor/tables/new/", signing.new, name="monitor-table-new"),
    path("monitor/tables/new/<slug:id>/", signing.check, name="monitor-table-check"),
    path("monitor/tables/<hex:entity>/", views.table, name="monitor-table"),
    path("monitor/tables/<hex:entity>/<int:number>/", views.row, name="monitor-table-row"),
    path("monitor/tables/<hex:entity>/equal/", views.equal_rows, name="monitor-table-equal"),
    path("monitor/tables/<hex:entity>/alike/", views.alike_rows, name="monitor-table-alike"),
    path("monitor/tables/<hex:entity>/decide/", deciding.decide, name="monitor-table-decide"),
    path("monitor/tables/<hex:entity>/undo/", deciding.undo, name="monitor-table-undo"),
]
