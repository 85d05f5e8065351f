"""Addresses of the posts: reports, the direct line, the office's own page."""

from django.urls import path

from sarhad.systems.border import files, filling, line_pages, papers, post_pages, signing, views, weekly_pages

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/log/", views.log, name="report-log"),
    path("reports/new/", filling.choose, name="report-new"),
    path("reports/new/<str:form>/", filling.start, name="report-start"),
    path("reports/drafts/<int:draft>/", filling.resume, name="draft"),
    path("reports/drafts/<int:draft>/<int:step>/", filling.step, name="draft-step"),
    path("reports/drafts/<int:draft>/check/", signing.check, name="draft-check"),
    path("reports/drafts/<int:draft>/delete/", filling.delete, name="draft-delete"),
    path("reports/drafts/<int:draft>/files/<str:name>/", files.draft_file, name="draft-file"),
    path("reports/drafts/<int:draft>/sheet.pdf", papers.draft_paper, name="draft-paper"),
    path("reports/forms/<str:form>/sheet.pdf", papers.paper, name="form-paper"),
    path("reports/forms/<str:form>/template.xlsx", papers.template, name="form-template"),
    path("reports/sheet/", papers.sheet, name="report-sheet"),
    path("reports/waiting/<int:submission>/", signing.quarantine, name="report-waiting"),
    path("reports/<hex:report>/", views.report, name="report"),
    path("line/", line_pages.lines, name="lines"),
    path("line/<office:office>/", line_pages.thread, name="line"),
    path("line/<office:office>/confirm/", line_pages.confirm, name="line-confirm"),
    path("weekly/", weekly_pages.update, name="weekly"),
    path("weekly/update.zip", weekly_pages.file, name="weekly-file"),
    path("weekly/confirm/", weekly_pages.confirm, name="weekly-confirm"),
    path("weekly/digest.pdf", weekly_pages.paper, name="weekly-digest"),
    path("post/", post_pages.overview, name="post"),
    path("post/traffic/", post_pages.traffic, name="traffic"),
    path("post/assets/", post_pages.assets, name="assets"),
    path("post/assets/new/", post_pages.asset_new, name="asset-new"),
    path("post/assets/<hex:asset>/", post_pages.asset_change, name="asset-change"),
]
