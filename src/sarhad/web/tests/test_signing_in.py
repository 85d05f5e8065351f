"""Signing in with two factors, locking, invitations and leaving: what each lets in, and what it does not."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import get_resolver

from sarhad.access import actions, factors, invitations, sessions
from sarhad.access.factors import needs_one
from sarhad.access.middleware import ACTIVE, SEAT
from sarhad.access.models import AuditEntry, Invitation, Officer, Pin, Seat, Token
from sarhad.access.reader import operator
from sarhad.access.roles import Role
from tests.cast import PASSWORD, Cast, just_given

NEW = "violet tractors over Osh"


@pytest.fixture
def asked(settings):
    """As on a real node."""
    settings.SECOND_FACTOR_OPTIONAL = False
    settings.IDLE = 900


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests move."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def code_of(username: str, steps: int = 0) -> str:
    """What the officer's app shows, some half minutes from now."""
    app = Authenticator.objects.get(user__username=username, type="totp")
    secret = factors.MFAAdapter().decrypt(app.data["secret"])
    return format(factors.hotp_value(secret, int(time.time()) // 30 + steps), "06d")


def password_given(username: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": username, "password": password})
    return client


def set_up(client: Client) -> list[str]:
    """An app, by the page; returns the recovery codes."""
    secret = client.get("/second-factor/app/").context["secret"].replace(" ", "")
    code = format(factors.hotp_value(secret, int(time.time()) // 30), "06d")
    return client.post("/second-factor/app/", {"code": code}).context["codes"]


def take_seat(client: Client, cast: Cast, username: str):
    return client.post("/seat/", {"seat": cast.seat(username).pk, "purpose": "case 7"})


def reads(client: Client) -> bool:
    return client.get("/search/").status_code == 200


# Which seats ask for one


@pytest.mark.parametrize(
    ("roles", "asks"),
    [
        *[([role], role not in {Role.RESEARCHER, Role.PROGRAMME_MANAGER}) for role in Role if role != Role.PUBLIC],
        (["researcher", "analyst"], True),
        (["a role of a later version"], True),
        (["researcher", "a role of a later version"], True),
        ([], True),
    ],
)
def test_which_roles_ask_for_a_second_factor(roles, asks):
    assert needs_one(roles) == asks


def test_password_alone_opens_nothing(cast, asked):
    """On every page of the node, and whatever stands in `next`."""
    client = password_given("owner")
    for path in ("/search/", "/seat/", "/tokens/", "/officers/", "/pin/", "/contribute/", "/groups/"):
        assert client.get(path).url.startswith("/second-factor/?next="), path
    take_seat(client, cast, "owner")
    session = client.session
    session[SEAT], session["purpose"] = cast.seat("owner").pk, "forced"
    session.save()
    for path in ("/search/", "/seat/?next=//x", "/tokens/"):
        assert client.get(path).status_code != 200, path
    assert client.get("/api/entities/" + "0" * 32).status_code == 401
    assert not AuditEntry.objects.filter(act="take-seat").exists()


def test_who_only_counts_needs_none(cast, asked):
    client = password_given("researcher")
    assert take_seat(client, cast, "researcher").url == "/"
    assert client.get("/").status_code == 200


def test_an_app_is_set_up_and_asked_for(cast, asked, clock):
    client = password_given("owner")
    old = client.session.session_key
    codes = set_up(client)
    assert client.session.session_key != old  # it may do more now
    assert len(set(codes)) == 10
    take_seat(client, cast, "owner")
    assert reads(client)
    assert not any(code in client.get("/second-factor/").content.decode() for code in codes)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert client.get("/second-factor/").context["codes"] == 10
    assert not any(code in kept for code in codes)
    # from elsewhere: password, then the code
    other = password_given("owner")
    assert other.get("/search/").url.startswith("/sign-in/")
    clock[0] += 60
    answer = other.post("/sign-in/second-factor/", {"code": code_of("owner")})
    assert answer.url == "/"
    take_seat(other, cast, "owner")
    assert reads(other)


def test_a_password_alone_does_not_help_itself_to_a_second_factor(cast, asked, clock):
    """Whoever had signed in by it before there was a factor gets neither its codes nor another one."""
    early, mine = password_given("owner"), password_given("owner")
    set_up(mine)
    assert early.get("/second-factor/").status_code == 302, "signed out"
    assert early.post("/second-factor/codes/").status_code == 302
    # Nor where such a session is left: one that was opened as the factor was being set up.
    early.force_login(Officer.objects.get(username="owner"))
    session = early.session
    session.update({**just_given(Officer.objects.get(username="owner")), ACTIVE: clock[0]})
    session.save()
    [app] = factors.held(Officer.objects.get(username="owner"))
    codes = Authenticator.objects.get(user__username="owner", type="recovery_codes").pk
    for path in ("codes/", f"{app.pk}/end/"):
        assert early.post(f"/second-factor/{path}").status_code == 404
    secret = early.get("/second-factor/app/").context["secret"].replace(" ", "")
    code = format(factors.hotp_value(secret, int(time.time()) // 30), "06d")
    assert early.post("/second-factor/app/", {"code": code}).status_code == 404
    assert Authenticator.objects.filter(pk=codes).exists()
    assert factors.held(Officer.objects.get(username="owner")) == [app]
    assert take_seat(mine, cast, "owner").status_code == 302
    assert reads(mine)


def test_each_code_is_good_once_and_old_ones_are_nothing(cast, asked, clock):
    codes = set_up(password_given("owner"))
    clock[0] += 90
    right = code_of("owner")

    def let_in(code: str) -> bool:
        client = password_given("owner")
        clock[0] += 0.001
        return client.post("/sign-in/second-factor/", {"code": code}).status_code == 302

    assert not let_in(code_of("owner", -3))  # a minute and a half ago
    assert not let_in(code_of("owner", 3))
    assert let_in(code_of("owner", -1))  # a clock that is half a minute slow
    assert let_in(right)
    assert not let_in(right)  # somebody watched it typed
    assert not let_in(code_of("owner", -1))
    clock[0] += 301
    assert let_in(f"{codes[0][:4]} {codes[0][4:]}")
    assert not let_in(codes[0])
    acts = list(AuditEntry.objects.filter(office="TJ-DCA", act="wrong-factor"))
    assert len(acts) == 5
    for nonsense in ("", "٤٤٤٤٤٤", "1" * 400, "\0" * 6, "12345a"):
        assert factors.given(Officer.objects.get(username="owner"), nonsense) is None


def test_codes_cannot_be_tried_for_long(cast, asked, clock):
    set_up(password_given("owner"))
    clock[0] += 60
    client = password_given("owner")
    for _try in range(5):
        assert client.post("/sign-in/second-factor/", {"code": "000000"}).status_code == 200
    assert client.post("/sign-in/second-factor/", {"code": code_of("owner")}).status_code == 200


ANSWER = '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}'


@pytest.mark.parametrize("credential", ["", "null", "[]", "{}", '{"id": 7}', ANSWER, "\0"])
def test_what_is_no_answer_of_a_key_is_refused(cast, asked, clock, credential):
    client = password_given("owner")
    client.get("/second-factor/key/")
    assert client.post("/second-factor/key/", {"name": "x", "credential": credential}).status_code == 200
    set_up(client)
    other = password_given("owner")
    other.get("/sign-in/second-factor/")
    assert other.post("/sign-in/second-factor/", {"credential": credential}).status_code == 200
    assert not reads(other)


def test_the_last_one_stays_where_it_is_asked_for(cast, asked, settings):
    client = password_given("owner")
    set_up(client)
    number = Authenticator.objects.get(type="totp").pk
    client.post(f"/second-factor/{number}/end/")
    assert Authenticator.objects.count() == 2
    assert password_given("partner").post(f"/second-factor/{number}/end/").status_code == 404
    settings.SECOND_FACTOR_OPTIONAL = True
    client.post(f"/second-factor/{number}/end/")
    assert Authenticator.objects.count() == 0


def test_it_is_optional_only_where_all_is_invented(monkeypatch):
    import importlib

    import sarhad.settings

    found = {}
    for simulated in ("", "1"):
        for wish in ("", "optional", "required"):
            monkeypatch.setenv("SARHAD_SIMULATED", simulated)
            monkeypatch.setenv("SARHAD_SECOND_FACTOR", wish)
            found[simulated, wish] = importlib.reload(sarhad.settings).SECOND_FACTOR_OPTIONAL
    monkeypatch.undo()
    importlib.reload(sarhad.settings)
    assert {key for key, optional in found.items() if optional} == {("1", ""), ("1", "optional")}


# Locking, and the password once more


def test_it_locks_and_goes_on_where_one_was(cast, asked, settings):
    settings.SECOND_FACTOR_OPTIONAL = True
    client = password_given("owner")
    take_seat(client, cast, "owner")
    assert client.get("/search/")["Refresh"].startswith("905; url=/unlock/?next=%2Fsearch%2F")
    idle(client)
    assert client.get("/search/?q=x").url == "/unlock/?next=%2Fsearch%2F%3Fq%3Dx"
    for path in ("/password/", "/second-factor/", "/sessions/", "/seat/"):
        assert client.get(path).url.startswith("/unlock/"), path
    assert client.get("/search/", headers={"accept": "application/json"}).status_code == 403
    wrong = client.post("/unlock/", {"secret": "wrong wrong wrong", "next": "/search/?q=x"})
    assert wrong.status_code == 200
    assert not reads(client)
    assert client.post("/unlock/", {"secret": PASSWORD, "next": "/search/?q=x"}).url == "/search/?q=x"
    assert reads(client)
    assert "case 7" in client.get("/help/").content.decode()


def idle(client: Client, seconds: int = 900) -> None:
    session = client.session
    session[ACTIVE] -= seconds
    session["account_authentication_methods"] = [
        {**each, "at": each["at"] - seconds} for each in session["account_authentication_methods"]
    ]
    session.save()


@pytest.mark.parametrize(
    ("page", "rests"),
    [
        ("<p>a profile</p><form><input type='search'></form>", True),
        ('<form method="get"><input type="text"></form>', True),
        ('<form method="post"><button></form>', True),
        ('<form method="post"><textarea></textarea></form>', False),
        ('<form class="card" method="post"><input type="date"></form>', False),
        ('<script src="/static/links/chart.js" defer></script>', False),
    ],
)
def test_which_pages_are_put_away(page, rests):
    """What somebody may be filling in or drawing is never taken from under their hands."""
    from django.http import HttpResponse

    from sarhad.web.locking import _rests

    assert _rests(HttpResponse(page)) == rests


def test_a_page_that_loads_itself_is_nobody_at_work(cast, asked, settings):
    settings.SECOND_FACTOR_OPTIONAL = True
    client = password_given("owner")
    take_seat(client, cast, "owner")
    idle(client, 600)
    assert client.get("/?watch=1").status_code == 200
    idle(client, 300)
    assert client.get("/?watch=1").url.startswith("/unlock/")


@pytest.mark.parametrize("checks", [False, True])
def test_what_was_typed_into_a_locked_session_is_not_lost(cast, asked, settings, home, checks):
    settings.SECOND_FACTOR_OPTIONAL = True
    client = Client(enforce_csrf_checks=checks)
    token = csrf(client.get("/sign-in/"))
    client.post("/sign-in/", {"login": "owner", "password": PASSWORD, "csrfmiddlewaretoken": token})
    form = {"seat": cast.seat("owner").pk, "purpose": "case 7"}
    client.post("/seat/", {**form, "csrfmiddlewaretoken": csrf(client.get("/seat/"))})
    token = csrf(client.get("/groups/new/"))
    idle(client)
    group = {"name": "typed", "name_en": "What was typed, at length", "members": ["KZ-MIA"]}
    forged = client.post("/groups/new/", {**group, "name": "forged"})
    kept = client.post("/groups/new/", {**group, "csrfmiddlewaretoken": token})
    assert kept.status_code == 403
    assert "at length" not in kept.content.decode()
    assert not any(b"at length" in path.read_bytes() for path in home.rglob("*") if path.is_file())
    for page, expected in ((forged, 403 if checks else 302), (kept, 302)):
        answer = client.post(
            "/unlock/", {"secret": PASSWORD, "key": key_in(page), "csrfmiddlewaretoken": csrf(page)}
        )
        assert answer.status_code == expected
    shown = client.get("/groups/").content.decode()
    assert "TJ-DCA/typed" in shown
    assert ("TJ-DCA/forged" in shown) != checks
    again = client.post("/unlock/", {"secret": PASSWORD, "key": key_in(kept), "csrfmiddlewaretoken": csrf(kept)})
    assert again.url == "/"  # once


def csrf(page) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]


def key_in(page) -> str:
    return re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]


def test_what_is_kept_is_for_its_own_officer(cast, asked, settings):
    settings.SECOND_FACTOR_OPTIONAL = True
    client, other = cast.client("owner"), cast.client("partner")
    idle(client)
    key = key_in(client.post("/groups/new/", {"name": "x"}))
    assert other.post("/unlock/", {"secret": PASSWORD, "key": key}).url == "/"
    actions.add_seat(operator(), officer=Officer.objects.get(username="owner"), office="KZ-MIA", roles=["analyst"])
    client.post("/unlock/", {"secret": PASSWORD})
    second = Seat.objects.get(officer__username="owner", office="KZ-MIA")
    client.post("/seat/", {"seat": second.pk, "purpose": "another"})
    assert client.post("/unlock/", {"secret": PASSWORD, "key": key}).url == "/", "sent as another office"


def test_the_password_counts_for_five_minutes(cast, settings):
    client = cast.client("owner")
    assert "Set up one" in client.post("/tokens/phone/", {"device": "one"}).content.decode()
    idle(client, 301)
    for path, form in {
        "/tokens/": {"purpose": "x", "expires": "2026-12-01"},
        "/tokens/phone/": {"device": "two"},
        "/second-factor/codes/": {},
        "/terminals/": {},
        "/officers/new/": {},
        f"/officers/{cast.seat('border').pk}/back/": {},
        "/export/": {"form": "csv", "e": [f"{n:032x}" for n in range(101)]},
    }.items():
        assert client.post(path, form).status_code == 403, path
    asked = client.post("/tokens/phone/", {"device": "two"})
    done = client.post("/unlock/", {"secret": PASSWORD, "key": key_in(asked)})
    assert "Set up two" in done.content.decode()
    assert client.post("/terminals/").status_code == 200  # and counts for the next one


def test_a_pin_is_not_enough_for_a_large_export(cast):
    client = cast.client("border")
    session = client.session
    session[sessions.PIN] = "x"
    session.save()
    answer = client.post("/export/", {"form": "csv", "e": [f"{n:032x}" for n in range(101)]})
    assert answer.status_code == 302


# Sessions


def test_a_session_ends_after_a_working_day_however_busy(cast, clock, settings):
    client = password_given("owner")
    take_seat(client, cast, "owner")
    for _hour in range(9):
        clock[0] += 3600
        assert reads(client)
    clock[0] += 3600
    assert client.get("/search/").url.startswith("/sign-in/")


def test_sessions_are_listed_and_ended(cast):
    here, there, third = (password_given("owner") for _n in range(3))
    take_seat(there, cast, "owner")
    page = here.get("/sessions/")
    assert len(page.context["rows"]) == 3
    one = UserSession.objects.get(session_key=there.session.session_key)
    assert cast.client("partner").post("/sessions/", {"one": one.pk}).status_code == 404
    here.post("/sessions/", {"one": one.pk})
    assert not reads(there)
    here.post("/sessions/", {"all": "1"})
    assert third.get("/sessions/").url.startswith("/sign-in/")
    assert here.get("/sessions/").status_code == 200
    head = cast.client("owner")
    officer = cast.client("colleague")  # this one stands on no list
    seat = cast.seat("colleague").pk
    assert cast.client("partner").post(f"/officers/{seat}/sessions/end/").status_code == 404
    assert reads(officer)
    head.post(f"/officers/{seat}/sessions/end/")
    assert not reads(officer)
    assert AuditEntry.objects.filter(office="TJ-DCA", act="end-sessions", what="colleague").exists()


def test_a_session_that_somebody_laid_out_is_not_the_officers(cast):
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["seen"] = 1
    session.save()
    laid = client.session.session_key
    client.cookies["sessionid"] = laid
    client.post("/sign-in/", {"login": "owner", "password": PASSWORD})
    assert client.session.session_key != laid


def test_lock_out_stands_in_the_offices_audit_and_tells_no_names(cast):
    for name, address in {"owner": "10.0.0.1", "nobody-here": "10.0.0.2"}.items():
        answers = [
            Client(REMOTE_ADDR=address).post("/sign-in/", {"login": name, "password": f"not it {n}"})
            for n in range(7)
        ]
        errors = [str(answer.context["form"].errors) for answer in answers]
        assert "errors" in answers[0].content.decode()
        if name == "owner":
            told = errors
    assert errors == told
    lines = list(AuditEntry.objects.filter(act="locked-out").order_by("office").values_list("office", "what"))
    assert lines == [("", ""), ("TJ-DCA", "")]


def test_a_new_password_ends_the_other_sessions_and_is_told(cast):
    here, there = password_given("owner"), password_given("owner")

    def change(new: str) -> int:
        given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        return here.post("/password/", given).status_code

    for refused in (PASSWORD, "owner-owner-owner", "aaaaaaaaaaaa", "123456789012"):  # a fifth must wait
        assert change(refused) == 200, refused
    assert change(NEW) == 302
    assert here.get("/sessions/").status_code == 200
    assert there.get("/sessions/").status_code == 302
    assert AuditEntry.objects.filter(office="TJ-DCA", act="change-password").count() == 1


# Invitations, lost phones, leaving


def invited(cast: Cast) -> tuple[Client, str]:
    head = cast.client("owner")
    form = {
        "name": "N. Rahimova",
        "username": "rahimova",
        "language": "ru",
        "roles": ["analyst"],
        "office": "TJ-DCA",
    }
    page = head.post("/officers/new/", form)
    return head, re.search(r"(/invitation/[^<]+/)<", page.content.decode())[1]


def test_an_invited_officer_chooses_password_and_second_factor(cast, asked, settings):
    settings.SECOND_FACTOR_OPTIONAL = True
    _head, link = invited(cast)
    settings.SECOND_FACTOR_OPTIONAL = False
    assert link.split("/")[2] not in str(list(Invitation.objects.values()))
    client = Client()
    assert password_given("rahimova", "").get("/sessions/").status_code == 302
    for password, again in (("short", "short"), (NEW, "another"), ("rahimova-rahimova", "rahimova-rahimova")):
        assert client.post(link, {"password": password, "again": again}).status_code == 200
    assert '<html lang="ru">' in client.get(link).content.decode()  # looking uses nothing up
    assert client.post(link, {"password": NEW, "again": NEW}).url == "/second-factor/"
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"password": NEW, "again": NEW}).status_code == 404
    assert client.get("/search/").url.startswith("/second-factor/")
    set_up(client)
    take_seat(client, cast, "rahimova")
    assert reads(client)
    acts = list(AuditEntry.objects.filter(officer="rahimova").order_by("id").values_list("act", flat=True))
    assert acts == ["accept-invitation", "add-factor", "new-recovery-codes", "take-seat", "search"] or acts[:4] == [
        "accept-invitation", "add-factor", "new-recovery-codes", "take-seat",
    ]  # fmt: skip


ENDS = {
    "time": lambda cast: Invitation.objects.update(expires="2020-01-01T00:00:00Z"),
    "seat": lambda cast: actions.end_seat(cast.reader("owner"), seat=cast.seat("rahimova")),
    "office": lambda cast: actions.close_office(operator(), office="TJ-DCA", heirs=[actions.Heir("KZ-MIA")]),
    "password": lambda cast: actions.reset_password(
        operator(), officer=Officer.objects.get(username="rahimova"), password=NEW
    ),
    "another link": lambda cast: invitations.let_back_in(
        cast.reader("owner"), Officer.objects.get(username="rahimova")
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_link_ends(cast, end):
    _head, link = invited(cast)
    ENDS[end](cast)
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"password": NEW + "!", "again": NEW + "!"}).status_code == 404


def test_a_lost_phone_is_two_steps(cast, asked, settings, clock):
    settings.SECOND_FACTOR_OPTIONAL = True
    officer = password_given("colleague")
    set_up(officer)
    seat = cast.seat("colleague").pk
    for who in ("partner", "colleague", "border"):
        assert cast.client(who).post(f"/officers/{seat}/back/").status_code == 404
    head = cast.client("owner")
    assert head.get(f"/officers/{seat}/back/").status_code == 200
    page = head.post(f"/officers/{seat}/back/").content.decode()
    link = re.search(r"(/invitation/[^<]+/)<", page)[1]
    assert officer.get("/sessions/").url.startswith("/sign-in/")
    assert password_given("colleague").get("/sessions/").status_code == 302  # the old password is nothing now
    assert not Authenticator.objects.exists()
    client = Client()
    client.post(link, {"password": NEW, "again": NEW})
    assert client.get("/sessions/").status_code == 200
    acts = AuditEntry.objects.filter(office="TJ-DCA", act__in=["let-back-in", "accept-invitation"])
    assert set(acts.values_list("officer", "act")) == {("owner", "let-back-in"), ("colleague", "accept-invitation")}


def test_who_leaves_is_out_at_once_and_the_work_goes_on(cast):
    from sarhad.collect.models import FormDraft
    from sarhad.links.models import ChartDraft

    client, seat = cast.client("border"), cast.seat("border")
    client.post("/tokens/phone/", {"device": "one"})
    client.post("/pin/", {"pin": "820937", "again": "820937", "password": PASSWORD})
    client.post("/tokens/", {"purpose": "x", "expires": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9e5))})
    assert (Token.objects.count(), Pin.objects.count()) == (1, 1)
    FormDraft.objects.create(office="TJ-DCA", officer="border", form="seizure", version="1", xml=b"<x/>")
    ChartDraft.objects.create(office="TJ-DCA", officer="border", title="about Karimov")
    head = cast.client("owner")
    page = head.get(f"/officers/{seat.pk}/end/").content.decode()
    assert "seizure" in page
    assert "link chart" in page
    assert "Karimov" not in page
    heir = cast.seat("colleague")
    assert str(cast.seat("partner").pk) not in page
    head.post(f"/officers/{seat.pk}/end/", {"to": cast.seat("partner").pk})
    assert Seat.objects.get(pk=seat.pk).until is None
    head.post(f"/officers/{seat.pk}/end/", {"to": heir.pk})
    assert not reads(client)
    assert {FormDraft.objects.get().officer, ChartDraft.objects.get().officer} == {"colleague"}
    assert not Pin.objects.exists()
    assert not Token.objects.filter(expires__gt=Seat.objects.get(pk=seat.pk).until).exists()
    assert head.get(f"/officers/{seat.pk}/").status_code == 200
    assert cast.client("partner").get(f"/officers/{seat.pk}/").status_code == 404
    assert AuditEntry.objects.filter(act="hand-over", what="border colleague 2").exists()


def test_another_office_is_another_purpose(cast):
    actions.add_seat(
        operator(), officer=Officer.objects.get(username="liaison"), office="KZ-MIA", roles=["analyst"]
    )
    client = Client()
    client.force_login(Officer.objects.get(username="liaison"))
    first, second = Seat.objects.filter(officer__username="liaison").order_by("office")
    client.post("/seat/", {"seat": first.pk, "purpose": "a secret purpose"})
    page = client.get(f"/seat/?to={second.pk}").content.decode()
    assert "a secret purpose" not in page.partition('<form class="card"')[2]
    assert client.post("/seat/", {"seat": second.pk, "purpose": ""}).status_code == 200
    client.post("/seat/", {"seat": second.pk, "purpose": "another"})
    assert "a secret purpose" not in client.get("/help/").content.decode()


def test_only_these_routes_of_allauth_are_there(db):
    """Each of them has a page of ours; anything else that allauth brings is not reachable."""
    ours = get_resolver("sarhad.web.urls").url_patterns
    found = {each.name for each in ours if each.callback.__module__.startswith("allauth")}
    assert found == {
        "account_login", "account_logout", "account_change_password", "account_inactive", "mfa_authenticate",
    }  # fmt: skip


def test_at_a_terminal_the_account_is_not_there(cast):
    """A PIN reads and reports: it changes no way in."""
    client = cast.client("border")
    session = client.session
    session[sessions.PIN] = "x"
    session.save()
    for path in ("/second-factor/", "/second-factor/app/", "/sessions/"):
        assert client.get(path).status_code in (302, 404), path


def test_the_second_officer_of_a_purge_gives_a_code_too(cast, settings, clock, rf):
    from sarhad.web.account_forms import PurgeForm

    set_up(cast.client("colleague"))
    clock[0] += 60
    settings.SECOND_FACTOR_OPTIONAL = False
    request = rf.post("/purge/")
    request.user, request.reader = Officer.objects.get(username="owner"), cast.reader("owner")
    given = {"why": "x", "password": PASSWORD, "second": "colleague", "second_password": PASSWORD}

    def approves(code: str) -> bool:
        from allauth.core import context

        with context.request_context(request):
            return PurgeForm({**given, "second_code": code}, request=request).is_valid()

    right = code_of("colleague")
    assert [approves(code) for code in ("", "000000", right, right)] == [False, False, True, False]
