from django.urls import URLPattern, path

from sarhad.systems.monitor.kinds import views

urlpatterns: list[URLPattern] = [
    path("monitor/substances/", views.substances_page, name="monitor-substances"),
    path("monitor/substances/<slug:code>/", views.substance_page, name="monitor-substance"),
    path("monitor/rules/", views.rules_page, name="monitor-rules"),
]
