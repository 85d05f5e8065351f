"""Law 2: changing anything that a reader may not see changes no byte that the reader gets.

For each seed: a random history, a random reader, some routes. Then others do things that the reader may not
notice, and the same questions are asked again, some of them about the very things that were just done.
"""

from __future__ import annotations

import base64
import math
import re
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from http.cookies import SimpleCookie
from random import Random

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sarhad.access import actions
from sarhad.access.middleware import PURPOSE, SEAT
from sarhad.access.models import Seat
from sarhad.access.reader import Reader, operator, reader_for
from sarhad.access.roles import Does
from sarhad.cli import cli
from sarhad.entities.index import NameIndex
from sarhad.figures.follower import FigureLines
from sarhad.ledger.actions import open_office
from sarhad.ledger.models import Entry
from sarhad.links.charts.models import ChartDraft
from sarhad.links.charts.state import Look, Placed, State, dump
from sarhad.matching.hits import Hits
from sarhad.systems.monitor.store.follower import Monitor
from tests.cast import just_given
from tests.contract.routes import ABOUT, API, COMMANDS, PAGES, PASSWORD, PHONES, Ask, Probe
from tests.seeds import seeds
from tests.worlds import GROUPS, NAMES, OFFICES, PASS, World, photo

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

ROLES = ["head", "analyst", "border-officer", "liaison-officer", "director", "auditor", "administrator"]
TABLES = {"page": PAGES, "api": API, "command": COMMANDS, "phone": PHONES}
EVERY = [(kind, name) for kind, table in TABLES.items() for name in table]
ALWAYS_NEW = re.compile(rb'name="(csrfmiddlewaretoken|once|instance)" value="[^"]*"')
NEW_IDS = re.compile(ALWAYS_NEW.pattern + rb"|[0-9a-f]{8,64}")  # an act that succeeds makes random ids
STEPS = 25
WORLDS = 30
TURNS = math.ceil(2 * len(EVERY) / WORLDS)  # so that each route is asked in two worlds; the soak has thousands
LATER = datetime(2100, 1, 1, tzinfo=UTC)  # than any seat that the test has just made


@contextmanager
def undone():
    """Whatever happens inside is taken back, in both databases."""
    with ExitStack() as stack:
        for alias in ("default", "audit"):
            stack.enter_context(transaction.atomic(using=alias))
        cache.clear()
        yield
        for alias in ("default", "audit"):
            transaction.set_rollback(True, using=alias)


class Asking:
    """One reader at all three counters."""

    def __init__(self, office: str, role: str) -> None:
        self.seat = actions.enrol_officer(
            operator(),
            username="reader",
            name="Reader",
            language="en",
            password=PASSWORD,
            office=office,
            roles=[role],
        )
        self.seat = Seat.objects.get(officer__username="reader")
        self.reader: Reader = reader_for(self.seat, "test")
        expires = timezone.now() + timedelta(days=1)
        _, self.token = actions.issue_token(self.reader, purpose="test", expires=expires)

        self.cookies = self.signed_in()
        if self.reader.may(Does.CONTRIBUTE):
            _, text = actions.issue_app_password(self.reader, "phone")
            self.app_password = base64.b64encode(f"reader:{text}".encode()).decode()

    def draw(self, world: World) -> None:
        """Chart 1: everything that there is, as if the reader had seen it once."""
        row = ChartDraft.objects.create(
            number=1, office=self.reader.office, officer=self.reader.officer, title="All"
        )
        spots = {id: Placed(60.0 * n, 40.0 * (n % 7)) for n, id in enumerate(world.entities)}
        row.steps.create(number=0, state=dump(State(spots, look=Look(colour="community", size="between"))))

    def signed_in(self) -> SimpleCookie:
        client = Client()
        client.force_login(self.seat.officer)
        session = client.session
        session[SEAT], session[PURPOSE] = self.seat.pk, "test"
        session.update(just_given(self.seat.officer))
        session.save()
        return client.cookies

    def page(self, ask: Ask) -> tuple[object, ...]:
        client = Client()
        client.cookies.update(self.cookies)
        return plain(client.post(ask.path, ask.body), NEW_IDS) if ask.form else plain(client.get(ask.path))

    def api(self, ask: Ask) -> tuple[object, ...]:
        headers = {"Authorization": f"Bearer {self.token}"}
        method = ask.method or "GET"
        kind = "application/json"
        client = Client(headers=headers)
        if ask.form:
            return plain(client.post(ask.path, with_files(ask.body)), NEW_IDS)
        response = client.generic(method, ask.path, body_of(ask), content_type=kind)
        return plain(response) if method == "GET" else plain(response, NEW_IDS)

    def phone(self, ask: Ask) -> tuple[object, ...]:
        """A form program; only of who may contribute, others get no app password."""
        if not self.reader.may(Does.CONTRIBUTE):
            return (0,)
        client = Client(headers={"Authorization": f"Basic {self.app_password}"})
        if ask.form:
            return plain(client.post(ask.path, with_files(ask.body), secure=True), NEW_IDS)
        return plain(client.get(ask.path, secure=True))

    def command(self, words: list[str]) -> tuple[object, ...]:
        given = [*words, "--as", f"reader@{self.reader.office}", "--purpose", "test"]
        done = CliRunner().invoke(cli, given)
        return done.exit_code, ALWAYS_NEW.sub(b"", done.output.encode())


