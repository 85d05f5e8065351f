"""What the API takes. Unknown fields are refused, and everything has a limit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, StringConstraints

from sarhad.entities.drafts import Draft
from sarhad.kernel.claim import FragmentRef, Grade, Handling, Scope

ITEMS = 1000
Line = Annotated[str, StringConstraints(max_length=400)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
EntityId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
RefText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}\.[0-9]{1,4}$")]
OfficeId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{0,63}$")]
GroupName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
HitKind = Literal["", "strong", "possible", "pointers", "done"]
Values = Annotated[list[Text], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
Parties = Annotated[list[Line], Field(max_length=200)]


class Given(Schema):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, strict=True)


class HandlingIn(Given):
    level: Annotated[int, Field(ge=0, le=3)] = 0
    text: Text = ""
    secrecy: Line = ""
    tlp: Literal["", "clear", "green", "amber", "amber+strict", "red"] = ""


class ScopeIn(Given):
    """Who may read, be pointed to, or count. Your own office always reads and need not be named."""

    read: Parties = []
    point: Parties = []
    count: Parties = []
    handling: HandlingIn = HandlingIn()

    def scope(self) -> Scope:
        handling = Handling(**self.handling.model_dump())
        return Scope(tuple(self.read), tuple(self.point), tuple(self.count), handling)


class GradeIn(Given):
    scheme: Line
    code: Line


class DraftIn(Given):
    """One statement. An `entity` that is left out is a new one."""

    schema_: Line = Field(alias="schema")
    properties: dict[Line, Annotated[Values, Field(max_length=500)]] = Field(max_length=200)
    entity: EntityId | Literal[""] = ""
    grade: GradeIn | None = None
    source: Line = ""
    stated: Line = Field("", description="ISO 8601, at its own precision; empty: now")
    scope: ScopeIn | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    basis: list[RefText] = Field([], max_length=ITEMS, description="Statements that it was made from")

    def draft(self) -> Draft:
        return Draft(
            schema=self.schema_,
            properties=self.properties,
            entity=self.entity,
            grade=Grade(self.grade.scheme, self.grade.code) if self.grade else None,
            source=self.source,
            stated=self.stated,
            scope=self.scope.scope() if self.scope else None,
            country=self.country,
            date_order=self.date_order,
            basis=tuple(map(FragmentRef.parse, self.basis)),
        )


class ContributionIn(Given):
    items: list[DraftIn] = Field(min_length=1, max_length=ITEMS)
    scope: ScopeIn = ScopeIn()
    why: Text = ""


class CorrectionIn(Given):
    draft: DraftIn
    why: Text = ""


class RetractionIn(Given):
    refs: list[RefText] = Field(min_length=1, max_length=ITEMS)
    why: Text


class JudgementIn(Given):
    a: EntityId
    b: EntityId
    verdict: Literal["same", "different", "unsure"]
    why: Text = ""


class GrantIn(Given):
    """Asks for the officer's password: it reaches beyond the own office."""

    refs: list[RefText] = Field(min_length=1, max_length=ITEMS)
    scope: ScopeIn
    on_accept: bool = Field(False, description="The parties are pointed to until they accept the conditions")
    conditions: Text = ""
    password: Line


class OfficeIn(Given):
    id: OfficeId
    name_en: Line
    name_ru: Line = ""
    country: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    sort: Literal["agency", "post", "unit", "team", "centre", "observer"]
    parent: OfficeId | Literal[""] = ""
    passphrase: Annotated[str, StringConstraints(min_length=12, max_length=400)]


class HeirIn(Given):
    office: OfficeId
    schemata: list[Line] = Field([], max_length=200)
    received: bool = True


class CloseIn(Given):
    heirs: list[HeirIn] = Field(min_length=1, max_length=50)
    password: Line


class OfficerIn(Given):
    username: Annotated[str, StringConstraints(max_length=150)]
    name: Annotated[str, StringConstraints(max_length=200)]
    language: Literal["en", "ru"] = "en"
    office: OfficeId
    roles: list[Line] = Field(min_length=1, max_length=20)
    password: Line


class SeatIn(Given):
    username: Annotated[str, StringConstraints(max_length=150)]
    office: OfficeId
    roles: list[Line] = Field(min_length=1, max_length=20)


class RolesIn(Given):
    roles: list[Line] = Field(min_length=1, max_length=20)


class GroupIn(Given):
    name: GroupName
    name_en: Line
    name_ru: Line = ""
    members: list[OfficeId] = Field(min_length=1, max_length=200)


class MembersIn(Given):
    members: list[OfficeId] = Field(min_length=1, max_length=200)


def ref_of(text: str) -> FragmentRef:
    """A name in an address; what is no name is answered like what is not there."""
    try:
        return FragmentRef.parse(text)
    except ValueError as error:
        raise Http404 from error


def refs_of(texts: list[str]) -> list[FragmentRef]:
    return [FragmentRef.parse(text) for text in texts]


def scope_of(fields: dict[str, Any]) -> Scope:
    return ScopeIn.model_validate(fields).scope()
