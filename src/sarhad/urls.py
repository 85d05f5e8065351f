"""All addresses of a node."""

from django.urls import include, path

from sarhad.api.urls import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("sarhad.web.urls")),
    path("", include("sarhad.links.urls")),
    path("", include("sarhad.systems.wanted.urls")),
    path("", include("sarhad.systems.border.urls")),
    path("", include("sarhad.systems.exchange.urls")),
    path("", include("sarhad.systems.lab.urls")),
    path("", include("sarhad.systems.operations.urls")),
    path("", include("sarhad.systems.programme.urls")),
    path("", include("sarhad.systems.monitor.urls")),
]

handler500 = "sarhad.web.views.faults.fault"
