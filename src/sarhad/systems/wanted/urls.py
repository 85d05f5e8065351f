"""Addresses of the wanted list; `sarhad.web.urls` has registered what they are made of."""

from django.urls import path

from sarhad.systems.wanted import acts, public, views

urlpatterns = [
    path("wanted/", views.notices, name="wanted"),
    path("wanted/new/", acts.issue, name="wanted-new"),
    path("wanted/lists/", views.lists, name="wanted-lists"),
    path("wanted/export/", views.export_page, name="wanted-export"),
    path("wanted/<hex:notice>/", views.notice, name="wanted-notice"),
    path("wanted/<hex:notice>/step/", acts.step, name="wanted-step"),
    path("wanted/<hex:notice>/review/", acts.review, name="wanted-review"),
    path("wanted/<hex:notice>/withdraw/", acts.withdraw, name="wanted-withdraw"),
    path("wanted/<hex:notice>/sighting/", acts.sighting, name="wanted-sighting"),
    path("wanted/<hex:notice>/bulletin.pdf", views.bulletin, name="wanted-bulletin"),
    path("public/wanted/", public.wanted, name="public-wanted"),
    path("public/wanted/photos/<digest:digest>/", public.photo, name="public-photo"),
]
