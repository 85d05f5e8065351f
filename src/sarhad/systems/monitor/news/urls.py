from django.urls import URLPattern, path

from sarhad.systems.monitor.news import views
from sarhad.systems.monitor.warning.urls import urlpatterns as warnings

urlpatterns: list[URLPattern] = [
    path("monitor/news/", views.news_list, name="monitor-news"),
    path("monitor/news/feed.atom", views.news_feed, name="monitor-news-feed"),
    path("monitor/news/new/", views.news_new, name="monitor-news-new"),
    path("monitor/news/<hex:entity>/", views.news_one, name="monitor-news-one"),
    *warnings,
]
