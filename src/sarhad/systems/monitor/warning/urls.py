from django.urls import URLPattern, path

from sarhad.systems.monitor.warning import views

urlpatterns: list[URLPattern] = [
    path("monitor/warnings/", views.warning_page, name="monitor-warnings"),
    path("monitor/warnings/seen/", views.warning_seen, name="monitor-warnings-seen"),
    path("monitor/warnings/feed.atom", views.warning_feed, name="monitor-warnings-feed"),
]
