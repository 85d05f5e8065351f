from django.urls import URLPattern, path

from sarhad.systems.monitor.profiles import views

urlpatterns: list[URLPattern] = [
    path("monitor/countries/", views.countries, name="monitor-countries"),
    path("monitor/countries/<slug:code>/", views.country, name="monitor-country"),
    path("monitor/countries/<slug:code>/paper/", views.paper, name="monitor-country-paper"),
    path("monitor/countries/<slug:code>/issue/", views.issue, name="monitor-country-issue"),
    path("monitor/profiles/<hex:id>/", views.edition, name="monitor-edition"),
]
