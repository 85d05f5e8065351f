"""Shared terminals: device and PIN together let an officer read and report, and nothing else lets anybody in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from sarhad.access import actions, terminals
from sarhad.access.middleware import ACTIVE, COOKIE
from sarhad.access.models import AuditEntry, EnrolmentCode, Pin, Terminal, Token
from sarhad.access.reader import operator
from sarhad.access.roles import Does
from sarhad.access.terminals import is_trivial
from tests.cast import PASSWORD, Cast

DIGITS = "820937"


def enrolled(cast: Cast, office: str = "TJ-DCA", head: str = "owner") -> Client:
    """A device that the head has made a terminal; a PIN for the border officer is set."""
    page = cast.client(head).post("/terminals/").content.decode()
    code = "".join(re.search(r"(\d{4}) (\d{4})</b>", page).groups())
    device = Client()
    answer = device.post("/terminal/enrol/", {"office": office.lower(), "code": code, "label": "Lane 2"})
    assert answer.url == "/terminal/"
    return device


def with_pin(cast: Cast, username: str = "border") -> int:
    given = {"pin": DIGITS, "again": DIGITS, "password": PASSWORD}
    assert cast.client(username).post("/pin/", given).status_code == 302
    return cast.seat(username).pk


def type_in(device: Client, seat: int, pin: str = DIGITS):
    return device.post(f"/terminal/?who={seat}", {"pin": pin, "purpose": "0"})


def signed_in(device: Client) -> bool:
    return device.get("/search/").status_code == 200


def test_device_and_pin_let_in_to_read_and_report_only(cast):
    device, seat = enrolled(cast), with_pin(cast, "owner")
    cookie = device.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], len(cookie.value)) == (True, "Strict", 43)
    assert cookie.value not in str(list(Terminal.objects.values()))
    assert "Owner" in device.get("/terminal/").content.decode()
    assert Terminal.objects.get().last_seen is None
    assert type_in(device, seat).url == "/"
    assert Terminal.objects.get().last_seen
    for path, status in {
        "/search/": 200,
        "/contribute/": 200,
        "/officers/": 404,
        "/groups/": 404,
        "/pin/": 404,
    }.items():
        assert device.get(path).status_code == status, path
    assert "border control" in device.get("/search/").content.decode()
    device.post("/tokens/", {"purpose": "x", "expires": (timezone.now() + timedelta(days=9)).date()})
    device.post("/seat/", {"seat": seat, "purpose": "more"})
    assert not Token.objects.exists()
    assert device.get("/officers/").status_code == 404
    device.post("/terminal/lock/")
    assert device.get("/search/").url.startswith("/terminal/?next=")
    deeds = set(AuditEntry.objects.filter(office="TJ-DCA").values_list("act", flat=True))
    assert {"enrolment-code", "enrol-terminal", "set-pin", "take-seat", "lock-session"} <= deeds


def test_without_the_cookie_a_pin_is_nothing_and_nobody_is_named(cast):
    seat, other = with_pin(cast), enrolled(cast, "KZ-MIA", "partner")
    for device in (Client(), other, Client(headers={"cookie": f"{COOKIE}=guessed"})):
        assert "Border" not in device.get(f"/terminal/?who={seat}").content.decode()
        type_in(device, seat)
        assert not signed_in(device)
    assert Pin.objects.get(pk=seat).wrong == 0  # nor can another office's terminal lock it


ENDS = {
    "terminal": lambda cast, pin: terminals.revoke(cast.reader("owner"), Terminal.objects.get()),
    "cookie": lambda cast, pin: Terminal.objects.update(digest="00" * 32),
    "PIN": lambda cast, pin: terminals.end_pin(cast.reader("owner"), pin),
    "new PIN": lambda cast, pin: terminals.set_pin(cast.reader("border"), "739140"),
    "lock": lambda cast, pin: Pin.objects.update(wrong=5),
    "seat": lambda cast, pin: actions.end_seat(cast.reader("owner"), seat=pin.seat),
    "roles": lambda cast, pin: actions.change_roles(operator(), seat=pin.seat, roles=["researcher"]),
    "office": lambda cast, pin: actions.close_office(
        operator(), office="TJ-DCA", heirs=[actions.Heir("KZ-MIA")]
    ),
}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_the_session_ends_with_what_it_stands_on(cast, end):
    device, seat = enrolled(cast), with_pin(cast)
    type_in(device, seat)
    assert signed_in(device)
    ENDS[end](cast, Pin.objects.select_related("seat__officer").get(pk=seat))
    assert not signed_in(device)
    if end != "new PIN":
        type_in(device, seat)
        assert not signed_in(device)


def test_it_locks_when_nobody_works_even_if_a_page_loads_itself(cast, settings):
    device, seat = enrolled(cast), with_pin(cast)
    type_in(device, seat)

    def idle(seconds: int) -> None:
        session = device.session
        session[ACTIVE] -= seconds
        session.save()

    idle(settings.TERMINAL_IDLE - 60)
    assert signed_in(device)  # somebody works: counted anew
    idle(settings.TERMINAL_IDLE - 60)
    assert device.get("/search/?watch=1").status_code == 200
    idle(70)
    assert not signed_in(device)


def test_five_wrong_tries_lock_a_pin_until_somebody_with_a_password_resets_it(cast):
    device, seat = enrolled(cast), with_pin(cast)
    device.get("/terminal/")
    told = [type_in(device, seat, pin).content for pin in ("000000", "12", "820936", "abcdef", "000001")]
    locked = type_in(device, seat)
    assert not signed_in(device)
    assert Pin.objects.get(pk=seat).wrong == 5
    alike = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|<span class="tag bad">locked</span>')
    pages = [alike.sub(b"", page) for page in (*told, locked.content)]
    assert pages.count(pages[0]) == 6
    assert cast.client("colleague").post(f"/terminals/pin/{seat}/unlock/").status_code == 404
    assert cast.client("partner").post(f"/terminals/pin/{seat}/unlock/").status_code == 404
    assert cast.client("owner").post(f"/terminals/pin/{seat}/unlock/").status_code == 302
    type_in(device, seat)
    assert signed_in(device)
    Pin.objects.update(wrong=5)
    with_pin(cast)  # with the password
    type_in(device, seat)
    assert signed_in(device)


def test_a_code_works_once_for_its_office_for_half_an_hour_and_few_tries(cast):
    def tried(office: str, code: str) -> bytes:
        answer = Client().post("/terminal/enrol/", {"office": office, "code": code, "label": "x"})
        return b"" if answer.status_code == 302 else re.sub(rb'value="[^"]*"', b"", answer.content)

    head = cast.reader("owner")
    code = terminals.make_code(head)
    assert code not in str(list(EnrolmentCode.objects.values()))
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    refused = {tried("KZ-MIA", code), tried("NOWHERE", code), tried("TJ-DCA", wrong)}
    assert tried("TJ-DCA", f"{code[:4]} {code[4:]}") == b""
    refused.add(tried("TJ-DCA", code))  # used
    late = terminals.make_code(head)
    EnrolmentCode.objects.update(expires=timezone.now())
    refused.add(tried("TJ-DCA", late))
    guessed = terminals.make_code(head)
    refused |= {tried("TJ-DCA", "00000000") for _ in range(terminals.WRONG_CODES)}
    refused.add(tried("TJ-DCA", guessed))
    assert len(refused) == 1
    assert b"do not go together" in refused.pop()
    assert Terminal.objects.count() == 1


def test_who_may_have_terminals_and_pins(cast):
    for who in ("colleague", "border", "auditor", "administrator", "researcher"):
        assert cast.client(who).post("/terminals/").status_code == 404, who
    assert cast.client("auditor").get("/pin/").status_code == 404
    enrolled(cast)
    with pytest.raises(PermissionDenied):
        terminals.revoke(cast.reader("partner"), Terminal.objects.get())
    assert cast.client("partner").post(f"/terminals/{Terminal.objects.get().pk}/end/").status_code == 404
    assert not cast.reader("border").may(Does.MANAGE)


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "135791", "123123", "121212", "140483", "112211"])
def test_pins_that_others_try_first(cast, pin):
    assert is_trivial(pin)
    answer = cast.client("border").post("/pin/", {"pin": pin, "again": pin, "password": PASSWORD})
    assert answer.status_code == 200
    assert not Pin.objects.exists()
    assert not is_trivial(DIGITS)
