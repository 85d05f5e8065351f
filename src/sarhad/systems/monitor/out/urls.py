from django.urls import URLPattern, path

from sarhad.systems.monitor.out import views

urlpatterns: list[URLPattern] = [
    path("monitor/questionnaire/", views.filled_in, name="monitor-questionnaire"),
]
