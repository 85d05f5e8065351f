"""Addresses of the exchange: requests, answers, letters, recalls."""

from django.urls import URLPattern, path

from sarhad.systems.exchange import acts, registers, views

urlpatterns: list[URLPattern] = [
    path("requests/", views.requests, name="requests"),
    path("requests/new/", acts.new, name="request-new"),
    path("requests/approvals/", acts.approvals, name="approvals"),
    path("requests/approvals/<int:number>/", acts.approval, name="approval"),
    path("requests/<hex:id>/", views.request_page, name="request"),
    path("requests/<hex:id>/end/", acts.end, name="request-end"),
    path("requests/<hex:letter>/answer/", acts.answer, name="request-answer"),
    path("requests/<hex:letter>/step/", acts.step, name="request-step"),
    path("letters/<hex:letter>/register/", acts.register, name="letter-register"),
    path("letters/<hex:letter>/letter.pdf", views.letter, name="letter"),
    path("journal/", registers.journal, name="journal"),
    path("journal/export.csv", registers.journal_export, name="journal-export"),
    path("balance/", registers.balance, name="balance"),
]
