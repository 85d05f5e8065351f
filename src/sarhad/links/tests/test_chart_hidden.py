"""Law 2 over charts that are on the table: what is hidden changes no byte of what their officer gets."""

from random import Random

import pytest
from django.test import Client

from sarhad.ledger.models import Term
from sarhad.links.charts import changes, drafts
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.state import Look, State
from tests.contract.test_noninterference import Asking, plain, still, undone
from tests.seeds import seeds
from tests.worlds import World

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
__all__ = ["still"]  # the clock stands still

WORLDS, STEPS = 5, 25


def anything(random: Random, world: World) -> State:
    """A chart with whatever there is in the world, seen or not, and values that somebody holds."""
    values = [f"{kind}:{value}" for kind, value in Term.objects.values_list("kind", "value")
              if kind in ("phone", "plate", "id")]  # fmt: skip
    ids = random.sample(world.entities, min(40, len(world.entities))) + world.facts + sorted(set(values))[:10]
    state = changes.add(State(look=Look(colour="owner", size="links")), {
        id: Spot(random.randint(0, 900), random.randint(0, 900)) for id in sorted(ids)
    })  # fmt: skip
    grouped = changes.group(state, random.sample(ids, 5), "Some")
    return changes.note(changes.hide(grouped, random.sample(ids, 3)), "a note", on=random.choice(ids))


def asked(random: Random, world: World, number: int) -> list[tuple[str, dict[str, object] | None]]:
    at, (one, other) = f"/charts/{number}/", random.sample(world.facts, 2)
    return [
        (at, None), (f"{at}?e={one}&to={other}", None), (f"{at}data/", None), (f"{at}picture.svg", None),
        (f"{at}save/", None), (f"{at}change/", {"do": "expand", "e": [one, other]}),
        *((f"{at}change/", {"do": "layout", "how": how}) for how in ("force", "tree", "time")),
        (f"{at}change/", {"do": "add", "e": random.sample(world.entities, 4)}),
        (f"{at}change/", {"do": "show"}),
    ]  # fmt: skip


def answers(asking: Asking, questions: list[tuple[str, dict[str, object] | None]]) -> list[object]:
    found = []
    for path, fields in questions:
        with undone():
            client = Client(headers={"Accept": "application/json"} if fields else {})
            client.cookies.update(asking.cookies)
            found.append(plain(client.post(path, fields) if fields else client.get(path)))
    return found


@pytest.mark.parametrize("seed", seeds(WORLDS, 500))
def test_what_is_hidden_changes_no_chart(seed):
    random, world = Random(seed), World(seed)
    world.grow(STEPS)
    asking = Asking(world.office(), random.choice(["head", "analyst", "liaison-officer"]))
    number = drafts.begin(asking.reader, "Any", anything(random, world))
    questions = asked(random, world, number)
    with undone():
        world.grow_unseen(STEPS, asking.reader)
        after = answers(asking, questions)
    before = answers(asking, questions)
    for (path, fields), one, other in zip(questions, before, after, strict=True):
        assert one == other, f"seed {seed}: {asking.reader} notices at {path} {fields}"
        assert one[0] in (200, 400), f"seed {seed}: {path} {fields} answers {one[0]}"  # 400: sees none of these
    assert b'"id": "' in before[2][2], "a world in which this reader sees nothing shows nothing"
