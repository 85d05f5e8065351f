"""Addresses of the pages. Records and contributions are named by their ids, never by local numbers."""

from allauth.account import views as allauth
from allauth.mfa.base import views as allauth_factors
from django.urls import path, register_converter

from sarhad.web.views import (
    account,
    audit,
    contribute,
    factors,
    home,
    imports,
    inbox,
    officers,
    offices,
    openrosa,
    phones,
    plans,
    profiles,
    releases,
    screening,
    screening_lists,
    search,
    signing_in,
    terminals,
)  # fmt: skip


class HexId:
    """An entity or contribution: 32 hexadecimal characters."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Digest(HexId):
    regex = "[0-9a-f]{64}"


class OfficeId(HexId):
    regex = "[A-Z][A-Z0-9-]*"


class GroupId(HexId):
    regex = "[A-Z][A-Z0-9-]*/[a-z0-9-]+"


for name, converter in {"hex": HexId, "digest": Digest, "office": OfficeId, "group": GroupId}.items():
    register_converter(converter, name)

# allauth's own pages, those that a node has; it asks for the addresses of the others when it makes these.
ACCOUNT = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("closed/", allauth.account_inactive, name="account_inactive"),
    path("sign-up/", account.nothing_here, name="account_signup"),
    path("password/reset/", account.nothing_here, name="account_reset_password"),
    path("password/set/", account.nothing_here, name="account_set_password"),
    path("reauthenticate/", account.nothing_here, name="account_reauthenticate"),
    path("sign-in/second-factor/", allauth_factors.authenticate, name="mfa_authenticate"),
]
SIGNING_IN = [
    path("unlock/", signing_in.unlock, name="unlock"),
    path("sessions/", signing_in.sessions_page, name="sessions"),
    path("invitation/<str:token>/", signing_in.invitation, name="invitation"),
    path("second-factor/", factors.factors_page, name="second-factor"),
    path("second-factor/app/", factors.app, name="factor-app"),
    path("second-factor/key/", factors.key, name="factor-key"),
    path("second-factor/codes/", factors.codes, name="factor-codes"),
    path("second-factor/<int:number>/end/", factors.end, name="factor-end"),
]
OWN = [
    path("seat/", account.seat, name="seat"),
    path("language/", account.language, name="language"),
    path("tokens/", account.tokens, name="tokens"),
    path("tokens/<int:number>/end/", account.token_end, name="token-end"),
    path("tokens/phone/", phones.issue, name="app-password"),
    path("tokens/phone/<int:number>/end/", phones.end, name="app-password-end"),
    path("help/", account.help_page, name="help"),
    path("pin/", terminals.pin, name="pin"),
    path("terminal/", terminals.terminal, name="terminal"),
    path("terminal/enrol/", terminals.enrol, name="terminal-enrol"),
    path("terminal/lock/", terminals.lock, name="terminal-lock"),
]
OFFICES = [
    path("offices/", offices.offices, name="offices"),
    path("offices/new/", offices.office_new, name="office-new"),
    path("offices/<office:office>/", offices.office, name="office"),
    path("offices/<office:office>/close/", offices.office_close, name="office-close"),
    path("officers/", officers.officers, name="officers"),
    path("officers/new/", officers.officer_new, name="officer-new"),
    path("officers/seat/", officers.seat_new, name="seat-new"),
    path("officers/<int:number>/", officers.officer, name="officer"),
    path("officers/<int:number>/roles/", officers.seat_roles, name="seat-roles"),
    path("officers/<int:number>/end/", officers.seat_end, name="seat-end"),
    path("officers/<int:number>/sessions/end/", officers.sessions_end, name="officer-sessions-end"),
    path("officers/<int:number>/back/", officers.back_in, name="officer-back"),
    path("officers/<int:number>/drafts/", officers.hand_over, name="officer-drafts"),
    path("terminals/", terminals.terminals_page, name="terminals"),
    path("terminals/<int:number>/end/", terminals.terminal_end, name="terminal-end"),
    path("terminals/pin/<int:number>/unlock/", terminals.pin_unlock, name="pin-unlock"),
    path("terminals/pin/<int:number>/end/", terminals.pin_end, name="pin-end"),
    path("groups/", offices.groups, name="groups"),
    path("groups/new/", offices.group_new, name="group-new"),
    path("groups/<group:group>/join/", offices.group_join, name="group-join"),
    path("groups/<group:group>/leave/", offices.group_leave, name="group-leave"),
    path("health/", offices.health, name="health"),
    path("audit/", audit.audit_page, name="audit"),
    path("audit/export.csv", audit.audit_export, name="audit-export"),
    path("audit/verify/", audit.audit_verify, name="audit-verify"),
]
RECORDS = [
    path("", home.home, name="home"),
    path("inbox/", inbox.hits, name="inbox"),
    path("inbox/handled/", inbox.handled, name="hit-handled"),
    path("search/", search.search, name="search"),
    path("screening/", screening.screening, name="screening"),
    path("screening/list/", screening_lists.screening_list, name="screening-list"),
    path("e/<hex:entity>/", profiles.profile, name="profile"),
    path("e/<hex:entity>/relations/", profiles.relations, name="relations"),
    path("e/<hex:entity>/history/", profiles.history, name="history"),
    path("e/<hex:entity>/who/", profiles.who, name="who"),
    path("e/<hex:entity>/with/<hex:other>/", profiles.compare_page, name="compare"),
    path("e/<hex:entity>/add/", contribute.contribute_more, name="contribute-more"),
    path("e/<hex:entity>/link/", contribute.contribute_link, name="contribute-link"),
    path("c/<hex:contribution>/", profiles.contribution, name="contribution"),
    path("c/<hex:contribution>/<int:index>/correct/", contribute.correct, name="correct"),
    path("c/<hex:contribution>/<int:index>/undo/", profiles.undo, name="undo"),
    path("c/<hex:contribution>/<int:index>/recall/", releases.recall, name="recall"),
    path("c/<hex:contribution>/<int:index>/accept/", releases.accept, name="accept"),
    path("files/<digest:digest>/", profiles.file, name="file"),
    path("export/", profiles.export_page, name="export"),
    path("contribute/", contribute.contribute, name="contribute"),
    path("contribute/<str:schema>/", contribute.contribute_new, name="contribute-new"),
    path("withdraw/", contribute.retract, name="retract"),
    path("release/", releases.release, name="release"),
    path("releases/", releases.releases, name="releases"),
    path("purge/", releases.purge, name="purge"),
    path("import/", imports.import_page, name="import"),
    path("import/<hex:id>/", imports.import_one, name="import-one"),
    path("import/<hex:id>/refused.csv", imports.import_faults, name="import-faults"),
]
PLANS = [
    path("recommendations/", plans.recommendations, name="recommendations"),
    path("recommendations/new/", plans.recommendation_new, name="recommendation-new"),
    path("recommendations/<hex:id>/", plans.recommendation, name="recommendation"),
    path("recommendations/<hex:id>/step/", plans.recommendation_step, name="recommendation-step"),
    path("meetings/", plans.meetings, name="meetings"),
    path("meetings/new/", plans.meeting_new, name="meeting-new"),
    path("meetings/<hex:id>/", plans.meeting, name="meeting"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.plan_new, name="plan-new"),
    path("plans/<hex:id>/", plans.plan, name="plan"),
]
# ODK Collect appends the two names in capitals to the address that it is given.
OPENROSA = [
    path("openrosa/formList", openrosa.form_list, name="form-list"),
    path("openrosa/forms/<str:form>/manifest", openrosa.manifest, name="form-manifest"),
    path("openrosa/forms/<str:form>/media/<path:file>", openrosa.media, name="form-media"),
    path("openrosa/forms/<str:form>/<path:version>.xml", openrosa.form_xml, name="form-xml"),
    path("openrosa/submission", openrosa.submission, name="submission"),
]
urlpatterns = [*ACCOUNT, *SIGNING_IN, *OWN, *OFFICES, *RECORDS, *PLANS, *OPENROSA]
