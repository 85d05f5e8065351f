"""Addresses of the maps."""

from django.urls import path

from sarhad.links.maps import views

urlpatterns = [
    path("map/", views.map_page, name="map"),
    path("charts/<int:number>/map/", views.chart_map, name="chart-map"),
]
