"""Addresses of the pages about a chart as a network."""

from django.urls import path

from sarhad.links.measures import views

MEASURES = [
    path("charts/<int:number>/measures/", views.network, name="chart-measures"),
    path("charts/<int:number>/without/", views.removed, name="chart-without"),
    path("charts/<int:number>/matrix/", views.matrix, name="chart-matrix"),
]
