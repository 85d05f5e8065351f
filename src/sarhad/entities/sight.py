"""What one reader sees, loaded through the door in batches and kept for the length of one answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import orjson
from django.db import connection
from django.db.models import QuerySet

from sarhad.access.handling import strictest
from sarhad.access.queries import bound, door, history
from sarhad.access.reader import Reader
from sarhad.entities.arranged import arrangements, named_in, values_among, without_unseen
from sarhad.entities.records import Judgement, Statement, Summary
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS, Attachment, EntityId, FragmentRef, Grade, Handling
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment, State
from sarhad.ledger.naming import names_of, resolve

BATCH = 500  # ids in one statement

# CROSS JOIN keeps SQLite to this order; the condition makes it an ordinary join.
COLUMNS = 'f.id, f.entity, f."schema", f.state, f.data, f.scope_id, s.rule, n.id'
TABLES = "ledger_fragment f CROSS JOIN ledger_scope s CROSS JOIN ledger_entry n"
JOINED = f"s.id = f.scope_id AND n.pos = f.id / {ITEMS_PER_ENTRY}"


class Sight:
    """One reader's view. What is absent and what is invisible are the same here: nothing."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.door, self.door_params = door("f", reader)
        self._statements: dict[EntityId, list[Statement]] = {}
        self._judgements: dict[EntityId, list[Judgement]] = {}
        self._scopes: dict[int, tuple[str, bool, Handling]] = {}

    # Statements

    def see(self, entities: Iterable[EntityId]) -> None:
        """Load the statements about these entities that are not loaded yet."""
        missing = [entity for entity in dict.fromkeys(entities) if entity not in self._statements]
        if not missing:
            return
        self._statements.update((entity, []) for entity in missing)
        for fragment in self.select("f.entity", [bytes.fromhex(entity) for entity in missing]):
            if fragment.schema not in ACTS:
                self._statements[fragment.entity].append(fragment)

    def statements(self, entity: EntityId) -> list[Statement]:
        """Everything current that the reader sees about it; empty where there is nothing to see."""
        if entity not in self._statements:
            self.see([entity])
        return self._statements[entity]

    def select(self, column: str, values: Sequence[Any]) -> Iterator[Statement]:
        """Visible statements, acts included, whose `column` holds one of these values; by local id."""
        for start in range(0, len(values), BATCH):
            part = values[start : start + BATCH]
            for row in self.through_door(COLUMNS, TABLES, f"{column} IN ({marks(part)}) AND {JOINED}", part):
                yield self.statement(row)

    def through_door(
        self, columns: str, tables: str, where: str, params: Sequence[Any], *, tail: str = ""
    ) -> list[tuple[Any, ...]]:
        """Rows whose fragment `f` the reader may read, by local id; `tail` follows `ORDER BY f.id`."""
        sql = f"SELECT {columns} FROM {tables} WHERE {where} AND {self.door} ORDER BY f.id{tail}"  # noqa: S608
        return rows(sql, [*params, *self.door_params])

    def statement(self, row: Sequence[Any]) -> Statement:
        """From a row of COLUMNS that has come through the door."""
        id, entity, schema, state, data, scope, rule, contribution = row
        owner, held, handling = self.scope(scope, rule)
        fields = orjson.loads(data)
        get = fields.get
        return Statement(
            ref=FragmentRef(hex_of(contribution), id % ITEMS_PER_ENTRY),
            entity=hex_of(entity),
            schema=schema,
            owner=owner,
            held=held,
            handling=handling,
            stated=get("stated", ""),
            grade=Grade(*fields["grade"]) if "grade" in fields else None,
            source=get("source", ""),
            count=get("count", 1),
            state=State(state),
            properties=fields["properties"],
            raw=get("raw", {}),
            attachments=tuple(Attachment(*each) for each in get("attachments", ())),
            refs=tuple(FragmentRef.parse(each) for each in get("refs", ())),
            was=tuple(FragmentRef.parse(each) for each in get("was", ())),
            basis=tuple(FragmentRef.parse(each) for each in get("basis", ())),
        )

    def shown(self, statements: Iterable[Statement]) -> list[Statement]:
        """The same without links to what the reader does not see. What its own office stated stays whole."""
        statements = list(statements)
        self.see(id for statement in statements for id in pointed_to(statement))
        named = self._names_seen(ref for each in statements if _hides(each) for ref in (*each.refs, *each.basis))
        arranged = self.seen_of(name for each in statements if _hides(each) for name in _arranged(each))
        return [each if each.held else self._cut(each, named, arranged) for each in statements]

    def seen_of(self, names: Iterable[str]) -> set[str]:
        """Those of these entities and values (`kind:key`) of which the reader sees a statement."""
        names = set(names)
        self.see(sorted(name for name in names if is_id(name)))
        seen = {name for name in names if is_id(name) and self._statements[name]}
        tables = "ledger_term t CROSS JOIN ledger_fragment f"
        for kind, key in values_among(names):
            where = "t.kind = %s AND t.value = %s AND f.id = t.fragment_id"
            if self.through_door("f.id", tables, where, [kind, key], tail=" LIMIT 1"):
                seen.add(f"{kind}:{key}")
        return seen

    def _names_seen(self, refs: Iterable[FragmentRef]) -> set[FragmentRef]:
        """Every name of those that the reader sees, now or in its history."""
        refs = list(refs)
        if not refs:
            return set()
        rows = list(history(self.reader).filter(id__in=resolve(refs)))
        return {name for names in names_of(rows).values() for name in names}

    def _cut(self, statement: Statement, named: set[FragmentRef], arranged: set[str]) -> Statement:
        # What it was before a purge is named to its holder only: a gap would tell that something is gone.
        if _hides(statement):
            refs, basis = (tuple(ref for ref in refs if ref in named) for refs in (statement.refs, statement.basis))
            properties = without_unseen(statement.schema, statement.properties, arranged)
            raw = without_unseen(statement.schema, statement.raw, ())
            statement = replace(statement, refs=refs, basis=basis, was=(), properties=properties, raw=raw)
        gone = {id for id in pointed_to(statement) if not self._statements[id]}
        if not gone:
            return statement
        kept = {name: [v for v in values if v not in gone] for name, values in statement.properties.items()}
        return replace(statement, properties={name: values for name, values in kept.items() if values})

    def statements_of(self, fragments: QuerySet[Fragment]) -> list[Statement]:
        """Of fragments that have come through a door of `access`, in the order of their local ids."""
        found = list(fragments.select_related("scope").order_by("id"))
        entries = Entry.objects.filter(pos__in={row.id // ITEMS_PER_ENTRY for row in found})
        names = dict(entries.values_list("pos", "id"))
        parts = ((f, f.scope.rule, names[f.id // ITEMS_PER_ENTRY]) for f in found)
        return [
            self.statement((f.id, f.entity, f.schema, f.state, f.data, f.scope_id, *more)) for f, *more in parts
        ]

    def scope(self, id: int, rule: str) -> tuple[str, bool, Handling]:
        """Of a row that has come through the door: the owner, whether that is the reader, what binds it."""
        known = self._scopes.get(id)
        if known is None:
            known = self._scopes[id] = bound(rule, self.reader)
        return known

    def held(self, scope: int, rule: str) -> bool:
        """Whether what stands under a scope is the reader's own office's, as owner or heir."""
        return self.scope(scope, rule)[1]

    # Judgements

    def weigh(self, entities: Iterable[EntityId]) -> None:
        """Load the judgements on these entities that are not loaded yet, and see what they compare with."""
        missing = [entity for entity in dict.fromkeys(entities) if entity not in self._judgements]
        if not missing:
            return
        self._judgements.update((entity, []) for entity in missing)
        for start in range(0, len(missing), BATCH):
            part = [bytes.fromhex(entity) for entity in missing[start : start + BATCH]]
            tables = f"ledger_judgement j CROSS JOIN {TABLES}"
            where = f"j.a IN ({marks(part)}) AND f.id = j.fragment_id AND {JOINED}"
            for row in self.through_door(f"{COLUMNS}, j.a, j.b, j.office, j.verdict", tables, where, part):
                judgement = self._judgement(row)
                self._judgements[judgement.a].append(judgement)
        self.see(judgement.b for entity in missing for judgement in self._judgements[entity])

    def judged(self, entities: Iterable[EntityId]) -> list[EntityId]:
        """Those of these entities on which the reader sees a judgement."""
        entities = list(dict.fromkeys(entities))
        self.weigh(entities)
        return [entity for entity in entities if self._judgements[entity]]

    def judgements(self, entity: EntityId) -> list[Judgement]:
        """What the reader sees judged between it and others that the reader sees."""
        if entity not in self._judgements:
            self.weigh([entity])
        return [judgement for judgement in self._judgements[entity] if self.statements(judgement.b)]

    def _judgement(self, row: Sequence[Any]) -> Judgement:
        by, (a, b, office, verdict) = self.statement(row[:8]), row[8:]
        return Judgement(by.ref, hex_of(a), hex_of(b), verdict, office, by.held, by.stated, by.handling)

    # What they come to

    def schema(self, entity: EntityId) -> str:
        return common_schema(self.statements(entity))

    def summary(self, members: Sequence[EntityId]) -> Summary | None:
        """A line about what the reader sees of these entities; None if that is nothing."""
        said = [statement for entity in members for statement in self.statements(entity)]
        if not said:
            return None
        schema = common_schema(said)
        return Summary(
            id=members[0],
            schema=schema,
            caption=self.caption(schema, together(said)),
            owners=tuple(sorted({statement.owner for statement in said})),
            stated=max(statement.stated for statement in said),
            handling=strictest(statement.handling for statement in said),
        )

    def summaries(self, entities: Iterable[EntityId]) -> list[Summary]:
        """A line about each of these entities of which the reader sees anything, in this order."""
        wanted = [entity for entity in entities if is_id(entity)]
        self.see(wanted)
        return [found for entity in wanted if (found := self.summary([entity]))]

    def caption(self, schema: str, properties: model.Properties) -> str:
        """The best name; of a link, the names of its two ends as far as the reader sees them."""
        spec = model.schema(schema)
        if not (spec and spec.edge):
            return model.caption(schema, properties)
        ends = [id for end in spec.edge for id in properties.get(end, ()) if is_id(id)]
        self.see(ends)
        seen = [self._statements[id] for id in ends if self._statements[id]]
        names = [model.caption(common_schema(said), together(said)) for said in seen]
        return model.caption(schema, properties) or " – ".join(filter(None, names))


def _hides(statement: Statement) -> bool:
    """Whether it may name what only its holder knows. An act names what those it was made for have seen."""
    return not statement.held and statement.schema not in ACTS


def _arranged(statement: Statement) -> set[str]:
    return named_in(statement.schema, statement.properties)


def pointed_to(statement: Statement) -> list[EntityId]:
    """Ids in its entity-typed values."""
    return [id for _, id in model.links(statement.schema, statement.properties) if is_id(id)]


def common_schema(statements: Iterable[Statement]) -> str:
    """The narrowest schema that fits all; where two do not agree, the first by name stands."""
    names = sorted({statement.schema for statement in statements})
    return reduce(lambda one, other: model.common(one, other) or one, names)


def together(statements: Iterable[Statement]) -> dict[str, list[str]]:
    """All values of all statements, by property, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for statement in statements:
        for name, values in statement.properties.items():
            found[name].update(dict.fromkeys(values))
    return {name: sorted(values) for name, values in found.items()}


def first(values: model.Properties, name: str) -> str:
    """The first value by order, of a property that is given once; empty where there is none."""
    return min(values.get(name, ()), default="")


def without_links(schema: str, properties: dict[str, list[str]]) -> dict[str, list[str]]:
    """The values that say something themselves, without those that point to or arrange other things."""
    links = {name for name, _ in model.links(schema, properties)} | arrangements(schema)
    return {name: values for name, values in properties.items() if name not in links}


def marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def hex_of(value: Any) -> str:
    """An id as plain SQL or as the ORM gives it."""
    return value if isinstance(value, str) else bytes(value).hex()
