"""Addresses of the exchange: requests, answers, letters, recalls."""

from django.urls import URLPattern, path

from sarhad.systems.exchange import acts, agreement_views, partner_views, recall_views, registers, views

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
    path("agreements/", agreement_views.agreements_page, name="agreements"),
    path("agreements/new/", agreement_views.agreement_new, name="agreement-new"),
    path("agreements/<hex:instrument>/", agreement_views.agreement, name="agreement"),
    path("agreements/<hex:instrument>/step/", agreement_views.agreement_step, name="agreement-step"),
    path("partners/", partner_views.partners, name="partners"),
    path("recalls/", recall_views.recalls_page, name="recalls"),
    path("recalls/<hex:contribution>/<int:index>/sign/", recall_views.sign_page, name="recall-sign"),
]
