"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import path

from sarhad.systems.lab import views

urlpatterns = [
    path("lab/", views.results, name="lab"),
    path("lab/new/", views.new, name="lab-new"),
]
