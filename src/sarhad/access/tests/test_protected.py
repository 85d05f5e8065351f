"""Protected information goes only to states that are bound; a refusal says which one lacks what."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sarhad.access import actions
from sarhad.access.treaties import instruments
from sarhad.entities import actions as entities
from sarhad.entities.actions import Draft
from sarhad.kernel.claim import Claim, FragmentRef, Handling, Scope
from tests.cast import MEMBERS

SECRET = Handling(2, secrecy="Секретно")
EVERYONE = Scope(read=("public",))
AGREEMENT = "a" * 32
BUYER = Draft("Person", {"name": ["Prokhorov Vadim"]})


def agree(cast, *steps, covers="protected", maximum="", by="CENTRE", scope=EVERYONE):
    """Steps are “kz in-force 2026-01-01”, or with “UZ-NIAC: ” before them as that office says."""
    values = {
        "name": ["Agreement on exchange"],
        "covers": [covers],
        "maximumHandling": [maximum] if maximum else [],
    }
    cast.contribute(by, [Claim(AGREEMENT, "Instrument", values)], scope)
    for n, line in enumerate(steps):
        office, _, words = line.rpartition(": ")
        state, status, *date = words.split()
        values = {"instrument": [AGREEMENT], "party": [state], "partyStatus": [status], "date": date}
        cast.contribute(office or "CENTRE", [Claim(f"{n:032x}", "InstrumentParty", values)], scope)


def give(cast, *read, who="owner", handling=SECRET):
    return entities.contribute(cast.reader(who), [BUYER], Scope(read=read, handling=handling))


def refusal(cast, *read, **more):
    with pytest.raises(ValidationError) as refused:
        give(cast, *read, **more)
    return " ".join(refused.value.messages)


BOTH = ("tj in-force 2026-01-01", "kz in-force 2026-01-01")


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (BOTH, ""),
        (("TJ-DCA: tj in-force 2026-01-01", "KZ-MIA: kz in-force 2026-01-01"), ""),
        (("tj in-force 2026-01-01",), "nothing is recorded of KZ"),
        (("kz in-force 2026-01-01",), "nothing is recorded of TJ"),
        ((BOTH[0], "kz signed 2026-01-01"), "KZ has signed, not ratified"),
        ((*BOTH, "KZ-MIA: kz denounced 2026-02-01"), "contradicts"),
        ((*BOTH, "kz suspended 2026-02-01"), "KZ has suspended it"),
        ((*BOTH, "kz suspended 2026-02-01", "kz in-force 2026-03-01"), ""),
        ((*BOTH, "kz denounced 2026-01-01"), "KZ has denounced it"),  # on one day the stricter
        ((BOTH[0], "kz in-force 2099-01-01"), "KZ is bound only from 2099-01-01"),
        ((BOTH[0], "kz in-force"), "nothing is recorded of KZ"),  # without a date
        ((BOTH[0], "UZ-NIAC: kz in-force 2026-01-01"), "nothing is recorded of KZ"),  # not theirs to say
        ((BOTH[0], "OUTSIDE: kz in-force 2026-01-01"), "nothing is recorded of KZ"),
        ((*BOTH, "UZ-NIAC: kz denounced 2026-02-01"), ""),
    ],
)
def test_who_is_bound(cast, steps, says):
    agree(cast, *steps)
    if says:
        assert says in refusal(cast, "KZ-MIA")
    else:
        give(cast, "KZ-MIA")


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (("BLO-NP",), ""),  # at home, whatever is agreed
        (("KZ-MIA", "CENTRE"), ""),
        (("UZ-NIAC",), "UZ-NIAC: “Agreement on exchange”: nothing is recorded of UZ"),
        ((MEMBERS,), "UZ-NIAC"),
        (("public",), "never public"),
    ],
)
def test_whom_it_reaches(cast, read, says):
    agree(cast, *BOTH)
    if says:
        assert says in refusal(cast, *read)
        give(cast, *read, handling=Handling(3, "ask"))  # nothing is asked where nothing is protected
    else:
        give(cast, *read)


def test_what_an_agreement_covers_is_for_its_keeper_or_the_own_state_to_say(cast):
    agree(cast, *BOTH, by="KZ-MIA")
    assert "no agreement that your office sees" in refusal(cast, "KZ-MIA")
    agree(cast, by="TJ-DCA", maximum="Конфиденциально")
    assert "no agreement that your office sees" in refusal(cast, "KZ-MIA")
    give(cast, "KZ-MIA", handling=Handling(1, secrecy="Для служебного пользования"))


def test_a_refusal_tells_nothing_that_one_does_not_see(cast):
    nothing = refusal(cast, "KZ-MIA")
    agree(cast, *BOTH, scope=Scope(read=("UZ-NIAC",)))
    assert refusal(cast, "KZ-MIA") == nothing


def test_every_way_out_is_gated(cast):
    """The mark stands on the record, whatever a later release says; and what ended since binds no more."""
    owner = cast.reader("owner")
    ref = FragmentRef(give(cast).id, 0)
    for handling in (SECRET, Handling()):
        with pytest.raises(ValidationError, match="no agreement"):
            actions.grant(owner, refs=[ref], scope=Scope(read=("KZ-MIA",), handling=handling))
    agree(cast, *BOTH)
    actions.grant(owner, refs=[ref], scope=Scope(read=("KZ-MIA",), handling=Handling()))
    later = timezone.localdate().isoformat()
    values = {"instrument": [AGREEMENT], "party": ["kz"], "partyStatus": ["suspended"], "date": [later]}
    cast.contribute("KZ-MIA", [Claim("b" * 32, "InstrumentParty", values)], EVERYONE)
    for scope in (None, Scope(read=("KZ-MIA",), handling=SECRET)):
        with pytest.raises(ValidationError, match="contradicts"):
            entities.correct(owner, ref, Draft("Person", {"name": ["Another"]}, scope=scope))
    entities.correct(owner, ref, Draft("Person", {"name": ["Another"]}, scope=Scope(handling=SECRET)))


def test_who_joins_a_group_must_be_bound_too(cast):
    agree(cast, *BOTH, "uz in-force 2026-01-01")
    give(cast, MEMBERS)
    with pytest.raises(ValidationError, match="nothing is recorded of XX"):
        actions.join(cast.reader("centre"), group=MEMBERS, members=["OUTSIDE"])
    actions.join(cast.reader("centre"), group=MEMBERS, members=["BLO-NP"])


def test_the_standing_of_states(cast):
    agree(cast, "kz signed 2026-01-01", "KZ-MIA: kz in-force 2026-05")
    (found,) = instruments(cast.reader("outsider"))
    kz = found.standing["kz"]
    assert (kz.status, kz.date, kz.bound, kz.disputed) == ("in-force", "2026-05", True, False)
    assert [step.status for step in kz.steps] == ["signed", "in-force"]
