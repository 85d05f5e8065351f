from django.urls import URLPattern, path

from sarhad.systems.monitor.map import views

urlpatterns: list[URLPattern] = [
    path("monitor/map/", views.map_page, name="monitor-map"),
    path("monitor/map/data/", views.map_data, name="monitor-map-data"),
]
