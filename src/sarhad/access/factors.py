"""Second factors: an app that shows codes, security keys, recovery codes; and which seats ask for one.

allauth keeps them. What they open is decided here, and every code is good for one use.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import time
from collections.abc import Iterable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sarhad.access import audit, sessions
from sarhad.access.models import Officer, Seat
from sarhad.access.reader import Reader
from sarhad.access.roles import ROLES, Does

PERIOD, SKEW = 30, 1  # seconds of a code; how many codes earlier or later a phone's clock may be
APP, KEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
CODE = re.compile(r"[0-9]{6}([0-9]{2})?")
"""Six digits of an app, eight of a recovery code. No password is so short."""
NEW_APP = "new-app"  # in the session: the secret of an app that is being set up, encrypted


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts what allauth keeps under the node's secret: a copy of the database alone makes no codes."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(12)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValueError where the node's secret is another one now."""
        data = base64.b64decode(encrypted_text)
        try:
            return _cipher().decrypt(data[:12], data[12:], None).decode()
        except InvalidTag as error:
            raise ValueError("encrypted under another secret") from error

    def _get_site_name(self) -> str:
        return f"Sarhad, {settings.ORGANISATION}"


def _cipher() -> ChaCha20Poly1305:
    return ChaCha20Poly1305(salted_hmac("sarhad.access.factors", "", algorithm="sha256").digest())


# Which seats ask for one


def needs_one(roles: Iterable[str]) -> bool:
    """Whatever does more than count; so does a role that this version does not know, and no role at all."""
    given = list(roles)
    return not given or any(ROLES.get(role, frozenset(Does)) - {Does.COUNT} for role in given)


def has_passed(request: HttpRequest) -> bool:
    """Whether a second factor was given in this session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def lets_in(request: HttpRequest, seat: Seat) -> bool:
    """Whether this session may act from that seat. On a node of invented data the second factor is optional."""
    return settings.SECOND_FACTOR_OPTIONAL or not needs_one(seat.roles) or has_passed(request)


def vouched(officer: Officer, seat: Seat, code: str) -> bool:
    """Whether this code lets an officer act from the seat who has given the password at a colleague's desk."""
    if settings.SECOND_FACTOR_OPTIONAL or not needs_one(seat.roles):
        return True
    forget = check_rate_limit(officer)
    right = given(officer, code) is not None
    if right:
        forget()
    else:
        note(officer, "wrong-factor")
    return right


def is_missing(request: HttpRequest) -> bool:
    """Whether the officer has to give or set up a second factor before anything else."""
    officer = request.user
    if settings.SECOND_FACTOR_OPTIONAL or not isinstance(officer, Officer) or sessions.PIN in request.session:
        return False
    return not all(lets_in(request, seat) for seat in Seat.objects.current().filter(officer=officer))


# What an officer has


def held(officer: Officer) -> list[Authenticator]:
    """The app and the keys, oldest first; recovery codes are no factor of their own."""
    return list(Authenticator.objects.filter(user=officer).exclude(type=CODES).order_by("pk"))


def codes_left(officer: Officer) -> int:
    found = Authenticator.objects.filter(user=officer, type=CODES).first()
    try:
        return len(found.wrap().get_unused_codes()) if found else 0
    except ValueError:  # the node's secret is another one now
        return 0


def given(officer: Officer, code: str) -> Authenticator | None:
    """The app or the recovery codes that this code is of, which it uses up; None if it is of neither."""
    code = "".join(code.split())
    if not CODE.fullmatch(code):
        return None
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user=officer).exclude(type=KEY).order_by("pk")
        for row in rows:
            fits = _fits_app if row.type == APP else _fits_recovery
            if fits(row, code):
                return row
    return None


def _fits_app(app: Authenticator, code: str) -> bool:
    """A code that is newer than the last one used: what somebody has watched being typed is worth nothing."""
    try:
        secret = MFAAdapter().decrypt(app.data["secret"])
    except ValueError:
        return False
    step = _step_of(secret, code, after=app.data.get("last", 0))
    if step:
        app.data["last"] = step
        app.save(update_fields=["data"])
    return bool(step)


def _step_of(secret: str, code: str, after: int = 0) -> int:
    """The number of the half minute for which this is the code, 0 if for none about now."""
    now = int(time.time()) // PERIOD
    for step in range(max(now - SKEW, after + 1), now + SKEW + 1):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, step)).encode(), code.encode()):
            return step
    return 0


def _fits_recovery(codes: Authenticator, code: str) -> bool:
    try:
        return bool(RecoveryCodes(codes).validate_code(code))
    except ValueError:
        return False


