"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import URLPattern, path

from sarhad.systems.programme import council_views, views

urlpatterns: list[URLPattern] = [
    path("council/", council_views.council_page, name="council"),
    path("council/new/", council_views.council_new, name="council-new"),
    path("council/paper/", council_views.council_paper, name="council-paper"),
    path("results/", views.results, name="results"),
    path("results/cells/", views.cells_page, name="cells"),
]
