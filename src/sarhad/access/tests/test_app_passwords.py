"""App passwords: who gets one, what it opens, when it ends; and HTTP Digest and Basic with it."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import TimestampSigner

from sarhad.access import actions, digest
from sarhad.access.actions import Heir
from sarhad.access.app_passwords import REALM, new_password
from sarhad.access.models import AppPassword, AuditEntry, Officer
from sarhad.access.reader import operator, reader_for

PATH = "/openrosa/formList?verbose=true"


def issued(cast, who: str = "border", device: str = "post phone 2") -> tuple[AppPassword, str]:
    return actions.issue_app_password(cast.reader(who), device)


def test_it_is_random_readable_and_kept_nowhere(cast):
    row, password = issued(cast)
    assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){5}[a-hjkmnp-z2-9]{4}", password)
    assert len({new_password() for _ in range(100)}) == 100
    kept = str(AppPassword.objects.values().get())
    assert password not in kept
    assert password.replace("-", "") not in kept
    assert AuditEntry.objects.filter(act="issue-app-password", what=str(row.pk)).count() == 1


@pytest.mark.parametrize(
    ("who", "device", "refused"),
    [
        ("border", " ", ValidationError),
        ("border", "x" * 61, ValidationError),
        ("border", "post\0phone", ValidationError),
        ("auditor", "phone", PermissionDenied),
        ("administrator", "phone", PermissionDenied),
        ("anonymous", "phone", PermissionDenied),
    ],
)
def test_who_gets_none(cast, who, device, refused):
    with pytest.raises(refused):
        actions.issue_app_password(cast.reader(who), device)


@pytest.mark.parametrize(
    "ended",
    [
        lambda cast, row: actions.revoke_app_password(cast.reader("border"), password=row),
        lambda cast, row: actions.revoke_app_password(cast.reader("owner"), password=row),
        lambda cast, row: actions.end_seat(cast.reader("owner"), seat=row.seat),
        lambda cast, row: actions.close_office(operator(), office="TJ-DCA", heirs=[Heir("KZ-MIA")]),
        lambda cast, row: Officer.objects.filter(username="border").update(is_active=False),
    ],
)
def test_it_ends(cast, ended):
    row, password = issued(cast)
    assert admitted("border", password).office == "TJ-DCA"
    ended(cast, row)
    with pytest.raises(digest.Refused):
        admitted("border", password)
    with pytest.raises(digest.Refused):
        admitted_by_basic("border", password)


@pytest.mark.parametrize("who", ["partner", "colleague", "auditor", "anonymous"])
def test_others_do_not_end_it(cast, who):
    row, password = issued(cast)
    with pytest.raises(PermissionDenied):
        actions.revoke_app_password(cast.reader(who), password=row)
    assert admitted("border", password)


def test_it_decides_the_seat(cast):
    _, here = issued(cast)
    border = Officer.objects.get(username="border")
    actions.add_seat(cast.reader("administrator"), officer=border, office="KZ-MIA", roles=["border-officer"])
    elsewhere = reader_for(border.seats.get(office="KZ-MIA"), "test")
    _, there = actions.issue_app_password(elsewhere, "second phone")
    assert [admitted("border", each).office for each in (here, there, here)] == ["TJ-DCA", "KZ-MIA", "TJ-DCA"]
    assert admitted("border", there).purpose == "border reporting (second phone)"


# HTTP Digest and Basic


def challenge(name: str = "SHA-256", **options: Any) -> dict[str, str]:
    line = next(each for each in digest.challenges(https=False, **options) if f"algorithm={name}," in each)
    return dict(re.findall(r'(\w+)="?([^",]*)"?', line))


def header(username: str, password: str, asked: dict[str, str], method: str = "GET", **changed: str) -> str:
    """As a client answers a challenge, by RFC 7616 section 3.4."""
    hashed = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}[asked["algorithm"]]

    def h(*parts: str) -> str:
        return hashed(":".join(parts).encode()).hexdigest()

    said = {"username": username, "realm": REALM, "nonce": asked["nonce"], "uri": PATH, "nc": "00000001"}
    said |= {"cnonce": "0a4f113b", "qop": "auth", "algorithm": asked["algorithm"]} | changed
    a1, a2 = h(username, said["realm"], password), h(method, said["uri"])
    said.setdefault("response", h(a1, said["nonce"], said["nc"], said["cnonce"], said["qop"], a2))
    bare = {"nc", "qop", "algorithm"}
    return "Digest " + ", ".join(f"{k}={v}" if k in bare else f'{k}="{v}"' for k, v in said.items())


def admitted(username: str, password: str, **changed: str):
    return digest.admitted(header(username, password, challenge(), **changed), "GET", PATH, https=False)


def admitted_by_basic(username: str, password: str, https: bool = True):
    pair = base64.b64encode(f"{username}:{password}".encode()).decode()
    return digest.admitted(f"Basic {pair}", "GET", PATH, https=https)


@pytest.mark.parametrize("name", ["SHA-256", "MD5"])
def test_digest(cast, name):
    _, password = issued(cast)
    asked = challenge(name)
    reader = digest.admitted(header("border", password, asked), "GET", PATH, https=False)
    assert (reader.officer, reader.office, reader.purpose) == (
        "border", "TJ-DCA", "border reporting (post phone 2)",
    )  # fmt: skip
    assert AppPassword.objects.get().last_used
    for count in ("00000002", "0000000a", "00000003"):  # parallel requests arrive in any order
        assert digest.admitted(header("border", password, asked, nc=count), "GET", PATH, https=False)


def test_every_challenge_has_one_nonce_and_basic_comes_last_and_on_https_alone():
    lines = digest.challenges(https=True)
    assert [line.split()[0] for line in lines] == ["Digest", "Digest", "Basic"]
    assert len(set(re.findall(r'nonce="([^"]+)"', " ".join(lines)))) == 1
    assert not any("stale" in line for line in lines)
    assert all("stale=true" in line for line in digest.challenges(stale=True, https=False))
    assert "Basic" not in " ".join(digest.challenges(https=False))


def old_nonce() -> str:
    signer = TimestampSigner(salt=digest.SALT, sep=".")
    signer.timestamp = lambda: "1VtP2A"  # type: ignore[method-assign] # some years ago
    return signer.sign("x" * 16)


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ({"username": "colleague"}, False),
        ({"username": "nobody"}, False),
        ({"username": "\0"}, False),
        ({"realm": "elsewhere"}, False),
        ({"qop": "auth-int"}, False),
        ({"nc": "1"}, False),
        ({"uri": "/openrosa/formList"}, False),
        ({"uri": "http://["}, False),
        ({"response": "00" * 32}, False),
        ({"response": "ж"}, False),
        ({"algorithm": "MD5-sess"}, False),
        ({"nonce": "made up"}, True),
        ({"nonce": ""}, True),
        ({"nonce": old_nonce()}, True),
    ],
)
def test_refused_digests(cast, changed, stale):
    """Stale is said to whoever knows the password alone."""
    _, password = issued(cast)
    name = changed.pop("username", "border")
    text = header(name, password, challenge(), **changed)
    with pytest.raises(digest.Refused) as refused:
        digest.admitted(text.encode().decode("latin-1"), "GET", PATH, https=False)
    assert (refused.value.stale, bool(refused.value.username)) == (stale, not stale)
    if stale:
        with pytest.raises(digest.Refused) as wrong:
            digest.admitted(header("border", "guessed", challenge(), **changed), "GET", PATH, https=False)
        assert not wrong.value.stale


def test_an_answer_is_good_for_one_request_of_one_kind(cast):
    _, password = issued(cast)
    once = header("border", password, challenge())
    for method, path in (("POST", PATH), ("GET", "/openrosa/submission")):
        with pytest.raises(digest.Refused):
            digest.admitted(once, method, path, https=False)
    assert digest.admitted(once, "GET", PATH, https=False)
    with pytest.raises(digest.Refused) as again:
        digest.admitted(once, "GET", PATH, https=False)
    assert again.value.stale


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "Digest",
        "Digest x",
        "Digest username",
        "Basic",
        "Basic жук",
        "Basic eA==",
        "Basic /w==",
        "Bearer x",
    ],
)
def test_what_is_no_answer_lets_nobody_in(cast, text):
    with pytest.raises(digest.Refused):
        digest.admitted(text.encode().decode("latin-1"), "GET", PATH, https=True)


def test_basic(cast):
    _, password = issued(cast)
    assert admitted_by_basic("Border ", password).officer == "border"  # as keyboards of phones write it
    for wrong in (("border", password + "x"), ("colleague", password), ("border", "")):
        with pytest.raises(digest.Refused):
            admitted_by_basic(*wrong)
    with pytest.raises(digest.Refused) as refused:
        admitted_by_basic("border", password, https=False)
    assert refused.value.clear


def test_used_nonces_are_forgotten_once_they_expired(cast, home):
    _, password = issued(cast)
    admitted("border", password)
    (old,) = (home / "nonces").iterdir()
    os.utime(old, (0, 0))
    admitted("border", password)
    (new,) = (home / "nonces").iterdir()
    assert new != old
