"""The drugs monitor: invented tables that the centre publishes, a price that an office saw, news, a profile.

Sign out and open /monitor/: the tables, news and the profile are public. Equal rows wait for a decision.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from sarhad.demo import published
from sarhad.demo.story import Story
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.kernel.claim import PUBLIC, Scope
from sarhad.systems.monitor.news.actions import release
from sarhad.systems.monitor.profiles import actions as profiles
from sarhad.systems.monitor.profiles import printing
from sarhad.systems.monitor.profiles import queries as profiled
from sarhad.systems.monitor.store.follower import Monitor
from sarhad.systems.monitor.tables import actions as tables
from sarhad.systems.monitor.tables import kinds

EVERYONE = Scope(read=(PUBLIC,))
PUBLISHER = "Regional centre (simulated)"


def tell(story: Story) -> None:
    _tables(story)
    _prices(story)
    _news(story)
    Monitor().catch_up()
    _profile(story)


def _tables(story: Story) -> None:
    made = (
        ("seizures", "Seizures of seven states, 2016–2025 (simulated)", published.seizures),
        ("prices", "Prices along the northern route (simulated)", published.prices),
        ("cultivation", "Opium poppy by province (simulated)", lambda rng: published.cultivation()),
        ("users", "Registered people who use drugs (simulated)", published.users),
        ("crimes", "Offenders and victims, Kyrgyzstan (simulated)", published.crimes),
    )
    for kind, name, write in made:
        story.entities[f"table {kind}"] = _table(story, kind, name, write)


def _table(story: Story, kind: str, name: str, write: Callable[[Random], bytes]) -> str:
    """Taken in as an officer would: the columns are guessed."""
    data = write(Random(f"monitor {kind}"))  # noqa: S311 - the same every time
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.csv"
        path.write_bytes(data)
        given = tables.Given(
            name, kind, path, path.name, kinds.guessed(kind, path, path.name), data.count(b"\n") - 1,
            {
                "publisher": PUBLISHER, "startDate": "2016", "endDate": "2025", "licence": "simulated",
                "publishedOn": f"{story.today.year}",
                "missing": "Turkmenistan sent nothing for 2025." if kind == "seizures" else "",
            },
        )  # fmt: skip
        return tables.add(story.at("orlov"), given, EVERYONE)


def _prices(story: Story) -> None:
    for substance, price, unit in (("methamphetamine", "5.5", "gram"), ("acetic anhydride", "210", "litre")):
        values = {
            "substance": [substance], "market": ["wholesale" if unit == "litre" else "retail"], "price": [price],
            "currency": ["USD"], "dollars": ["1"], "perAmount": ["1"], "perUnit": [unit], "country": ["kg"],
            "region": ["Бишкек"], "date": [story.day(20)], "method": ["Проверочная закупка (учебная)"],
        }  # fmt: skip
        actions.contribute(story.at("asanov"), [Draft("PriceObservation", values)], Scope(read=("CENTRE/members",)))


NEWS = (
    (6, "tj", "heroin", "12.4", "kilogram", "Khatlon", "12.4 kg of heroin under apricots near Farkhor (simulated)"),
    (19, "kg", "methamphetamine", "3.1", "kilogram", "Ош", "Изъято 3,1 кг метамфетамина под Ошем (учебное)"),
    (33, "uz", "acetic anhydride", "420", "litre", "Surkhandarya", "Acetic anhydride, 420 l, Ayritom (simulated)"),
    (54, "kz", "mephedrone", "0.8", "kilogram", "Алматы", "В посылке — 0,8 кг мефедрона (учебное)"),
)  # fmt: skip


def _news(story: Story) -> None:
    for ago, country, substance, amount, unit, region, title in NEWS:
        values = {
            "name": [title], "date": [story.day(ago)], "country": [country], "substance": [substance],
            "reportedAmount": [amount], "reportedUnit": [unit], "region": [region], "text": [title],
        }  # fmt: skip
        release(story.at("orlov"), values, EVERYONE)


def _profile(story: Story) -> None:
    laws = [
        "Criminal Code, article 200 (simulated entry)",
        "National strategy against drugs to 2030 (simulated entry)",
    ]
    said = profiled.public("tj", story.day(0), laws, ["Press service, Dushanbe (simulated)"])
    paper = lambda said, language, n: printing.pdf(said, language, n, "CENTRE")
    name = f"Tajikistan {story.today.year} (simulated)"
    story.entities["profile tj"] = profiles.issue(story.at("orlov"), said, name, EVERYONE, paper)
