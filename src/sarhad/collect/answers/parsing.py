"""Reads the mapping of a form and checks it against the form; what is wrong is named with its place and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sarhad.access.grades import SCHEMES
from sarhad.collect.answers.mapping import REPORT, Condition, EntityMap, FormMapping, Paths, Purpose, Value
from sarhad.collect.answers.places import Places
from sarhad.collect.answers.words import PURPOSES
from sarhad.collect.errors import BadMapping
from sarhad.collect.forms import Form
from sarhad.collect.yamls import a_dict, a_str, load, only, strs
from sarhad.kernel import model

TOP = {"report", "entities", "readers", "handling", "grade", "stated", "ignore", "quality"}
ENTITY = {"schema", "each", "properties", "when", "unless", "key", "files", "readers", "subject"}
ASKING = ("questions", "question", "label", "latitude", "longitude")
"""Entries of a property that name questions."""
OWN = ("office", "country")
PROPERTY = {*ASKING, "own", "literal", "literals", "but", "moment", "entity", "number"}


def parse(text: bytes | str, form: Form, file: str = "") -> FormMapping:
    """The mapping of a form from YAML. Raises BadMapping: file, key, what is wrong, what to do."""
    try:
        return _Parser(form).mapping(a_dict(load(text), "mapping"))
    except BadMapping as bad:
        bad.fault = replace(bad.fault, file=file)
        raise


class _Parser:
    def __init__(self, form: Form) -> None:
        self.places = Places(form)

    def mapping(self, data: dict[str, Any]) -> FormMapping:
        only(data, TOP, "mapping")
        given = a_dict(data.get("entities", {}), "entities")
        entities = (self._report(data), *(self._entity(str(name), each) for name, each in given.items()))
        known = {each.name: each for each in entities}
        for each in entities:
            for name, value in each.properties.items():
                _check_link(each, name, value, known)
        grade = a_dict(data.get("grade", {}), "grade")
        only(grade, {"scheme", "code"}, "grade")
        return FormMapping(
            entities=entities,
            readers=self._paths(data, "readers", "", ""),
            handling=self._paths(data, "handling", "", ""),
            scheme=_scheme(grade),
            grade=self._paths(grade, "code", "", "grade: "),
            stated=self._paths(data, "stated", "", ""),
            ignore=self._paths(data, "ignore", "", ""),
            quality=tuple(self._quality(a_dict(data.get("quality", {}), "quality"))),
        )

    def _report(self, data: dict[str, Any]) -> EntityMap:
        given = a_dict(data.get(REPORT, {}), REPORT)
        only(given, {"properties", "files"}, REPORT)
        return self._entity(REPORT, {"schema": "Report", "subject": False, **given})

    def _entity(self, name: str, given: Any) -> EntityMap:
        data = a_dict(given, name)
        only(data, ENTITY, name)
        spec = model.schema(a_str(data, "schema", name))
        if spec is None or spec.abstract:
            raise BadMapping("mapping-schema", schema=data.get("schema", ""))
        each = self.places.repeat(a_str(data, "each", name), f"{name}: each") if "each" in data else ""
        props = a_dict(data.get("properties", {}), f"{name}: properties")
        key = a_str(data, "key", name)
        return EntityMap(
            name=name,
            schema=spec.name,
            each=each,
            properties={
                str(prop): self._value(name, spec, str(prop), value, each) for prop, value in props.items()
            },
            conditions=(*self._conditions(data, "when", each, name), *self._conditions(data, "unless", each, name)),
            key=self.places.question(key, each, f"{name}: key") if key else "",
            files=self._paths(data, "files", each, f"{name}: "),
            readers=self._paths(data, "readers", each, f"{name}: "),
            subject=data.get("subject", spec.edge is None) is True,
            edge=spec.edge,
        )

    def _value(self, entity: str, spec: model.Spec, name: str, given: Any, each: str) -> Value:
        where = f"{entity}: {name}"
        prop = spec.properties.get(name)
        if prop is None or prop.stub:
            raise BadMapping("mapping-property", schema=spec.name, property=name)
        data = given if isinstance(given, dict) else {"questions": given}
        only(data, PROPERTY, where)
        part = 0 if "latitude" in data else 1 if "longitude" in data else -1
        asked: Any = next((data[key] for key in ASKING if key in data), [])
        number = a_str(data, "number", where)
        return Value(
            questions=tuple(self.places.question(q, each, where) for q in strs(asked, where)),
            literals=tuple(strs(data.get("literals", data.get("literal", [])), where)),
            own=_own(data, where),
            but=frozenset(strs(data.get("but", []), where)),
            moment=self._paths(data, "moment", each, f"{where}: "),
            label="label" in data,
            part=part,
            entities=tuple(strs(data.get("entity", []), where)),
            number=self.places.question(number, each, where) if number else "",
        )

    def _conditions(self, data: dict[str, Any], key: str, each: str, name: str) -> Iterator[Condition]:
        """`when: question` (answered), or `when: {question: [answers]}`."""
        given, where = data.get(key, {}), f"{name}: {key}"
        asked = given if isinstance(given, dict) else {one: [] for one in strs(given, where)}
        for question, answers in asked.items():
            path = self.places.question(str(question), each, where)
            yield Condition(path, frozenset(strs(answers, where)), key == "when")

    def _paths(self, data: dict[str, Any], key: str, each: str, where: str) -> Paths:
        names = strs(data.get(key, []), f"{where}{key}")
        return tuple(self.places.question(name, each, f"{where}{key}") for name in names)

    def _quality(self, data: dict[str, Any]) -> Iterator[Purpose]:
        only(data, set(PURPOSES), "quality")
        for purpose, given in data.items():
            where = f"quality: {purpose}"
            weights = {}
            for name, weight in a_dict(given, where).items():
                if isinstance(weight, bool) or not isinstance(weight, int | float) or weight <= 0:
                    raise BadMapping("mapping-value", where=f"{where}: {name}", expected="> 0")
                weights[self._anywhere(str(name), where)] = float(weight)
            yield Purpose(purpose, weights)

    def _anywhere(self, name: str, where: str) -> str:
        """A question inside whatever repeat."""
        rows = ("", *self.places.repeats.values())
        found = {self.places.question(name, row, where) for row in rows if self._has(name, row)}
        if len(found) > 1:
            raise BadMapping("mapping-ambiguous", where=where, question=name, found=", ".join(sorted(found)))
        return found.pop() if found else self.places.question(name, "", where)

    def _has(self, name: str, row: str) -> bool:
        return any(path.endswith(f"/{name}") and self.places.row(path) == row for path in self.places.questions)


def _own(data: dict[str, Any], where: str) -> str:
    own = a_str(data, "own", where)
    if own not in ("", *OWN):
        raise BadMapping("mapping-value", where=f"{where}: own", expected=", ".join(OWN))
    return own


def _scheme(grade: dict[str, Any]) -> str:
    scheme = a_str(grade, "scheme", "grade")
    if grade and scheme not in SCHEMES:
        raise BadMapping("mapping-value", where="grade: scheme", expected=", ".join(SCHEMES))
    return scheme


def _check_link(entity: EntityMap, name: str, value: Value, known: dict[str, EntityMap]) -> None:
    spec = model.schema(entity.schema)
    wanted = spec.properties[name].range if spec else None
    for target in value.entities:
        there = model.schema(known[target].schema) if target in known else None
        if not (wanted and there and (there.is_a(wanted) or name == "subject")):
            raise BadMapping("mapping-link", property=f"{entity.name}: {name}", entity=target)
