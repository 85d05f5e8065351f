"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import path

from sarhad.systems.operations import views

urlpatterns = [
    path("operations/", views.operations, name="operations"),
    path("operations/<hex:operation>/", views.operation, name="operation"),
]
