"""Addresses of this room's pages; `sarhad.web.urls` has registered what they are made of."""

from django.urls import URLPattern

from sarhad.systems.monitor.depths.urls import urlpatterns as depths
from sarhad.systems.monitor.kinds.urls import urlpatterns as kinds
from sarhad.systems.monitor.map.urls import urlpatterns as maps
from sarhad.systems.monitor.news.urls import urlpatterns as news
from sarhad.systems.monitor.out.urls import urlpatterns as out
from sarhad.systems.monitor.places.urls import urlpatterns as places
from sarhad.systems.monitor.profiles.urls import urlpatterns as profiles
from sarhad.systems.monitor.series.urls import urlpatterns as series
from sarhad.systems.monitor.tables.urls import urlpatterns as tables
from sarhad.systems.monitor.trends.urls import urlpatterns as trends

urlpatterns: list[URLPattern] = [
    *trends,
    *maps,
    *profiles,
    *series,
    *news,
    *tables,
    *places,
    *kinds,
    *depths,
    *out,
]
