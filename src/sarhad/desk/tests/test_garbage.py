"""What other offices' programs state of requests, plans and posts in no sensible way breaks no page."""

from __future__ import annotations

from random import Random

import pytest
from django.core.exceptions import ValidationError

from sarhad.desk import queries
from sarhad.desk.requests import Ask, Reply, answer, ask
from sarhad.kernel import model
from sarhad.kernel.claim import Claim, Scope
from sarhad.kernel.model import Prop
from tests.cast import Cast
from tests.worlds import WORK

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/requests/?box=in&state=", "/requests/?box=out&state=", "/requests/?box=through&state=", "/journal/",
    "/balance/", "/recalls/", "/recalls/?show=ours", "/line/", "/line/TJ-DCA/", "/recommendations/", "/meetings/",
    "/plans/", "/reports/", "/post/", "/agreements/", "/partners/",
]  # fmt: skip
ABOUT = {
    "Request": ["/requests/{}/"],
    "Letter": ["/requests/{}/answer/", "/requests/{}/step/", "/letters/{}/letter.pdf"],
    "Recommendation": ["/recommendations/{}/"], "Plan": ["/plans/{}/"], "Meeting": ["/meetings/{}/"],
    "Report": ["/reports/{}/"],
}  # fmt: skip
OFFICES = ["TJ-DCA", "KZ-MIA", "CENTRE"]
DATES = ["2026", "2026-11", "2026-11-20", "2026-11-20T14:05", "2026-11-20T14:05:00+05:00"]
ALWAYS = {"letter", "about", "fromOffice", "toOffice", "date", "request", "inReplyTo", "step"}


def grow(cast: Cast, random: Random) -> dict[str, list[str]]:
    """A real request with its answer, and nonsense about them and around them; ids by schema."""
    ids = {schema: [f"{n:08x}{k:024x}" for k in range(2)] for n, schema in enumerate(WORK, 1)}
    request = ask(cast.reader("owner"), Ask("Who is he?", to=("KZ-MIA",), via="CENTRE"))
    [leg] = queries.request(cast.reader("owner"), request).legs
    answer(cast.reader("partner"), leg.letter, Reply("full", "Nobody."))
    [reply] = queries.leg_of(cast.reader("owner"), leg.letter).replies
    ids["Request"].append(request)
    ids["Letter"] += [leg.letter, reply.letter]
    ids["Answer"].append(reply.id)
    for _ in range(150):
        schema, owner = random.choice(WORK), random.choice(OFFICES)
        scope = Scope(read=tuple(office for office in sorted(OFFICES) if office != owner))
        stated = random.choice(["", *DATES])
        claim = Claim(random.choice(ids[schema]), schema, properties(random, schema, owner, ids), stated=stated)
        try:
            cast.contribute(owner, [claim], scope)
        except ValidationError:
            continue
    return ids


def properties(random: Random, schema: str, owner: str, ids: dict[str, list[str]]) -> dict[str, list[str]]:
    spec = model.schema(schema)
    names = [name for name in spec.properties if name in {*ALWAYS, *spec.required} or random.random() < 0.6]
    found = {name: [value(random, spec.properties[name], ids)] for name in names}
    if "fromOffice" in found and random.random() < 0.8:
        found["fromOffice"] = [owner]
    return {name: values for name, values in found.items() if values != [""]}


def value(random: Random, prop: Prop, ids: dict[str, list[str]]) -> str:
    if prop.options:
        return random.choice(list(prop.options))
    if prop.type == "entity":
        return random.choice(ids.get(prop.range or "") or ids["Report"])
    if prop.name in {"fromOffice", "toOffice", "office", "via", "keeper"}:
        return random.choice([*OFFICES, "GONE-X", ""])
    if prop.name in {"grant", "recall", "record"}:
        return random.choice(["x", "00.1", "ff" * 16 + ".3", "é"])
    return random.choice({"date": DATES, "number": ["5", "1e400", "-1", "x"]}.get(prop.type, ["text", "<b>", "0"]))


@pytest.mark.parametrize("seed", [6, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(100, 130))])
def test_nonsense_breaks_no_page(cast, seed):
    ids = grow(cast, Random(seed))
    pages = [*PAGES, *(page.format(id) for name, found in ABOUT.items() for id in ids[name] for page in found)]
    for who in ("owner", "partner", "centre"):
        client = cast.client(who)
        for page in pages:
            assert client.get(page).status_code < 500, (who, page)
