"""Which reader a request has: anonymous, until an officer takes a seat of its own and states a purpose."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from sarhad.access import actions
from sarhad.access.accounts import AccountAdapter, seats_of, take_seat
from sarhad.access.middleware import PURPOSE, SEAT, ReaderMiddleware
from sarhad.access.models import AuditEntry, Officer, Seat
from sarhad.access.reader import anonymous, operator
from sarhad.access.router import AuditRouter


def request_of(username, seat=None, purpose="case 12"):
    """A request of a signed-in officer whose session holds this seat number."""
    client = Client()
    client.force_login(Officer.objects.get(username=username))
    request = RequestFactory().get("/")
    request.session = client.session
    request.session[SEAT], request.session[PURPOSE] = seat, purpose
    request.user = get_user(request)
    return request


def reader_after(request):
    seen = []

    def view(request):
        seen.append((request.reader, translation.get_language()))
        return HttpResponse()

    ReaderMiddleware(view)(request)
    return seen[0]


def test_a_seat_of_ones_own(cast):
    request = request_of("colleague", cast.seat("colleague").pk)
    reader, _ = reader_after(request)
    assert (reader.officer, reader.office, reader.roles) == ("colleague", "TJ-DCA", {"analyst"})
    assert (reader.groups, reader.purpose) == (("CENTRE/members",), "case 12")


@pytest.mark.parametrize(
    ("seat", "purpose"),
    [
        (None, "case 12"),
        ("own", ""),
        ("own", "  "),
        ("another's", "case 12"),
        (-1, "case 12"),
        ("ended", "case 12"),
        ("closed", "case 12"),
    ],
)
def test_everything_else_is_anonymous(cast, seat, purpose):
    own = cast.seat("colleague")
    number = {"another's": cast.seat("owner").pk, "own": own.pk, "ended": own.pk, "closed": own.pk}.get(seat, seat)
    if seat == "ended":
        actions.end_seat(operator(), seat=own)
    if seat == "closed":
        actions.close_office(operator(), office="TJ-DCA", heirs=[actions.Heir("KZ-MIA")])
        Seat.objects.filter(pk=own.pk).update(until=None)
    reader, _ = reader_after(request_of("colleague", number, purpose))
    assert reader == anonymous()


def test_who_has_not_signed_in_is_anonymous(db):
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}
    assert reader_after(request)[0] == anonymous()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_speak_the_officers_language(cast, language):
    Officer.objects.filter(username="colleague").update(language=language)
    with translation.override("en"):
        assert reader_after(request_of("colleague"))[1] == language


def test_taking_a_seat_is_recorded(cast):
    request = request_of("colleague")
    take_seat(request, cast.seat("colleague"), "case 13")
    assert reader_after(request)[0].purpose == "case 13"
    last = AuditEntry.objects.order_by("id").last()
    assert (last.officer, last.office, last.act, last.purpose) == ("colleague", "TJ-DCA", "take-seat", "case 13")


def test_nobody_takes_anothers_seat_or_one_without_purpose(cast):
    request = request_of("colleague")
    with pytest.raises(PermissionDenied):
        take_seat(request, cast.seat("owner"), "case 13")
    with pytest.raises(ValidationError):
        take_seat(request, cast.seat("colleague"), " ")


def test_two_seats_are_two_readers(cast):
    officer = Officer.objects.get(username="liaison")
    actions.add_seat(operator(), officer=officer, office="TJ-DCA", roles=["analyst"])
    assert [seat.office for seat in seats_of(officer)] == ["BLO-NP", "TJ-DCA"]
    readers = [reader_after(request_of("liaison", seat.pk))[0] for seat in seats_of(officer)]
    assert [reader.parties for reader in readers] == [("BLO-NP", "public"), ("TJ-DCA", "CENTRE/members", "public")]


def test_nobody_signs_up():
    assert not AccountAdapter().is_open_for_signup(RequestFactory().get("/"))


# Where tables are made


@pytest.mark.parametrize(
    ("one_database", "alias", "label", "model", "made"),
    [
        (False, "default", "access", "auditentry", False),
        (False, "audit", "access", "auditentry", True),
        (False, "audit", "access", "audittext", True),
        (False, "default", "access", "seat", True),
        (False, "audit", "access", "seat", False),
        (False, "audit", "ledger", None, False),
        (False, "default", "ledger", None, True),
        (True, "default", "access", "auditentry", True),
        (True, "default", "ledger", "entry", True),
        (True, "audit", "ledger", "entry", True),
    ],
)
def test_router(monkeypatch, one_database, alias, label, model, made):
    monkeypatch.setattr("sarhad.access.router.one_database", lambda: one_database)
    assert AuditRouter().allow_migrate(alias, label, model) == made


def test_both_databases_have_their_tables(db):
    tables = {alias: set(connections[alias].introspection.table_names()) for alias in ("default", "audit")}
    assert "access_auditentry" in tables["audit"]
    assert "ledger_fragment" in tables["default"]
    if connections["audit"].vendor == "sqlite":
        assert not {name for name in tables["audit"] if name.startswith("ledger_")}
        assert "access_auditentry" not in tables["default"]


def test_no_migration_is_missing(db):
    call_command("makemigrations", "access", "--check", "--dry-run", verbosity=0)
