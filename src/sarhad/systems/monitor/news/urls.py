from django.urls import URLPattern, path

from sarhad.systems.monitor.news import subscription_views, views
from sarhad.systems.monitor.warning.urls import urlpatterns as warnings

urlpatterns: list[URLPattern] = [
    path("monitor/news/", views.news_list, name="monitor-news"),
    path("monitor/news/feed.atom", views.news_feed, name="monitor-news-feed"),
    path("monitor/news/new/", views.news_new, name="monitor-news-new"),
    path("monitor/news/<hex:entity>/", views.news_one, name="monitor-news-one"),
    path("monitor/subscriptions/", subscription_views.subscription, name="monitor-subscriptions"),
    path(
        "monitor/subscriptions/end/<str:token>/",
        subscription_views.subscription_end,
        name="monitor-subscription-end",
    ),
    *warnings,
]
