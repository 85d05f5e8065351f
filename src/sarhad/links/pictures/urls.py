"""Addresses of the pictures of a chart."""

from django.urls import path

from sarhad.links.pictures import views

urlpatterns = [
    path("charts/<int:number>/events/", views.events, name="chart-events"),
    path("charts/<int:number>/flows/", views.flows, name="chart-flows"),
]
