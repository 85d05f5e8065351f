"""What the addresses take that other systems' clients call: OpenSanctions' and OpenRefine's.

Unlike the rest of the API they pass over what they do not know: these clients send options of other servers. A
value that cannot be read is passed over too, but said in the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import ValidationError as BadRequest
from pydantic import BeforeValidator, ConfigDict, StringConstraints

from sarhad.api import datasets
from sarhad.api.given import Line
from sarhad.entities.records import Summary
from sarhad.kernel import model
from sarhad.matching.records import Subject

QUERIES = 100  # in one batch
PROPERTIES, VALUES = 100, 100  # of one query, and of one property
RESULTS = 500  # to one query at most
SHOWN = 100  # characters of a value that could not be read
ANYTHING = "Thing"  # the schema of those who do not say which

Short = Annotated[str, StringConstraints(max_length=2000)]
Given = Short | int | float | bool | dict[str, Any] | list[Any] | None
ALONE = BeforeValidator(lambda value: value if isinstance(value, list) else [value])
Listed = Annotated[list[Given], Field(max_length=VALUES), ALONE]
Names = Annotated[list[Line], Field(max_length=VALUES)]


class Lenient(Schema):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class ExampleIn(Lenient):
    """Somebody or something to compare with what is recorded, in FollowTheMoney's properties."""

    id: Line | None = None
    schema_: Line = Field(alias="schema")
    properties: dict[Line, Listed] = Field(max_length=PROPERTIES)


class BatchIn(Lenient):
    """`weights` and `config` of other servers may be sent, and change nothing here."""

    queries: dict[Line, ExampleIn | None] = Field(min_length=1, max_length=QUERIES)


class NarrowIn(Lenient):
    """What narrows the results, to /match and /search alike."""

    include_dataset: Names = []
    exclude_dataset: Names = []
    include_schema: Names = []
    exclude_schema: Names = []
    countries: Names = []
    topics: Names = []
    changed_since: Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}.{0,20})?$")] = ""
    exclude_entity_ids: Names = []

    @property
    def narrows(self) -> bool:
        return any(getattr(self, name) for name in NarrowIn.model_fields)

    def lets_through(self, summary: Summary, entities: Sequence[str], properties: Mapping[str, list[str]]) -> bool:
        """Whether a result stays. Of several values of one option one suffices."""
        owners = set(summary.owners)
        return not (
            (self.include_dataset and not owners & _offices(self.include_dataset))
            or owners <= _offices(self.exclude_dataset)
            or (self.include_schema and not _is_a(summary.schema, self.include_schema))
            or _is_a(summary.schema, self.exclude_schema)
            or (self.countries and not _of_type("country", summary.schema, properties) & set(self.countries))
            or (self.topics and not set(properties.get("topics", ())) & set(self.topics))
            or summary.stated[:10] < self.changed_since[:10]
            or set(entities) & set(self.exclude_entity_ids)
        )


class MatchIn(NarrowIn):
    limit: int = Field(5, ge=1, le=RESULTS, description="Results to each query")
    threshold: float = Field(0.0, ge=0, le=1, description="`match` also asks for this score")
    cutoff: float = Field(0.0, ge=0, le=1, description="Results below this score are left out")


class Asked(NamedTuple):
    """What one query comes to."""

    subject: Subject
    ignored: dict[str, list[str]]  # values that could not be read, and properties that its schema does not have


def asked(schema: str, given: Mapping[str, Sequence[Any]], where: Sequence[str]) -> Asked:
    """Clean what is asked as a claim would be. `where` leads to it in the request, for the refusal."""
    spec = model.schema(schema)
    if spec is None or not (spec.matchable or spec.name == ANYTHING):
        text = _("There is nothing to compare with of the schema %(name)s.") % {"name": schema or "“”"}
        raise BadRequest([{"loc": (*where, "schema"), "msg": text}])
    texts = {name: [str(value) for value in values if _is_text(value)] for name, values in given.items()}
    cleaned = model.clean(spec.name, texts)
    known = {name for name, prop in spec.properties.items() if prop.type != "entity"}
    properties = {name: values for name, values in cleaned.properties.items() if name in known and values}
    return Asked(Subject(spec.name, properties), _ignored(given, cleaned, known))


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _ignored(given: Mapping[str, Sequence[Any]], cleaned: model.Cleaned, known: set[str]) -> dict[str, list[str]]:
    found = [(name, str(value)) for name, values in given.items() for value in values if not _is_text(value)]
    found += [pair for pair in model.refused(cleaned.properties, cleaned.raw) if pair[0] in known]
    found += [(name, value) for name, values in cleaned.properties.items() if name not in known for value in values]
    ignored: dict[str, list[str]] = {}
    for name, text in found:
        if text not in ("", "None"):
            ignored.setdefault(name, []).append(text[:SHOWN])
    return ignored


def _offices(names: Sequence[str]) -> set[str]:
    return {datasets.office_of(name) for name in names}


def _is_a(schema: str, names: Sequence[str]) -> bool:
    spec = model.schema(schema)
    return any(spec.is_a(name) if spec else schema == name for name in names)


def _of_type(kind: str, schema: str, properties: Mapping[str, list[str]]) -> set[str]:
    spec = model.schema(schema)
    of_kind = {name for name, prop in spec.properties.items() if prop.type == kind} if spec else set()
    return {value for name in of_kind & properties.keys() for value in properties[name]}
