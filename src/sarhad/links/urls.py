"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import URLPattern, path

from sarhad.links.calls.urls import urlpatterns as calls
from sarhad.links.charts import saved_views as saved_charts
from sarhad.links.charts import views as charts
from sarhad.links.formats.urls import urlpatterns as formats
from sarhad.links.graph.views import paths
from sarhad.links.maps.urls import urlpatterns as maps
from sarhad.links.measures.urls import MEASURES
from sarhad.links.pictures.urls import urlpatterns as pictures

CHARTS = [
    path("charts/", charts.charts, name="charts"),
    path("charts/start/", charts.start, name="chart-start"),
    path("charts/<int:number>/", charts.chart, name="chart"),
    path("charts/<int:number>/data/", charts.data, name="chart-data"),
    path("charts/<int:number>/picture.svg", charts.svg, name="chart-svg"),
    path("charts/<int:number>/change/", charts.change, name="chart-change"),
    path("charts/<int:number>/save/", saved_charts.save, name="chart-save"),
    path("charts/<int:number>/merge/", saved_charts.merge, name="chart-merge"),
    path("charts/saved/<hex:chart>/", saved_charts.saved, name="chart-saved"),
    path("charts/<int:number>/delete/", charts.delete, name="chart-delete"),
]
PATHS = [path("paths/", paths, name="paths")]
urlpatterns: list[URLPattern] = [
    *PATHS,
    *CHARTS,
    *MEASURES,
    *calls,
    *maps,
    *formats,
    *pictures,
]
