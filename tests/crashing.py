"""A node that is killed, again and again, at random moments: `python -m tests.crashing append KILLS SEED`.

`append` and `import` kill what writes, `hits` the followers that read what was written, `phone` what a form program
sends, `line` what two posts say to each other.

Works in SARHAD_HOME, or on DATABASE_URL. One process forks a writer for each round, so that rounds are quick. Each
writer first says what it finds, then writes and acknowledges each entry once it is committed, until it is killed.
Prints JSON: for every round what was there, what was acknowledged, what `verify` says.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

OFFICE, OTHER = "TJ-DCA", "UZ-SCC"
MOST = 8  # entries acknowledged before the kill
LONGEST = {
    "append": 0.03,
    "import": 0.03,
    "hits": 0.2,
    "phone": 0.1,
    "line": 0.03,
}  # seconds from the last of them to the kill


def start() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sarhad.settings"
    import django

    django.setup()
    from django.conf import settings

    from sarhad.collect import actions, mapping  # noqa: F401 - once, before the first fork
    from sarhad.kernel.specs import ftm
    from sarhad.matching import hits  # noqa: F401

    settings.SCRYPT_N = 2**10
    settings.ALLOWED_HOSTS = ["testserver"]
    mapping.load("ftm")
    ftm()


def make_node(seed: int) -> None:
    """Both databases and the offices."""
    from django.core.management import call_command
    from django.db import connections

    from tests.worlds import World

    for database in connections:
        call_command("migrate", database=database, verbosity=0)
    World(seed)


def acknowledging(say: Callable[[str], None], seed: int):
    """A random history that says the id of each entry once it is safe."""
    from sarhad.ledger.models import Entry
    from tests.worlds import World

    class Acknowledging(World):
        def sign(self, *args, **options) -> None:
            before = Entry.objects.count()
            super().sign(*args, **options)
            for entry in Entry.objects.filter(pos__gt=before).order_by("pos"):
                say(entry.id)

    return Acknowledging(seed)


# What a writer does. Entries are numbered without gaps, so that `pos` counts them.


def append(seed: int) -> None:
    acknowledging(say, seed).grow(1_000_000)


def import_(seed: int) -> None:
    """Files of 300 people, some entries to a commit."""
    from django.conf import settings
    from django.db import transaction

    from sarhad.access.reader import Reader
    from sarhad.collect import actions, mapping
    from sarhad.collect.records import Source
    from sarhad.kernel.claim import Scope

    def sign(*args, **options):
        entry = usual(*args, **options)
        transaction.on_commit(lambda: say(entry.id))
        return entry

    usual, actions.sign = actions.sign, sign
    actions.CHUNK_SIZE, actions.CHUNKS_PER_COMMIT = 2_000, 2
    reader = Reader("a", OFFICE, (), frozenset({"head"}), "test")
    for n in range(1_000_000):
        file = write_people(Path(settings.HOME) / f"{n}.json", f"{seed}-{n}")
        actions.import_(reader, Source("list", file), mapping.load("ftm"), Scope())


def write_people(file: Path, prefix: str) -> Path:
    people = (
        {"id": f"{prefix}-{i}", "schema": "Person", "properties": {"name": [f"Karimov {i}"]}} for i in range(300)
    )
    file.write_text("\n".join(map(json.dumps, people)))
    return file


def follow(seed: int) -> None:
    """What an office states, and the worker behind it."""
    from sarhad.kernel.claim import Kind, Scope
    from tests.cast import person

    world = acknowledging(say, seed)
    while True:
        # First what is a hit for certain: a busy machine leaves a round time for few entries.
        for office in (OFFICE, OTHER):
            world.sign(office, Kind.CONTRIBUTE, [person("Каримов Фарҳод", birthDate="1983-04-14")], Scope())
        catch_up()
        world.contribute()
        world.grow(1)
        catch_up()


def catch_up() -> None:
    from sarhad.entities.index import NameIndex
    from sarhad.matching.hits import Hits

    NameIndex().catch_up()
    Hits().catch_up()


def disagreements() -> list[str]:
    """Where index and hits are not those of a run that nobody disturbed."""
    from tantivy import Query

    from sarhad.entities import index
    from sarhad.kernel.claim import ACTS
    from sarhad.ledger import followers
    from sarhad.ledger.models import Fragment
    from sarhad.matching.hits import NAME
    from sarhad.matching.models import Hit

    catch_up()
    found = list(Hit.objects.order_by("pk").values())
    indexed = index.reading().fragments(Query.all_query(), 1_000_000)
    stated = set(Fragment.objects.exclude(schema__in=ACTS).values_list("id", flat=True))
    Hit.objects.all().delete()
    index.drop()
    followers.advance(NAME, 0, "")
    catch_up()
    faults = [] if found == list(Hit.objects.order_by("pk").values()) else ["other hits"]
    faults += ["few hits: this shows nothing"] if len(found) < 4 else []
    faults += ["twice in the index"] if len(indexed) != len(set(indexed)) else []
    return faults + (["not in the index"] if stated - set(indexed) else [])


def phone(seed: int) -> None:
    """Reports in two parts. Says the report's digest when the first is answered, the entry when the second is.

    The phone keeps a report until then: a new run first sends again what the one before was cut off at.
    """
    from django.conf import settings

    from sarhad.collect.models import Submission
    from tests.test_openrosa import PHOTO, xml

    send, outbox = phone_of_this_run(), Path(settings.HOME) / "outbox"
    for number in range(1_000_000):
        if not outbox.exists():
            draft = outbox.with_suffix(".draft")
            draft.write_bytes(xml(seed * 1000 + number, front="front.jpg", back="back.jpg"))
            draft.rename(outbox)
        report = outbox.read_bytes()
        say(sent(send, report, "front.jpg", PHOTO, True))
        digest = sent(send, report, "back.jpg", PHOTO + b"2", False)
        say(Submission.objects.get(digest=digest).entry)
        outbox.unlink()


def sent(send, report: bytes, name: str, data: bytes, incomplete: bool) -> str:
    """The digest of a report of which this part was acknowledged."""
    from hashlib import sha256

    answer = send(report, incomplete, **{name.replace(".", "_"): data})
    assert answer.status_code in {201, 202}, answer.content
    return sha256(report).hexdigest()


def phone_of_this_run():
    """A password of its own for each run; officer and form are those of the first."""
    from sarhad.access import actions
    from sarhad.access.models import Officer, Seat
    from sarhad.access.reader import operator, reader_for
    from sarhad.collect.models import PublishedForm
    from tests.test_openrosa import MD, Phone

    if not Officer.objects.exists():
        PublishedForm.objects.create(
            office=OFFICE, form="lane-check", version="2", name="x.md", source=MD.encode(), officer="x"
        )
        given = {"username": "border", "name": "B", "language": "en", "password": "a long enough password"}
        actions.enrol_officer(operator(), **given, office=OFFICE, roles=["border-officer"])
    return Phone(reader_for(Seat.objects.get(), "test")).send


def load_tables() -> None:
    """Of names: once, before the first fork, else each round would spend its time on it."""
    from sarhad.entities.index import part_words
    from sarhad.matching.records import Subject
    from sarhad.matching.scoring import score

    said = {"name": ["Каримов Фарҳод"]}
    part_words("Person", said, {"karimov", "farhod"})
    score(Subject("Person", said), Subject("Person", said))


def load_pages() -> None:
    """Once, before the first fork; no connection is opened by it."""
    from django.urls import get_resolver

    from sarhad.collect.forms import read_form
    from tests.test_openrosa import MD

    get_resolver().url_patterns  # noqa: B018
    read_form(MD.encode(), "lane-check.md")


def kept() -> list[str]:
    """Digests of the reports of which a file is here, or that are signed."""
    from sarhad.collect.models import Submission
    from sarhad.ledger.models import Entry

    rows = list(Submission.objects.prefetch_related("files"))
    return [row.digest for row in rows if Entry.objects.filter(id=row.entry).exists() or row.files.all()]


def talk(seed: int) -> None:
    """Messages on a direct line and their receipts, each once the page would have said that it is signed."""
    from sarhad.entities.sight import Sight
    from sarhad.ledger.models import Entry
    from sarhad.systems.border import line

    here, there = both_ends()
    for number in range(1_000_000):
        id = line.send(here, there.office, f"Lorry {number}", once=f"{seed} {number}")
        say(Sight(here).statements(id)[0].ref.contribution)
        assert line.confirm(there, here.office) > 0
        say(Entry.objects.latest("pos").id)


def both_ends():
    """An officer of each of two offices, enrolled in the first run."""
    from sarhad.access import actions
    from sarhad.access.models import Officer, Seat
    from sarhad.access.reader import operator, reader_for

    for office in (OFFICE, OTHER):
        given = {"username": office.lower(), "name": office, "language": "en", "password": "a long enough password"}
        if not Officer.objects.filter(username=office.lower()).exists():
            actions.enrol_officer(operator(), **given, office=office, roles=["border-officer"])
    return [reader_for(Seat.objects.get(office=office), "test") for office in (OFFICE, OTHER)]


WRITERS = {"append": append, "import": import_, "hits": follow, "phone": phone, "line": talk}


def say(what: str) -> None:
    os.write(1, f"{what}\n".encode())


def report(followed: bool = False) -> None:
    from sarhad.ledger.models import Entry
    from sarhad.ledger.verify import verify

    faults = [str(fault) for fault in verify(derived=True)] + (disagreements() if followed else [])
    there = [*Entry.objects.order_by("pos").values_list("id", flat=True), *kept()]
    say(json.dumps({"there": there, "faults": faults}))


# Rounds


def write_until_killed(what: str, random: Random) -> Iterator[str]:
    """The lines that it has said."""

    def work() -> None:
        report()
        WRITERS[what](random.randrange(2**31))

    child, lines = forked(work)
    wait_for = random.choice([0, *range(1, MOST)])  # 0: it is killed while it recovers
    said = [lines.readline() for _ in range(wait_for)]
    time.sleep(random.uniform(0, LONGEST[what]))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    yield from ("".join(said) + lines.read()).splitlines()


def forked(work: Callable[[], None]):
    """(process id, what it says)."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(writing, 1)
        try:
            work()
        finally:
            os._exit(1)
    os.close(writing)
    return child, os.fdopen(reading)


def main(what: str, kills: int, seed: int) -> None:
    start()
    random = Random(seed)
    if what == "phone":
        load_pages()
    if what == "hits":
        load_tables()
    child, lines = forked(lambda: (make_node(seed), what == "phone" and phone_of_this_run()))
    os.waitpid(child, 0)
    rounds = []
    for _ in range(kills):
        said = list(write_until_killed(what, random))
        found = [json.loads(line) for line in said if line.startswith("{")]
        rounds.append({"found": found, "acknowledged": [line for line in said if not line.startswith("{")]})
    child, lines = forked(lambda: report(followed=what == "hits"))
    rounds.append({"found": [json.loads(line) for line in lines], "acknowledged": []})
    print(json.dumps(rounds))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
