from django.urls import URLPattern, path

from sarhad.systems.monitor.trends import views

urlpatterns: list[URLPattern] = [
    path("monitor/", views.index, name="monitor"),
    path("monitor/trends/", views.trends, name="monitor-trends"),
    path("monitor/records/", views.records, name="monitor-records"),
]
