"""The analyst's workplace: operators' calls, a lorry's ways, money; and the chart on which it all comes together.

Sign in as rahimova and open Charts or Calls; toktosunova opens the same chart and sees what Bishkek may see.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sarhad.demo.region import CHASHMA
from sarhad.demo.story import Story, fact
from sarhad.entities.actions import File
from sarhad.kernel.claim import Grade, Handling, Scope
from sarhad.links.calls import actions as calls
from sarhad.links.calls import reading
from sarhad.links.charts import changes, drafts, saving, starting
from sarhad.links.charts.picture import picture
from sarhad.links.graph import queries as graph

PHONE, PARTNER, BOSS = "+992005550142", "+996555000017", "+992005550199"
FAMILY = [f"+99200555{n:04d}" for n in (301, 317, 322, 340, 355)]
NEW = "+77005550111"  # appears on the evening of the seizure
SEIZED = datetime(2026, 11, 9)
OPERATION = Scope(read=(CHASHMA,), handling=Handling(2))


def tell(story: Story) -> None:
    _calls(story)
    _ways(story)
    _money(story)
    _chart(story)


# Two operators' records: Dushanbe's of Karimov's phone, Bishkek's of the number that it calls


def _calls(story: Story) -> None:
    story.entities["calls 0142"] = _handed_over(
        story, "rahimova", "", PHONE, list(_karimov(story)),
        "Детализация +992 00 555 0142", "Simcell (учебное)", "Решение суда (учебное) № 000-41 от 3.11.2026",
    )  # fmt: skip
    story.entities["calls 017"] = _handed_over(
        story, "toktosunova", "KG-MIA", PARTNER, list(_bishkek(story)),
        "Детализация +996 555 000 017", "Симком (учебное)", "Санкция суда (учебная) 000/26 от 12.11.2026",
    )  # fmt: skip


def _handed_over(
    story: Story, who: str, office: str, own: str, rows: list[tuple[str, ...]], name: str, operator: str, basis: str
) -> str:
    """As an operator hands it over: semicolons, Russian headers, times of the day."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([("Номер А", "Номер Б", "Дата и время", "Длительность, сек"), *rows])
    data = text.getvalue().encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{own}.csv"
        path.write_bytes(data)
        _opened, _first, columns = reading.looked_at(path, "")
        read = reading.read(path, columns)
    given = calls.Given(
        name=name, legal_basis=basis, file=File(f"{own}.csv", data, any_kind=True), columns=columns, calls=read,
        scope=OPERATION, operator=operator, grade=Grade("4x4", "A1"), source="operator",
    )  # fmt: skip
    return calls.add(story.at(who, office), given)


def _karimov(story: Story) -> Iterator[tuple[str, ...]]:
    """Three months: family in the evening, the partner before each passage, 41 times; one voice from above."""
    rng, start = story.rng, datetime(2026, 8, 20)
    for day in range(82):
        at = start + timedelta(days=day)
        for _ in range(rng.randint(0, 3)):
            yield _call(rng, PHONE, rng.choice(FAMILY), at, 18, 22)
        if day % 9 in (1, 2) and at < SEIZED:  # two evenings before each passage of the lorry
            yield _call(rng, PHONE, PARTNER, at, 22, 24)
            yield _call(rng, PARTNER, PHONE, at, 22, 24)
        if day % 9 == 0:
            yield _call(rng, BOSS, PHONE, at, 6, 7)
    yield _call(rng, NEW, PHONE, SEIZED, 21, 23)
    yield _call(rng, PHONE, NEW, SEIZED + timedelta(days=1), 1, 3)


def _bishkek(story: Story) -> Iterator[tuple[str, ...]]:
    rng, start = story.rng, datetime(2026, 8, 20)
    for day in range(0, 82, 3):
        at = start + timedelta(days=day)
        yield _call(rng, PARTNER, rng.choice(["+996555000021", "+996555000034", BOSS]), at, 9, 23)
        if day % 9 == 0:
            yield _call(rng, PARTNER, PHONE, at, 22, 24)
    yield _call(rng, NEW, PARTNER, SEIZED, 22, 24)


def _call(rng, caller: str, called: str, day: datetime, since: int, until: int) -> tuple[str, ...]:
    at = day + timedelta(minutes=rng.randrange(since * 60, until * 60))
    return caller, called, at.strftime("%d.%m.%Y %H:%M:%S"), str(rng.randint(4, 240))


# The lorry's ways and the money


def _ways(story: Story) -> None:
    """Five passages that Tashkent's and Dushanbe's registers know of."""
    lorry = story.entity("0000 TS 03")
    seen = [
        ("2026-08-29", "Панджи Поён", "tj", "entry", "37.196", "68.606"),
        ("2026-09-07", "Гулистон", "tj", "exit", "40.155", "69.112"),
        ("2026-09-16", "Ойбек", "uz", "entry", "40.407", "69.173"),
        ("2026-10-13", "Карамык", "tj", "exit", "39.471", "71.826"),
        ("2026-11-08", "Гарм", "tj", "domestic", "39.022", "70.371"),
    ]
    story.say(
        "ergashev",
        *(
            fact("Sighting", story.new("ergashev"), grade="4x4 A1", on=day, h=1, to=[CHASHMA], subject=lorry,
                 date=day, location=place, country=country, direction=direction, latitude=latitude,
                 longitude=longitude, measures="reported")
            for day, place, country, direction, latitude, longitude in seen
        ),
        why="register of crossings",
    )  # fmt: skip


def _money(story: Story) -> None:
    """What Bishkek learned from a bank about the company."""
    account, company = story.new("asanov", "account of Sim Trans"), story.entity("Sim Trans")
    paid = [("2026-08-31", "480000"), ("2026-09-18", "510000"), ("2026-10-15", "505000")]
    story.say(
        "asanov",
        fact("BankAccount", account, grade="4x4 A1", on="2026-11-16", h=2, to=[CHASHMA], holder=company,
             accountNumber="0000 0000 0000 1129", bankName="Банк (учебный)", country="kg", currency="kgs"),
        *(
            fact("Payment", story.new("asanov"), grade="4x4 A1", on="2026-11-16", h=2, to=[CHASHMA], date=day,
                 payer=company, beneficiary=story.entity("karimov in Bishkek"), amount=amount, currency="kgs",
                 purpose="за перевозку")
            for day, amount in paid
        ),
        why="answer of a bank",
    )  # fmt: skip


# The chart


def _chart(story: Story) -> None:
    """Two steps around the man, with a note and a pin; everybody in the operation may open it."""
    rahimova = story.at("rahimova")
    starts = [story.entity(name) for name in ("karimov", "0000 TS 03", "phone 0142")]
    around = graph.expand(rahimova, starts, limit=40)
    nodes = starting.wanted(rahimova, [*starts, *(node.id for node in around.nodes)])
    number = starting.begin(rahimova, "Топливные баки, осень 2026", nodes)
    drafts.change(rahimova, number, lambda state: changes.pin(state, starts[:1]))
    drafts.change(
        rahimova, number, lambda state: changes.note(state, "Кто грузил в Гарме?", on=story.entity("S-77"))
    )
    drafts.change(rahimova, number, lambda state: changes.look(state, colour="owner"))
    draft = drafts.draft(rahimova, number)
    assert draft is not None
    values = {
        "name": [draft.title],
        "summary": ["Перед каждым рейсом два звонка в Бишкек; после изъятия новый номер."],
    }
    scope = Scope(read=(CHASHMA,), handling=Handling(1))
    story.entities["chart"] = saving.save(rahimova, draft, picture(rahimova, draft), values, scope)
