"""Addresses of the pages. Records and contributions are named by their ids, never by local numbers."""

from allauth.account import views as allauth
from django.urls import path, register_converter

from sarhad.web.views import account, audit, offices


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
]
OWN = [
    path("seat/", account.seat, name="seat"),
    path("language/", account.language, name="language"),
    path("tokens/", account.tokens, name="tokens"),
    path("tokens/<int:number>/end/", account.token_end, name="token-end"),
    path("help/", account.help_page, name="help"),
]
OFFICES = [
    path("offices/", offices.offices, name="offices"),
    path("offices/new/", offices.office_new, name="office-new"),
    path("offices/<office:office>/", offices.office, name="office"),
    path("offices/<office:office>/close/", offices.office_close, name="office-close"),
    path("officers/", offices.officers, name="officers"),
    path("officers/new/", offices.officer_new, name="officer-new"),
    path("officers/seat/", offices.seat_new, name="seat-new"),
    path("officers/<int:number>/roles/", offices.seat_roles, name="seat-roles"),
    path("officers/<int:number>/end/", offices.seat_end, name="seat-end"),
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
    path("", account.help_page, name="home"),
    path("search/", account.help_page, name="search"),
    path("releases/", account.help_page, name="releases"),
    path("contribute/", account.help_page, name="contribute"),
    path("import/", account.help_page, name="import"),
]
urlpatterns = [*ACCOUNT, *OWN, *OFFICES, *RECORDS]
