"""What a profile holds for whom."""

from itertools import pairwise

import pytest

from sarhad.entities import actions
from sarhad.entities.clusters import verdict
from sarhad.entities.queries import contribution, history, profile, relations
from sarhad.entities.records import Judgement
from sarhad.entities.tests.people import A, B, C, judge, tell
from sarhad.kernel.claim import Act, Claim, FragmentRef, Grade, Handling, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from tests.cast import MEMBERS, OWNER_ALONE, Cast, person

TO_MEMBERS = Scope(read=(MEMBERS,))


def members(cast: Cast, username: str, entity: str) -> set[str]:
    found = profile(cast.reader(username), entity)
    return set(found.members) if found else set()


# Facts


def test_each_value_names_its_owner_date_grade_and_handling(cast):
    claim = person("Karimov Farhod", A, birthDate="1983-04-14")
    claim.grade, claim.stated, claim.source = Grade("4x4", "B2"), "2026-10-02", "case 7"
    claim.raw = {"birthDate": ["14/04/1983"]}
    [ref] = cast.contribute("TJ-DCA", [claim], Scope(read=(MEMBERS,), handling=Handling(1, "ask us")))
    found = profile(cast.reader("partner"), A)
    [value] = found.fact("birthDate").values
    [said] = value.said
    assert (value.value, said.given) == ("1983-04-14", "14/04/1983")
    by = said.by
    assert (by.ref, by.owner, by.stated, by.source, by.grade) == (
        ref,
        "TJ-DCA",
        "2026-10-02",
        "case 7",
        ("4x4", "B2"),
    )
    assert by.handling == found.handling == Handling(1, "ask us")
    assert not by.held
    assert profile(cast.reader("owner"), A).statements[0].held


def test_absent_and_invisible_are_alike(cast):
    cast.contribute("TJ-DCA", [person("Karimov", A)])
    for username in ("partner", "liaison", "outsider", "anonymous", "auditor", "administrator", "researcher"):
        assert profile(cast.reader(username), A) is None, username
    for no_entity in (B, "", "no id", "g" * 32):
        assert profile(cast.reader("owner"), no_entity) is None


def test_refused_values_are_shown_as_given(cast):
    claim = person("Karimov", A)
    claim.raw = {"birthDate": ["the spring of 1983"]}
    cast.contribute("TJ-DCA", [claim])
    [value] = profile(cast.reader("owner"), A).fact("birthDate").values
    assert (value.value, value.text) == ("", "the spring of 1983")


def test_an_unknown_schema_is_shown_as_given(cast):
    cast.contribute("TJ-DCA", [Claim(A, "Spaceship", {"crew": ["seven"]})])
    found = profile(cast.reader("owner"), A)
    assert (found.schema, found.fact("crew").values[0].text, found.fact("crew").label()) == (
        "Spaceship",
        "seven",
        "crew",
    )


@pytest.mark.parametrize(
    ("name", "values", "differs"),
    [
        ("birthDate", ["1983-04-14", "1983-04-04"], True),
        ("birthDate", ["1983", "1983-04-14"], False),
        ("birthDate", ["1983", "1984-01-01"], True),
        ("gender", ["male", "female"], True),
        ("gender", ["male", "male"], False),
        ("nationality", ["tj", "kg"], False),
    ],
)
def test_contradictions_are_shown(cast, name, values, differs):
    for value in values:
        cast.contribute("TJ-DCA", [person("Karimov", A, **{name: value})])
    assert profile(cast.reader("owner"), A).fact(name).differs is differs


def test_the_same_value_stands_once_with_all_who_state_it(cast):
    cast.contribute("TJ-DCA", [person("Karimov", A)], TO_MEMBERS)
    cast.contribute("KZ-MIA", [person("Karimov", A)], TO_MEMBERS)
    [value] = profile(cast.reader("third"), A).fact("name").values
    assert {said.by.owner for said in value.said} == {"TJ-DCA", "KZ-MIA"}


