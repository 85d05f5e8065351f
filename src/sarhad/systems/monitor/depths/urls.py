from django.urls import URLPattern, path

from sarhad.systems.monitor.depths import views

urlpatterns: list[URLPattern] = [
    path("monitor/cells/", views.cells_page, name="monitor-cells"),
]
