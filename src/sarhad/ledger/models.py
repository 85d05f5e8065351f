"""The fact tables. Only `ledger.actions` writes them; all below `Blob` can be rebuilt from what is above.

Fragment ids are computed, `entry.pos * 1024 + index`: purges leave gaps and a rebuild gives the same ids.
They never leave the node. Hot tables carry no foreign-key constraints: their rows come from `derive` alone,
and `sarhad verify --derived` compares them with it.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from sarhad.ledger.fields import HexField

ITEMS_PER_ENTRY = 1024


class State(models.IntegerChoices):
    """Of a fragment: what other entries have said about it."""

    CURRENT = 0
    SUPERSEDED = 1  # corrected; part of the history
    RETRACTED = 2  # withdrawn by its owner; shown to its owner only


class Level(models.IntegerChoices):
    """What a party may do with a fragment: read it, be told that an office holds something, count it."""

    READ = 0
    POINT = 1
    COUNT = 2


def reference(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A foreign key without a constraint or an index of its own."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, **options)


class Feed(models.Model):
    """One append-only chain: one office on one device."""

    id = HexField(primary_key=True)  # first 16 bytes of SHA-256 of the public key
    office = models.TextField()
    device = models.TextField()
    public_key = HexField()  # Ed25519, 32 bytes
    head_seq = models.BigIntegerField()
    head_hash = HexField()  # of the last entry, 32 bytes
    revoked_after = models.BigIntegerField(null=True)  # last good seq; entries after it are kept but void

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "device"], name="one_chain_per_device")]


class Entry(models.Model):
    """The log. `stub` holds the signed bytes as they came; they are verified, never serialised again."""

    pos = models.BigIntegerField(primary_key=True)  # order of arrival on this node, from 1
    id = HexField(unique=True)  # first 16 bytes of the commitment
    feed = models.ForeignKey(Feed, models.DO_NOTHING)
    seq = models.BigIntegerField()
    hash = HexField()  # SHA-256(0x00 || stub)
    stub = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "seq"], name="one_entry_per_seq")]


class Body(models.Model):
    """Apart from the entry, so that a purge empties one row."""

    pos = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(null=True)
    data = models.BinaryField(null=True)  # zstd of the body's CBOR; null once purged


class Blob(models.Model):
    """The bytes of an attachment, once per digest."""

    digest = HexField(primary_key=True)  # SHA-256
    data = models.BinaryField()


# Everything below is derived.


class EffectiveScope(models.Model):
    """Who may read, be pointed to and count: a fragment's own scope, the grants that reach it, and heirs.

    Interned: equal rules are one row, and a rule never changes; a fragment moves to another row instead.
    """

    id = models.AutoField(primary_key=True)
    digest = HexField(unique=True)
    owner = models.TextField()
    rule = models.TextField()  # JSON, see `scopes.Rule`

    class Meta:
        db_table = "ledger_scope"


class ScopeParty(models.Model):
    """The door: one row for each office, group or `public` that a scope lets in at a level."""

    pk = models.CompositePrimaryKey("party", "level", "scope")
    party = models.TextField()
    level = models.SmallIntegerField(choices=Level.choices)
    scope = reference("EffectiveScope")


class Fragment(models.Model):
    """One item as one entry states it: the unit of scope, correction, retraction, purge and grant."""

    id = models.BigIntegerField(primary_key=True)
    entity = HexField()
    scope = reference("EffectiveScope")
    schema = models.TextField()
    digest = HexField()  # 16 bytes over what was claimed; makes importing again a no-op
    state = models.SmallIntegerField(choices=State.choices, default=State.CURRENT)
    data = models.TextField()  # JSON: properties, raw, grade, source, stated, count, attachments, was, basis

    class Meta:
        indexes = [
            models.Index(fields=["entity", "scope"], name="fragment_entity"),
            # All that the door asks of a fragment: who adds up tens of thousands of lines reads nothing else of it.
            models.Index(fields=["id", "state", "scope"], name="fragment_door"),
        ]


class Term(models.Model):
    """Identifiers, folded name words and shared values: exact search, links by value, the index's tail.

    The value stands first, since it tells rows apart soonest. There is no index by fragment: what an entry put
    here is known from its body, and the largest table of all is half the size without.
    """

    pk = models.CompositePrimaryKey("value", "kind", "fragment")
    kind = models.TextField()
    value = models.TextField()
    fragment = reference("Fragment")


class Edge(models.Model):
    """A relation: an edge entity (ownership, involvement) or an entity-typed value (an address)."""

    pk = models.CompositePrimaryKey("fragment", "source", "target", "kind")
    fragment = reference("Fragment")
    source = HexField()
    target = HexField()
    kind = models.TextField()  # schema of the edge entity, or schema.property
    start = models.TextField(default="")
    end = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["source"], name="edge_source"),
            models.Index(fields=["target"], name="edge_target"),
        ]


class Judgement(models.Model):
    """An office's verdict on a pair, stored both ways. State and scope are its fragment's."""

    pk = models.CompositePrimaryKey("a", "b", "fragment")
    a = HexField()
    b = HexField()
    fragment = reference("Fragment")
    office = models.TextField()
    verdict = models.TextField()  # same, different, unsure


class Ref(models.Model):
    """Item `item` of a later entry names fragment (contribution, index); counts only from owner or heir."""

    pk = models.CompositePrimaryKey("contribution", "index", "item")
    contribution = HexField()
    index = models.IntegerField()
    item = models.BigIntegerField()  # a fragment id
    kind = models.SmallIntegerField()  # claim.Kind of the entry
    office = models.TextField()  # who signed it

    class Meta:
        indexes = [models.Index(fields=["item"], name="ref_item")]


class Party(models.Model):
    """An office or a group, as signed entries name it. Local columns: none."""

    id = models.TextField(primary_key=True)
    kind = models.TextField()  # office, group
    name_en = models.TextField()
    name_ru = models.TextField(default="")
    country = models.TextField(default="")
    parent = models.TextField(default="")
    sort = models.TextField(default="")  # of an office: agency, post, unit, team, centre, observer
    root_key = models.TextField(default="")  # hexadecimal
    opened = models.TextField(default="")
    closed = models.TextField(default="")


class Membership(models.Model):
    """An office in a group, by one signed item; over when that item is retracted."""

    pk = models.CompositePrimaryKey("party", "member", "fragment")
    party = models.TextField()
    member = models.TextField()
    fragment = reference("Fragment")


class Inheritance(models.Model):
    """What passes from an office to an heir: records of which schemata, and what was released to it."""

    fragment = models.BigIntegerField(primary_key=True)
    office = models.TextField()
    heir = models.TextField()
    schemata = models.TextField(default="")  # JSON list; empty: all that no other heir is named for
    received = models.BooleanField()  # takes over the grants that the office had received


class AttachmentUse(models.Model):
    """Where an attachment is used: whoever sees one of the fragments sees the bytes."""

    pk = models.CompositePrimaryKey("fragment", "digest")
    fragment = reference("Fragment")
    digest = HexField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    name = models.TextField()

    class Meta:
        db_table = "ledger_attachment"
        indexes = [models.Index(fields=["digest"], name="attachment_digest")]


class Follower(models.Model):
    """How far a lagging reader of the ledger (index, hits, graph) has come. Local, not derived."""

    name = models.TextField(primary_key=True)
    pos = models.BigIntegerField(default=0)
    stamp = models.TextField(default="")  # of the code and tables that made its output