def test_names_stand_in_their_scripts(cast):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", A, alias=["Каримов Фарҳод", "کریمف"])])
    assert {(name.text, name.script) for name in profile(cast.reader("owner"), A).names} == {
        ("Karimov Farhod", "Latin"), ("Каримов Фарҳод", "Cyrillic"), ("کریمف", "Arabic"),
    }  # fmt: skip


# What is one for whom


def test_same_joins_for_who_sees_the_judgement_and_both_sides(cast):
    tell(cast, "TJ-DCA", A, TO_MEMBERS)
    tell(cast, "KZ-MIA", B, TO_MEMBERS)
    judge(cast, "TJ-DCA", A, B, "same", Scope(read=("KZ-MIA",)))
    assert members(cast, "owner", A) == members(cast, "partner", B) == {A, B}
    assert members(cast, "third", A) == {A}


def test_b_never_joins_a_and_c_for_one_who_does_not_see_b(cast):
    tell(cast, "TJ-DCA", A, TO_MEMBERS)
    tell(cast, "TJ-DCA", B)
    tell(cast, "TJ-DCA", C, TO_MEMBERS)
    judge(cast, "TJ-DCA", A, B, "same", TO_MEMBERS)
    judge(cast, "TJ-DCA", B, C, "same", TO_MEMBERS)
    assert members(cast, "owner", A) == {A, B, C}
    assert members(cast, "partner", A) == {A}
    assert profile(cast.reader("partner"), A).judgements == ()


VERDICTS = [  # judgements by office, what the reader of TJ-DCA sees, what another member sees
    ({"KZ-MIA": "same"}, {A, B}, {A, B}),
    ({"KZ-MIA": "different"}, {A}, {A}),
    ({"KZ-MIA": "unsure"}, {A}, {A}),
    ({"KZ-MIA": "same", "UZ-NIAC": "different"}, {A}, {A}),
    ({"TJ-DCA": "same", "KZ-MIA": "different"}, {A, B}, {A}),
    ({"TJ-DCA": "different", "KZ-MIA": "same"}, {A}, {A}),
    ({"TJ-DCA": "unsure", "KZ-MIA": "same"}, {A, B}, {A, B}),
]


@pytest.mark.parametrize(("verdicts", "ours", "theirs"), VERDICTS)
def test_the_own_verdict_comes_first_then_different(cast, verdicts, ours, theirs):
    tell(cast, "TJ-DCA", A, TO_MEMBERS)
    tell(cast, "TJ-DCA", B, TO_MEMBERS)
    for office, said in verdicts.items():
        judge(cast, office, A, B, said, TO_MEMBERS)
    assert members(cast, "owner", A) == ours
    assert members(cast, "centre", A) == theirs


def test_different_beats_same_of_one_office():
    said = [
        Judgement(FragmentRef(A, n), A, B, v, "X", True, "", Handling())
        for n, v in enumerate(["same", "different"])
    ]
    assert verdict(said) == "different"


def test_contradicting_verdicts_are_shown_as_disputed(cast):
    tell(cast, "TJ-DCA", A, TO_MEMBERS)
    tell(cast, "TJ-DCA", B, TO_MEMBERS)
    judge(cast, "TJ-DCA", A, B, "same", TO_MEMBERS)
    judge(cast, "KZ-MIA", A, B, "different", TO_MEMBERS)
    [ours], [theirs] = (profile(cast.reader(name), A).disputes for name in ("owner", "third"))
    assert ours.merged
    assert not theirs.merged
    assert [each.office for each in theirs.judgements] == ["TJ-DCA", "KZ-MIA"]


def test_different_holds_against_a_path_around_it(cast):
    for entity in (A, B, C):
        tell(cast, "TJ-DCA", entity)
    judge(cast, "TJ-DCA", A, C, "same")
    judge(cast, "TJ-DCA", C, B, "same")
    judge(cast, "TJ-DCA", A, B, "different")
    assert members(cast, "owner", A) == {A, C}
    assert members(cast, "owner", B) == {B, C}


def test_different_kinds_of_things_never_merge(cast):
    cast.contribute("TJ-DCA", [person("Karimov", A), Claim(B, "Vehicle", {"name": ["Lada"]})])
    judge(cast, "TJ-DCA", A, B, "same")
    assert members(cast, "owner", A) == {A}


