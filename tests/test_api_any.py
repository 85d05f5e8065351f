"""Whatever is sent to be compared gets an answer or a clear refusal: never a fault of ours, never a fact."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from sarhad.ledger.models import Entry
from tests.seeds import seeds
from tests.test_api import Program

TEXTS = [
    *("", " ", "Карим", "Karimov Farhod", "محمد", "1983-04-14", "31.02.1983", "\x00", "\ud800", "\u202e"),
    *("💩" * 9, "' OR 1=1 --", '"((*:', "x" * 500, "x" * 3000, "Person", "Thing", "Ownership", "name", "%s%d{}"),
]
PLAIN: list[Any] = [None, True, 0, -1, 10**400, 1e308, float("nan"), *TEXTS]
OPTIONS = [
    "limit",
    "threshold",
    "cutoff",
    "changed_since",
    "topics",
    "include_dataset",
    "exclude_schema",
    "fuzzy",
    "x",
]
CODES = {200, 400, 404, 413, 422}


class Sender:
    """Draws requests that are partly right: what is wrong everywhere is refused too soon to find anything."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def request(self) -> tuple[str, str]:
        """Address and body."""
        dataset = self.random.choice(["default"] * 6 + ["tj_dca", "TJ-DCA", "nobody", "%00", "..", "x" * 80])
        options = "&".join(
            f"{name}={quote(str(self.value()), errors='surrogatepass')}"
            for name in self.random.sample(OPTIONS, self.random.choice([0, 0, 2]))
        )
        queries = {self.text("q"): self.example() for _ in range(self.random.choice([0, 1, 2, 3]))}
        body = {"queries": self.or_else(queries)} if self.rarely() else {"queries": queries}
        text = json.dumps(body)
        return f"/api/match/{dataset}?{options}", text[
            : self.random.randrange(len(text))
        ] if self.rarely() else text

    def example(self) -> Any:
        names = ["name", "birthDate", "idNumber", "notes", "nationality", "ownershipOwner", self.text("alias")]
        wanted = self.random.sample(names, self.random.randint(0, 4))
        properties = {name: self.values() for name in wanted}
        schema = self.text(self.random.choice(["Person", "Company", "Vehicle", "Thing"]))
        return self.or_else({"schema": schema, "properties": self.or_else(properties)})

    def values(self) -> Any:
        return self.or_else([self.value() for _ in range(self.random.choice([0, 1, 2, 5, 120]))])

    def value(self) -> Any:
        return self.random.choice(PLAIN) if self.rarely() else self.random.choice(TEXTS[2:7])

    def text(self, usual: str) -> str:
        return self.random.choice(TEXTS) if self.rarely() else usual

    def or_else(self, value: Any) -> Any:
        return self.random.choice([[], {}, [[]], {"id": value}, [value], *PLAIN]) if self.rarely() else value

    def rarely(self) -> bool:
        return self.random.random() < 0.07


def check(cast: Any, first: int, number: int) -> None:
    program, before, sender, codes = Program(cast, "owner"), Entry.objects.count(), Sender(first), set()
    for n in range(number):
        address, body = sender.request()
        answer = program.client.post(
            address, body.encode("utf-8", "surrogatepass"), content_type="application/json"
        )
        told = answer.content.decode()
        assert answer.status_code in CODES, (first, n, address, body, told)
        assert answer.status_code == 200 or json.loads(told)["detail"] or "html" in told, (first, n, told)
        assert "Traceback" not in told
        assert "site-packages" not in told
        codes.add(answer.status_code)
    assert codes >= {200, 422}
    assert Entry.objects.count() == before


@pytest.fixture(autouse=True)
def unlimited(settings):
    settings.API_RATE = 10**9


@pytest.mark.parametrize("seed", seeds(3))
def test_anything(cast, seed):
    check(cast, seed, 100)


@pytest.mark.soak
def test_ten_thousand(cast):
    check(cast, 10_000, 10_000)
