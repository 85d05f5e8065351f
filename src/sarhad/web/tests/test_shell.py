"""What stands around every page, and who gets which."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from django.urls import reverse

from sarhad.access.models import AuditEntry, Officer
from sarhad.web.urls import urlpatterns
from sarhad.web.views import phones
from tests.cast import PASSWORD


def test_nobody_gets_in_unasked(client, db):
    for name in ("home", "search", "offices", "audit", "tokens"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert answer.url.startswith("/sign-in/")


def test_sign_in_then_seat_then_inbox(client, cast):
    answer = client.post("/sign-in/", {"login": "owner", "password": PASSWORD})
    assert answer.status_code == 302
    answer = client.get("/search/")
    assert answer.url == "/seat/?next=%2Fsearch%2F"
    seat = str(cast.seat("owner").pk)
    answer = client.post("/seat/", {"seat": seat, "purpose": "", "next": "/search/"})
    assert answer.status_code == 200
    answer = client.post("/seat/", {"seat": seat, "purpose": "case 7", "next": "/search/"})
    assert answer.url == "/search/"
    assert "case 7" in client.get("/help/").content.decode()


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:1", "\\\\x"])
def test_never_sent_elsewhere(cast, to):
    answer = cast.client("owner").post("/language/", {"language": "ru", "next": to})
    assert answer.url == "/"


def test_wrong_password_says_so_and_no_more(client, cast):
    for login in ("owner", "nobody-of-that-name"):
        answer = client.post("/sign-in/", {"login": login, "password": "not it at all"})
        assert answer.status_code == 200
        assert "errors" in answer.content.decode()


def test_no_sign_up(client, db):
    assert client.get("/sign-up/").status_code == 404


def test_language_is_kept_with_the_officer(cast):
    client = cast.client("owner")
    client.post("/language/", {"language": "ru", "next": "/help/"})
    assert Officer.objects.get(username="owner").language == "ru"
    assert '<html lang="ru">' in client.get("/help/").content.decode()


@pytest.mark.parametrize(
    ("who", "sees", "not_there"),
    [
        (
            "owner",
            {"home", "search", "releases", "contribute", "import", "officers", "groups"},
            {"offices", "audit"},
        ),
        ("border", {"home", "search", "contribute", "import"}, {"officers", "offices", "audit", "groups"}),
        ("administrator", {"home", "officers", "offices", "health"}, {"search", "audit", "contribute", "tokens"}),
        ("auditor", {"home", "audit"}, {"search", "offices", "contribute", "tokens"}),
        ("researcher", {"home"}, {"search", "offices", "audit", "contribute"}),
    ],
)
def test_each_role_has_its_places_and_404_for_the_rest(cast, who, sees, not_there):
    client = cast.client(who)
    page = client.get("/").content.decode()
    for name in sees:
        assert f'href="{reverse(name)}"' in page
        assert client.get(reverse(name)).status_code == 200, name
    for name in not_there:
        assert client.get(reverse(name)).status_code == 404, name


def test_every_page_says_for_whom_it_is():
    ours = [found for found in urlpatterns if not found.callback.__module__.startswith("allauth")]
    assert len(ours) > 20
    for found in ours:
        assert getattr(found.callback, "for_whom", None), found.name


def test_headers(cast):
    answer = cast.client("owner").get("/help/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"


def test_facts_are_not_kept_by_the_browser(cast):
    assert "no-store" in cast.client("owner").get("/tokens/")["Cache-Control"]


def test_a_token_is_shown_once(cast):
    client = cast.client("owner")
    answer = client.post("/tokens/", {"purpose": "weekly update", "expires": "2999-01-01"})
    assert "at most a year" in answer.content.decode()
    from datetime import date, timedelta

    soon = (date.today() + timedelta(days=30)).isoformat()
    answer = client.post("/tokens/", {"purpose": "weekly update", "expires": soon})
    text = answer.context["issued"][1]
    assert text in answer.content.decode()
    assert text not in client.get("/tokens/").content.decode()
    assert AuditEntry.objects.filter(act="issue-token").exists()


def test_a_phone_is_set_up_once_and_ended_by_the_head(cast):
    client, head = cast.client("border"), cast.client("owner")
    assert "Name the device" in client.post("/tokens/phone/", {"device": "a\u200bb"}).content.decode()
    answer = client.post("/tokens/phone/", {"device": "post <phone> 2"})
    page, (row, password) = answer.content.decode(), answer.context["phone"]
    for shown in (password, "http://testserver/openrosa<", "<svg", "post &lt;phone&gt; 2", "without https"):
        assert shown in page
    assert password not in client.get("/tokens/").content.decode()
    end = f"/tokens/phone/{row.pk}/end/"
    assert end in head.get("/officers/").content.decode()
    assert cast.client("partner").post(end).status_code == 404
    assert head.post(end, {"next": "/officers/"}).url == "/officers/"
    assert "post &lt;phone" not in head.get("/officers/").content.decode()
    assert end not in client.get("/tokens/").content.decode()
    assert cast.client("auditor").post("/tokens/phone/", {"device": "x"}).status_code == 404


def test_the_code_for_the_camera_holds_the_settings():
    """Read back as ODK Collect does; what is drawn is segno's business."""
    text = phones.settings_of("https://x.tj/openrosa", "aziz", "k7mw-9xq2", "TJ-DCA")
    given = json.loads(zlib.decompress(base64.b64decode(text)))
    assert given["general"]["server_url"] == "https://x.tj/openrosa"
    assert (given["general"]["username"], given["general"]["password"]) == ("aziz", "k7mw-9xq2")
    assert given["project"] == {"name": "TJ-DCA"}


def test_simulated_data_says_so(cast, settings):
    client = cast.client("owner")
    assert "Simulated data" not in client.get("/help/").content.decode()
    settings.SIMULATED = True
    assert "Simulated data" in client.get("/help/").content.decode()
