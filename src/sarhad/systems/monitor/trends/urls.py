from django.urls import URLPattern, path

from sarhad.systems.monitor.trends import views

urlpatterns: list[URLPattern] = [
    path("monitor/", views.index, name="monitor"),
]
