"""A profile: the merge of everything that a reader sees of what it holds to be one thing."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader
from sarhad.entities.arranged import arrangements
from sarhad.entities.clusters import Cluster, clusters, disputes
from sarhad.entities.records import Fact, Judgement, Name, Picture, Profile, Said, Statement, Value
from sarhad.entities.sight import Sight, common_schema, pointed_to, together
from sarhad.kernel import model, names
from sarhad.kernel.claim import EntityId
from sarhad.kernel.model import Prop
from sarhad.ledger.derive import is_id

SINGLE = frozenset({
    "birthDate", "deathDate", "gender", "birthPlace", "birthCountry", "vin", "buildDate", "incorporationDate",
    "dissolutionDate", "registrationNumber", "imoNumber", "mmsi", "height",
})  # fmt: skip
"""Properties of which a thing has one by nature, so that two values contradict each other."""


def profile(reader: Reader, entity: EntityId) -> Profile | None:
    """Everything about one entity and what is judged the same. None: there is nothing that this reader sees."""
    return profiles(Sight(reader), [entity]).get(entity)


def profiles(sight: Sight, entities: Iterable[EntityId]) -> dict[EntityId, Profile]:
    """Several at once, each under the entity that was asked for."""
    found = clusters(sight, (entity for entity in entities if is_id(entity)))
    members = (member for cluster in found.values() for member in cluster.members)
    sight.see(id for member in members for each in sight.statements(member) for id in pointed_to(each))
    return {entity: _assemble(sight, cluster) for entity, cluster in found.items()}


def _assemble(sight: Sight, cluster: Cluster) -> Profile:
    said = sight.shown(statement for member in cluster.members for statement in sight.statements(member))
    schema = common_schema(said)
    properties = together(said)
    caption = sight.caption(schema, properties)
    return Profile(
        id=cluster.members[0],
        members=tuple(cluster.members),
        schema=schema,
        caption=caption,
        names=names_in(schema, properties, caption),
        facts=facts(sight, schema, said),
        statements=tuple(sorted(said, key=_newest)),
        pictures=tuple(Picture(each, by) for by in sorted(said, key=_newest) for each in by.attachments),
        judgements=_judgements(sight, cluster),
        disputes=disputes(sight, cluster),
        handling=strictest(statement.handling for statement in said),
        truncated=cluster.truncated,
    )


def _newest(statement: Statement) -> tuple[list[int], str]:
    """Newest date first; undated last; those of one day in an order that is the same on every node."""
    return [-ord(char) for char in statement.stated] or [1], str(statement.ref)


def _judgements(sight: Sight, cluster: Cluster) -> tuple[Judgement, ...]:
    found = {judgement.ref: judgement for member in cluster.members for judgement in sight.judgements(member)}
    return tuple(found[ref] for ref in sorted(found))


# Facts


def facts(
    sight: Sight, schema: str, said: Sequence[Statement], without: frozenset[str] = frozenset()
) -> tuple[Fact, ...]:
    """Values by property, in the schema's order, unknown properties last.

    Entity-typed values are left out where the reader does not see the entity, and so is JSON for programs.
    """
    found: dict[str, dict[tuple[str, str], list[Said]]] = defaultdict(lambda: defaultdict(list))
    for statement in sorted(said, key=_newest):
        properties, raw = (model.present(statement.schema, each) for each in (statement.properties, statement.raw))
        for name in {*properties, *raw} - without - arrangements(statement.schema):
            for value, given in model.pairs(properties, raw, name):
                found[name][value, "" if value else given].append(Said(given, statement))
    spec = model.schema(schema)
    known = spec.properties if spec else {}
    place = {name: n for n, name in enumerate(known)}
    every = (
        _fact(sight, name, known.get(name), found[name])
        for name in sorted(found, key=lambda name: (place.get(name, len(place)), name))
    )
    return tuple(fact for fact in every if fact.values)


def _fact(sight: Sight, name: str, prop: Prop | None, found: dict[tuple[str, str], list[Said]]) -> Fact:
    values = []
    for (value, given), said in found.items():
        text = value or given
        if prop and prop.type == "entity" and is_id(value):
            summary = sight.summary([value])
            if summary is None:
                continue
            text = summary.caption
        values.append(Value(value, text, tuple(said)))
    values.sort(key=lambda each: names.display_key(each.text))
    return Fact(name, prop, tuple(values), name in SINGLE and differ([each.value for each in values]))


def differ(values: Iterable[str]) -> bool:
    """Whether two of these cannot both be true; `1983` and `1983-04-14` can."""
    known = sorted(filter(None, values))
    return any(not after.startswith(before) for before, after in pairwise(known))


# Names


def names_in(schema: str, properties: dict[str, list[str]], caption: str) -> tuple[Name, ...]:
    """The caption first, then the others by script and alphabet."""
    found = [Name(text, script(text)) for text in model.names(schema, properties)]
    return tuple(sorted(found, key=lambda name: (name.text != caption, name.script, names.display_key(name.text))))


def script(text: str) -> str:
    """The script of the first letter, as Unicode names it: Latin, Cyrillic, Arabic, Cjk."""
    letter = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0].capitalize() if letter else ""