def with_files(fields: dict[str, str | bytes]) -> dict[str, object]:
    return {k: SimpleUploadedFile("file", v) if isinstance(v, bytes) else v for k, v in fields.items()}


def body_of(ask: Ask) -> bytes:
    import orjson

    return b"" if ask.body is None else orjson.dumps(ask.body)


def plain(response, always_new: re.Pattern[bytes] = ALWAYS_NEW) -> tuple[object, ...]:
    """Status, headers and content, without what is random in every answer."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":  # XLSX: compare the sheets, not the zip's own clock
        content = sheets(content)
    headers = {name: value for name, value in response.items() if name not in {"Content-Length", "Expires", "Date"}}
    headers = {name: always_new.sub(b"", value.encode()) for name, value in headers.items()}
    return response.status_code, headers, always_new.sub(b"", content)


def sheets(content: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in sorted(archive.namelist()) if "sheet" in name)


def probes(world: World, random: Random, about: str = "") -> list[Probe]:
    """About anything at all: what was there before, what was done unseen, and what does not exist."""
    entries = list(Entry.objects.order_by("-pos").values_list("id", flat=True)[:30])
    found = []
    for _ in range(3):
        a, b = random.sample(world.work.get(about, world.facts if random.random() < 0.7 else world.entities), 2)
        contribution = random.choice([*entries, "f" * 32])
        name = random.choice([*NAMES, "Karimov", "note", "nobody at all"])
        party, office = random.choice(GROUPS), random.choice(OFFICES)
        index = random.randint(0, 2)
        found.append(Probe(a, b, contribution, index, photo().digest, name, party, office))
    return found


def questions(seed: int, world: World, random: Random) -> list[tuple[str, object]]:
    """Each route comes by turns, so that every one is asked often whatever the seed."""
    asked = []
    chosen = [EVERY[(seed * TURNS + n) % len(EVERY)] for n in range(TURNS)]
    chosen.append(random.choice([("page", "profile"), ("page", "search"), ("api", "GET /search")]))
    chosen.append(random.choice([("page", "inbox"), ("api", "GET /hits")]))
    for kind, name in chosen:
        for route in TABLES[kind][name]:
            one, other, *_ = map(route, probes(world, random, ABOUT.get(name, "")))
            asked += [(kind, one)] if one == other else [(kind, one), (kind, other)]  # most need no probe
    return asked


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """The clock stands still, so that what an answer says of the time is the same twice."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def answers(asking: Asking, asked: list[tuple[str, object]]) -> list[tuple[object, ...]]:
    found = []
    for kind, ask in asked:
        with undone():
            found.append(getattr(asking, kind)(ask))
    return found


def catch_up() -> None:
    """What the worker does."""
    NameIndex().catch_up()
    Hits().catch_up()
    FigureLines().catch_up()
    Monitor().catch_up()


def check_world(seed: int) -> None:
    random, world = Random(seed), World(seed)
    open_office(id="OUTSIDE", names={"en": "Outside"}, country="xx", sort="observer", passphrase=PASS)
    world.grow(STEPS)
    asking = Asking(*drawn(random, world))
    asking.draw(world)
    follow = random.choice(["never", "before", "both"])
    if follow != "never":
        catch_up()
    with undone():
        world.grow_unseen(STEPS, asking.reader)
        if follow == "both":
            catch_up()
        asked = questions(seed, world, random)
        after = answers(asking, asked)
    before = answers(asking, asked)
    for (kind, ask), one, other in zip(asked, before, after, strict=True):
        assert one == other, f"seed {seed}: {asking.reader} notices by {kind} {ask}:\n{difference(one, other)}"
        assert one[0] != 500, f"seed {seed}: {kind} {ask} fails"


def difference(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    parts = [
        "\n".join(str(part.decode() if isinstance(part, bytes) else part) for part in each) for each in (one, other)
    ]
    return "\n".join(unified_diff(*(part.splitlines() for part in parts), "without", "with", lineterm="", n=1))


def drawn(random: Random, world: World) -> tuple[str, str]:
    office = "OUTSIDE" if random.random() < 0.2 else world.office()
    return office, random.choice(ROLES if random.random() < 0.5 else ["head", "analyst"])


@pytest.mark.parametrize("seed", seeds(WORLDS))
def test_what_is_hidden_changes_nothing(seed):
    check_world(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(WORLDS, 10_000 + WORLDS))
def test_what_is_hidden_changes_nothing_long(seed):
    check_world(seed)
