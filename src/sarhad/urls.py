"""All addresses of a node."""

from django.urls import include, path

urlpatterns = [
    path("", include("sarhad.web.urls")),
]