def test_the_narrowest_schema_names_the_profile(cast):
    cast.contribute("TJ-DCA", [Claim(A, "LegalEntity", {"name": ["Karimov"]}), person("Karimov", B)])
    judge(cast, "TJ-DCA", A, B, "same")
    assert profile(cast.reader("owner"), A).schema == "Person"


def test_a_cluster_stops_at_200(cast):
    entities = [f"{n:032x}" for n in range(1, 231)]
    cast.contribute("TJ-DCA", [person("Karimov", entity) for entity in entities])
    items = [act(Act.JUDGEMENT, {"a": one, "b": other, "verdict": "same"}) for one, other in pairwise(entities)]
    append(feed_of("TJ-DCA"), kind=Kind.JUDGE, items=items, officer="x")
    found = profile(cast.reader("owner"), entities[0])
    assert (len(found.members), found.truncated) == (200, True)


# Relations


def company(entity: str, name: str) -> Claim:
    return Claim(entity, "Company", {"name": [name]})


def edge(entity: str, owner: str, asset: str) -> Claim:
    properties = {"owner": [owner], "asset": [asset], "role": ["owner"], "startDate": ["2021"]}
    return Claim(entity, "Ownership", properties)


def test_relations_show_role_dates_owner_and_the_other_side(cast):
    claims = [edge(C, A, B), person("Karimov", A), company(B, "Sim Trans")]
    ref, *_ = cast.contribute("TJ-DCA", claims)
    reader = cast.reader("owner")
    [ours] = relations(reader, profile(reader, A))
    [theirs] = relations(reader, profile(reader, B))
    assert (ours.kind, ours.outgoing, ours.start, ours.other.caption) == ("Ownership", True, "2021", "Sim Trans")
    assert (theirs.outgoing, theirs.other.caption, theirs.other.id) == (False, "Karimov", A)
    assert [fact.name for fact in ours.facts if fact.name == "role"] == ["role"]
    assert not {"owner", "asset"} & {fact.name for fact in ours.facts}
    assert ours.statements[0].ref == ref
    assert ours.label() != theirs.label()


@pytest.mark.parametrize("hidden", ["edge", "other"])
def test_relations_need_the_link_and_both_ends_visible(cast, hidden):
    scopes = {"edge": TO_MEMBERS, "other": TO_MEMBERS, hidden: Scope()}
    cast.contribute("TJ-DCA", [person("Karimov", A)], TO_MEMBERS)
    cast.contribute("TJ-DCA", [company(B, "Sim Trans")], scopes["other"])
    cast.contribute("TJ-DCA", [edge(C, A, B)], scopes["edge"])
    partner, owner = cast.reader("partner"), cast.reader("owner")
    assert relations(partner, profile(partner, A)) == []
    assert len(relations(owner, profile(owner, A))) == 1


def test_entity_values_to_what_is_invisible_are_dropped(cast):
    [ref] = cast.contribute("TJ-DCA", [Claim(A, "Vehicle", {"name": ["Lada"], "owner": [B]})], TO_MEMBERS)
    cast.contribute("TJ-DCA", [person("Karimov", B)])
    partner, owner = cast.reader("partner"), cast.reader("owner")
    theirs = profile(partner, A)
    assert theirs.fact("owner") is None
    events = history(partner, theirs)
    for statement in (*theirs.statements, *contribution(partner, ref.contribution).statements, events[0].statement):
        assert "owner" not in statement.properties
    [value] = profile(owner, A).fact("owner").values
    assert (value.value, value.text) == (B, "Karimov")


def test_relations_to_what_is_judged_the_same_are_one(cast):
    claims = [company(B, "Sim"), company(C, "Sim Trans")]
    cast.contribute("TJ-DCA", [*claims, Claim(A, "Vehicle", {"name": ["Lada"], "owner": [B, C]})])
    judge(cast, "TJ-DCA", B, C, "same")
    reader = cast.reader("owner")
    [relation] = relations(reader, profile(reader, A))
    assert relation.kind == "Vehicle.owner"


# History and single entries


