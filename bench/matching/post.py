"""A day at a border post: 25,000 travellers, 600 wanted people of the region and the UN list.

The wanted are one invented population, the travellers another: those of them who share a wanted person's name do so
by chance, as in life. 200 of the wanted cross, spelled by another clerk, half of them with a new passport, one in
fourteen with another birth date than the list's source had. The list has its own faults in birth dates (see
`bench.people`). Two figures have no limit: relatives and namesakes of the wanted who cross too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from random import Random

from bench.households import Person
from bench.matching import OUT, Skipped
from bench.matching.nodes import Found, Properties, asked, ids, node, small
from bench.matching.un import LIST
from bench.measure import Figure, Options
from bench.people import Population, written_date
from bench.writing import HANDS, cased, write

TRAVELLERS, WANTED, PLANTED = 25_000, 600, 200
SCRIPTS = {"russian", "native", "persian"}  # hands that are no Latin one


def run(options: Options) -> list[Figure]:
    if not LIST.exists():
        raise Skipped(f"{LIST.name} is not there")
    people = Population(2)
    wanted = list(islice((who for n in count() for who in people.household(n)[:1]), WANTED))
    listed = OUT / "wanted.json"
    _write_list(listed, wanted)
    home = node(small(options, "post"), ("un-list", "un-sc", LIST), ("ftm", "wanted", listed))
    entity = ids(home, "wanted")
    crossing = wanted[:PLANTED]
    planted = [planted_probe(who, Random(f"planted {who.id}")) for who in crossing]
    relatives = [who for n in range(WANTED) for who in people.household(n)[1:]]
    groups = {
        "travellers": [traveller(who) for who in islice(strangers(), TRAVELLERS)],
        "planted": planted,
        "relatives": [traveller(who) for who in relatives],
    }
    found = {name: asked(home, f"post-{name}", probes)[0] for name, probes in groups.items()}
    right = [entity(who.id) for who in crossing]
    return _figures(groups, found, right, [notice(who) for who in crossing])


def strangers() -> Iterator[Person]:
    people = Population(3)
    return (who for n in count() for who in people.household(n))


def _write_list(path: Path, wanted: Sequence[Person]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for who in wanted:
            entry = {"id": who.id, "schema": "Person", "properties": notice(who)}
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def notice(who: Person) -> Properties:
    """What a careful office states: the name in two scripts, sometimes an alias, what is known of his papers."""
    rng = Random(f"notice {who.id}")
    names = [write(who.name, rng, "russian", slips=False), write(who.name, rng, _latin(who, rng), slips=False)]
    held = {
        "name": [cased(name, rng) for name in names],
        "alias": [cased(write(who.name, rng), rng)] if rng.random() < 0.3 else [],
        "birthDate": written_date(who.birth, rng),
        "gender": ["female" if who.name.woman else "male"],
        "nationality": [who.country],
        "passportNumber": [who.passports[0]] if rng.random() < 0.6 else [],
        "topics": ["wanted"],
    }
    return {name: values for name, values in held.items() if values}


def traveller(who: Person) -> Properties:
    """What a border officer enters from a passport: mostly Latin letters, seldom with a slip; the date is right."""
    rng = Random(f"traveller {who.id}")
    hand = _latin(who, rng) if rng.random() < 0.9 else "russian"
    return _probe(who, write(who.name, rng, hand, slips=rng.random() < 0.2), [who.date], who.passports[-1], rng)


def planted_probe(who: Person, rng: Random) -> Properties:
    """A wanted person who crosses: any clerk's spelling, often a new passport, sometimes another birth date."""
    date = [who.date] if rng.random() < 0.93 else written_date(who.birth, rng)
    number = who.passports[0] if rng.random() < 0.5 else f"N{rng.randrange(10**8):08}"
    return _probe(who, write(who.name, rng), date, number, rng)


def _probe(who: Person, name: str, date: list[str], number: str, rng: Random) -> Properties:
    held = {
        "name": [cased(name, rng, capitals=0.6)],
        "birthDate": date,
        "gender": ["female" if who.name.woman else "male"],
        "nationality": [who.country],
        "passportNumber": [number],
    }
    return {name: values for name, values in held.items() if values}


def _latin(who: Person, rng: Random) -> str:
    shares = {hand: share for hand, share in HANDS[who.name.culture].items() if hand not in SCRIPTS}
    return rng.choices(list(shares), list(shares.values()))[0]


def _figures(
    groups: dict[str, list[Properties]],
    found: dict[str, list[list[Found]]],
    right: list[str],
    listed: list[Properties],
) -> list[Figure]:
    best = {name: [each[0].verdict if each else "none" for each in rows] for name, rows in found.items()}
    hits = [
        next((each.verdict for each in row if each.entity == entity), "none")
        for row, entity in zip(found["planted"], right, strict=True)
    ]
    _write_errors(groups, found, best, hits, listed)
    share = len(groups["travellers"]) / TRAVELLERS
    return [
        Figure("a day at a post, false strong alarms", best["travellers"].count("strong"), "", 2 * share),
        Figure("a day at a post, possible", best["travellers"].count("possible"), "", 25 * share),
        Figure("a day at a post, wanted found", 1 - hits.count("none") / len(hits), "", 0.95, least=True),
        Figure("  of them strong", hits.count("strong") / len(hits)),
        Figure("  relatives and namesakes who cross", len(best["relatives"])),
        Figure("  of them strong", best["relatives"].count("strong")),
        Figure("  of them possible", best["relatives"].count("possible")),
    ]


def _write_errors(
    groups: dict[str, list[Properties]],
    found: dict[str, list[list[Found]]],
    best: dict[str, list[str]],
    hits: list[str],
    listed: list[Properties],
) -> None:
    path = OUT / "post.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["group", "verdict", "name", "born", "first match, or what is listed"])
        for group, verdicts in best.items():
            for n, verdict in enumerate(hits if group == "planted" else verdicts):
                if (verdict == "none") == (group == "planted"):
                    there = listed[n] if group == "planted" else found[group][n][0].what
                    table.writerow([group, verdict, *_line(groups[group][n]), there])
    print(f"    alarms and missed ones: {path}")


def _line(probe: Properties) -> list[str]:
    return [probe["name"][0], *probe.get("birthDate", [""])]
