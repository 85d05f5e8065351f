"""The words of the ledger as types: what one entry can say, before it is signed and after it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

EntityId = str
"""32 hex characters (16 bytes), an HMAC under the owner's id key: see `keys.entity_id`."""

PUBLIC = "public"
"""The one built-in group: everyone, signed in or not."""


class Kind(IntEnum):
    """What an entry does. The numbers are part of the format."""

    CONTRIBUTE = 0
    CORRECT = 1
    RETRACT = 2
    PURGE = 3
    GRANT = 4
    ACCEPT = 5
    JUDGE = 6
    GROUP = 7
    SUCCESSION = 8
    KEY = 9
    REVOKE = 10


class Act:
    """Schemata of items that are acts, not facts about the world. Queries about entities leave them out."""

    JUDGEMENT = "Judgement"
    GRANT = "Grant"
    ACCEPTANCE = "Acceptance"
    MEMBERSHIP = "Membership"
    HEIR = "Heir"
    CERTIFICATE = "Certificate"
    REVOCATION = "Revocation"
    WITHDRAWAL = "Withdrawal"


ACTS = frozenset(value for name, value in vars(Act).items() if not name.startswith("_"))


class FragmentRef(NamedTuple):
    """Names one item of one contribution, on every node alike."""

    contribution: str  # 32 hex characters
    index: int  # type: ignore[assignment]  # shadows tuple.index, which nobody wants here

    def __str__(self) -> str:
        return f"{self.contribution}.{self.index}"

    @classmethod
    def parse(cls, text: str) -> FragmentRef:
        contribution, _, index = text.partition(".")
        if len(contribution) != 32 or not index.isdecimal():
            raise ValueError(f"{text!r} does not name a fragment (32 hex characters, a dot, a number)")
        bytes.fromhex(contribution)
        return cls(contribution.lower(), int(index))


class Grade(NamedTuple):
    """Evaluation of source and information: a scheme and its code, never converted silently."""

    scheme: str  # "4x4", "5x5x5", "3x5x2", "admiralty"
    code: str  # "A2"


@dataclass(frozen=True, slots=True)
class Handling:
    """What may be done with a fact once it has been read. It never decides who may read it."""

    level: int = 0  # 0 to 3, shown as H0 to H3
    text: str = ""  # conditions in the owner's words
    secrecy: str = ""  # national secrecy mark, as the owner writes it
    tlp: str = ""  # "clear", "green", "amber", "amber+strict", "red", for what goes outside


@dataclass(frozen=True, slots=True)
class Scope:
    """Who may read, be pointed to, or count a fragment. The owner always reads, and need not be named."""

    read: tuple[str, ...] = ()  # office ids, group ids, or "public"
    point: tuple[str, ...] = ()  # told "this office holds something", nothing more
    count: tuple[str, ...] = ()  # counted in aggregates only
    handling: Handling = Handling()


class Attachment(NamedTuple):
    """A photo or scan; its bytes are stored once per digest, apart from the body."""

    digest: str  # SHA-256 of the bytes, 64 hex characters
    media_type: str
    size: int
    name: str


@dataclass(slots=True)
class Claim:
    """One item of an entry: an entity as this office states it, or an act (see `Act`)."""

    entity: EntityId
    schema: str
    properties: dict[str, list[str]]  # cleaned values
    raw: dict[str, list[str]] = field(default_factory=dict)  # as given, where cleaning changed or refused
    grade: Grade | None = None
    source: str = ""  # the list or case it was taken from, such as "un-sc"
    stated: str = ""  # when it was stated or observed: ISO 8601 at its own precision
    count: int = 1  # equal rows of a source without keys
    scope: Scope | None = None  # None: the entry's own
    attachments: tuple[Attachment, ...] = ()
    refs: tuple[FragmentRef, ...] = ()  # what it corrects, retracts, purges, releases or accepts
    gives: Scope | None = None  # of a Grant: what the named fragments are released under
    was: tuple[FragmentRef, ...] = ()  # after purges: the earlier names of this fragment
    basis: tuple[FragmentRef, ...] = ()  # what it was made from: statements that its author had before them
