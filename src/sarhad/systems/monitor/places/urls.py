from django.urls import URLPattern, path

from sarhad.systems.monitor.places import views

urlpatterns: list[URLPattern] = [
    path("monitor/places/", views.places, name="monitor-places"),
    path("monitor/places/settle/", views.settling, name="monitor-places-settle"),
]