def test_history_shows_versions_and_judgements_newest_first(cast):
    first = person("Karimow", A)
    first.stated = "2026-03-14"
    [old] = cast.contribute("TJ-DCA", [first], TO_MEMBERS)
    owner = cast.reader("owner")
    draft = actions.Draft("Person", {"name": ["Karimov"]}, stated="2026-11-19")
    new = FragmentRef(actions.correct(owner, old, draft).id, 0)
    tell(cast, "TJ-DCA", B, TO_MEMBERS)
    actions.judge(owner, A, B, "same")
    for username in ("owner", "partner"):
        reader = cast.reader(username)
        events = [e for e in history(reader, profile(reader, A)) if e.judgement or e.statement.entity == A]
        said = [(e.what, e.ref, e.replaces) for e in events if e.statement]
        assert said == [("corrected", new, (old,)), ("stated", old, ())], username
        assert [e.judgement.verdict for e in events if e.judgement] == ["same"]
    assert history(cast.reader("outsider"), profile(owner, A)) == []


def test_what_was_withdrawn_is_history_for_the_owner_only(cast):
    kept, gone = person("Karimov", A), person("Karimow", A)
    _, ref = cast.contribute("TJ-DCA", [kept, gone], TO_MEMBERS)
    owner, partner = cast.reader("owner"), cast.reader("partner")
    actions.retract(owner, [ref], "a typing error")
    assert "retracted" in {event.what for event in history(owner, profile(owner, A))}
    assert {event.what for event in history(partner, profile(partner, A))} == {"stated"}


PROOF = [  # user, number of items, sees why and proof
    ("owner", 2, True),
    ("colleague", 2, True),
    ("partner", 1, False),
    ("auditor", 0, False),
]


@pytest.mark.parametrize(("username", "items", "why"), PROOF)
def test_an_entry_shows_each_reader_its_part(cast, username, items, why):
    claims = [person("Karimov", A), person("Sharipov", B)]
    claims[0].scope = TO_MEMBERS
    entry = append(feed_of("TJ-DCA"), kind=Kind.CONTRIBUTE, items=claims, officer="owner", why="case 7")
    found = contribution(cast.reader(username), entry.id)
    assert (len(found.statements), found.verified, found.office) == (items, True, "TJ-DCA")
    assert (found.why, found.officer) == (("case 7", "owner") if why else ("", ""))
    assert bool(found.proof) is (username != "partner")


def test_an_entry_of_which_nothing_is_seen_does_not_exist(cast):
    [ref] = cast.contribute("TJ-DCA", [person("Karimov", A)])
    for username in ("partner", "liaison", "anonymous", "administrator"):
        assert contribution(cast.reader(username), ref.contribution) is None
    for no_entry in ("", "x", "0" * 32):
        assert contribution(cast.reader("owner"), no_entry) is None


def test_an_id_in_capitals_is_no_link(cast):
    """Ids are written small: another writing must not break the profile of what it seems to name."""
    cast.contribute("TJ-DCA", [person("Target", B)], TO_MEMBERS)
    car = actions.Draft(schema="Vehicle", entity=A, properties={"name": ["Car"], "owner": [B.upper()]})
    actions.contribute(cast.reader("owner"), [car], TO_MEMBERS)
    for who in ("partner", "owner"):
        assert profile(cast.reader(who), A).caption == "Car"
        assert profile(cast.reader(who), B).caption == "Target"


@pytest.mark.parametrize("hidden", [1, 6])
def test_a_correction_does_not_name_what_it_replaced_to_those_who_never_saw_it(cast, hidden):
    people = [person(f"Person {n}") for n in range(hidden - 1)]
    *_, last = cast.contribute("TJ-DCA", [*people, person("Hidden", A)], OWNER_ALONE)
    draft = actions.Draft(schema="Person", properties={"name": ["Corrected"]}, scope=TO_MEMBERS)
    actions.correct(cast.reader("owner"), last, draft)
    [seen] = profile(cast.reader("partner"), A).statements
    assert (seen.refs, seen.was) == ((), ())
    [own] = profile(cast.reader("owner"), A).statements
    assert own.refs == (last,)