# Setting up


def new_app(request: HttpRequest, *, again: bool = False) -> str:
    """The address that an app is set up with (otpauth://…); the same until it is set up, or `again`."""
    adapter = MFAAdapter()
    sealed = request.session.get(NEW_APP)
    if again or not sealed:
        secret = base64.b32encode(secrets.token_bytes(20)).decode()
        sealed = request.session[NEW_APP] = adapter.encrypt(secret)
    return str(adapter.build_totp_url(request.user, adapter.decrypt(sealed)))


def add_app(request: HttpRequest, code: str) -> list[str]:
    """Set up the app whose code this is. Returns new recovery codes if there were none. Raises ValidationError."""
    officer = _officer(request)
    sealed = request.session.get(NEW_APP, "")
    step = _step_of(MFAAdapter().decrypt(sealed), "".join(code.split())) if sealed else 0
    if not step:
        raise ValidationError(_("This is not the code that the app shows now. Is the phone's clock right?"))
    if Authenticator.objects.filter(user=officer, type=APP).exists():
        raise ValidationError(_("There is an app already. Remove it first."))
    app = TOTP.activate(officer, MFAAdapter().decrypt(sealed)).instance
    app.data["last"] = step
    app.save(update_fields=["data"])
    del request.session[NEW_APP]
    return _added(request, officer, app)


def add_key(request: HttpRequest, name: str, credential: dict[str, object]) -> list[str]:
    """Keep a security key that has just answered. Returns new recovery codes if there were none."""
    from allauth.mfa.webauthn.internal.auth import WebAuthn

    officer = _officer(request)
    return _added(request, officer, WebAuthn.add(officer, name[:60], credential).instance)


def _added(request: HttpRequest, officer: Officer, factor: Authenticator) -> list[str]:
    """To have set it up shows that one has it: the session has passed it."""
    note(officer, "add-factor", factor.type)
    sessions.renew(request)
    if len(held(officer)) == 1:  # others of this officer's sessions were opened by the password alone
        sessions.end_others(request)
    sessions.given_again(request, "mfa", id=factor.pk, type=factor.type)
    return [] if Authenticator.objects.filter(user=officer, type=CODES).exists() else new_codes(officer)


def renewed_codes(request: HttpRequest) -> list[str]:
    """New recovery codes for who asks for them."""
    return new_codes(_officer(request))


def new_codes(officer: Officer) -> list[str]:
    """Ten recovery codes in place of any earlier ones. Shown once."""
    with transaction.atomic():
        Authenticator.objects.filter(user=officer, type=CODES).delete()
        codes = list(RecoveryCodes.activate(officer).generate_codes())
        note(officer, "new-recovery-codes")
    return codes


def remove(request: HttpRequest, factor: Authenticator) -> None:
    """One of the own. Raises ValidationError for the last one where the officer's seats ask for one."""
    officer = _officer(request)
    rest = [each for each in held(officer) if each.pk != factor.pk]
    asked = any(needs_one(seat.roles) for seat in Seat.objects.current().filter(officer=officer))
    if factor.user_id != officer.pk or factor.type == CODES:
        raise PermissionDenied
    if not rest and asked and not settings.SECOND_FACTOR_OPTIONAL:
        raise ValidationError(_("This is your last second factor. Set up another one first."))
    with transaction.atomic():
        factor.delete()
        if not rest:
            remove_all(officer)
        note(officer, "remove-factor", factor.type)


def remove_all(officer: Officer) -> None:
    Authenticator.objects.filter(user=officer).delete()


def _officer(request: HttpRequest) -> Officer:
    """Raises PermissionDenied where nobody has signed in with a password, or not with the factor that there is."""
    if not isinstance(request.user, Officer) or sessions.PIN in request.session:
        raise PermissionDenied(_("Sign in with your password for this."))
    officer = Officer.objects.get(username=request.user.username)
    if held(officer) and not has_passed(request):  # or a password alone would help itself to the second one
        raise PermissionDenied(_("Give your second factor first."))
    return officer


def note(officer: Officer, act: str, what: str = "") -> None:
    """A line in the audit of each office in which the officer has a seat: it concerns them all."""
    offices = Seat.objects.current().filter(officer=officer).order_by("office").values_list("office", flat=True)
    for office in list(offices) or [""]:
        audit.record(Reader(officer.username, office, (), frozenset(), ""), act, what)


def note_password(user: Officer, **_about: object) -> None:
    """The officer has changed it."""
    note(user, "change-password")
