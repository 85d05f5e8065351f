"""Numbers, bars and questions of an operation, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from sarhad.kernel import model
from sarhad.kernel.claim import FragmentRef
from sarhad.systems.operations import planning
from sarhad.systems.operations.records import Check, Force, Operation, Phase, Result, State
from sarhad.systems.operations.shown import life, time_line
from sarhad.systems.operations.tallies import strengths, together, totals

REF = FragmentRef("0" * 32, 0)
EMPTY = Operation("1" * 32, "Chashma", "TJ-DCA", True, True, State("proposed", ""), offices=("TJ-DCA", "KZ-MIA"))


def phase(name: str, start: str, end: str = "") -> Phase:
    return Phase(name, name, 0, start, end, "", REF)


def result(office: str, phase: str, detained: int | None, day: str = "2026-11-20") -> Result:
    return Result(f"{office}{phase}{day}", office, phase, day, detained, None, "", REF)


def force(office: str, by: str, officers: int | None, phase: str = "", day: str = "2026-11-01") -> Force:
    return Force(f"{office}{by}{day}", office, by, "planned", phase, officers, None, None, "", day, REF)


@pytest.mark.parametrize(
    ("results", "detained"),
    [
        ([], None),
        ([result("TJ-DCA", "", None)], None),  # not given is not zero
        ([result("TJ-DCA", "", 0)], 0),
        ([result("TJ-DCA", "", 3), result("KZ-MIA", "", 2)], 5),
        ([result("TJ-DCA", "a", 3), result("TJ-DCA", "b", 2)], 5),
        ([result("TJ-DCA", "a", 3), result("TJ-DCA", "", 9)], 3),  # by phase goes before the whole
        ([result("TJ-DCA", "a", 3), result("TJ-DCA", "a", 4, "2026-11-21")], 4),  # the newest of a phase
        ([result("TJ-DCA", "a", None), result("TJ-DCA", "", 9)], 9),
    ],
)
def test_what_offices_report_is_added_up(results, detained):
    assert totals(replace(EMPTY, results=tuple(results))).detained == detained


def test_an_offices_own_word_on_its_forces_goes_before_the_leads():
    forces = (force("KZ-MIA", "TJ-DCA", 12), force("KZ-MIA", "KZ-MIA", 10), force("TJ-DCA", "TJ-DCA", 20))
    found = strengths(replace(EMPTY, forces=forces))
    assert [(each.office, each.officers.planned) for each in found] == [("TJ-DCA", 20), ("KZ-MIA", 10)]
    assert [each.officers.planned_width for each in found] == ["100.0", "50.0"]
    assert [each.officers.deployed for each in found] == [None, None]
    assert (together(found)["planned_officers"], together(found)["deployed_officers"]) == (30, None)


def test_phases_on_a_line():
    phases = (phase("Watch", "2026-11-01", "2026-11-05"), phase("Strike", "2026-11-06"), phase("Some day", ""))
    line = time_line(phases, date(2026, 11, 4))
    assert [(each.x, each.width) for each in line.bars] == [("0.00", "83.33"), ("83.33", "16.67"), ("0", "0")]
    assert (line.start, line.end, line.now) == ("2026-11-01", "2026-11-06", "50.00")
    assert [each.running for each in line.bars] == [True, False, False]
    assert time_line(phases, date(2027, 1, 1)).now == ""
    assert time_line(phases[2:], date(2026, 11, 4)) is None
    assert time_line((phase("Garbage", "9999-12-31", "0001"), phase("No day", "soon")), date(2026, 11, 4))


@pytest.mark.parametrize("step", ["proposed", "returned", "approved", "paused", "stopped", "closed", "unheard-of"])
def test_one_stage_is_the_current_one(step):
    assert [each.current for each in life(replace(EMPTY, state=State(step, "2026-11-01")))].count(True) == 1


# The list of questions


def test_the_questions():
    kinds = model.schema("OperationCheck").properties["checkType"].options
    ways = set(model.schema("Operation").properties["planning"].options)
    for each in planning.questions():
        assert each.kind in kinds
        assert each.required <= ways
        assert "deliberate" in each.required  # where there is time, every question is answered
        assert "immediate" not in each.required or "urgent" in each.required  # haste never asks for more
        assert each.en.endswith("?")
        assert each.ru.endswith("?")
        assert all((each.source, each.source_ru))
    assert set(planning.KINDS) == set(kinds)
    deliveries = {each.code for each in planning.asked(replace(EMPTY, kind="controlled-delivery"))}
    assert deliveries - {each.code for each in planning.asked(EMPTY)} == {"legal-delivery", "risk-load"}


@pytest.mark.parametrize(
    ("answer", "measure", "closed"),
    [("met", "", True), ("not-applicable", "none", True), ("partly", "", False), ("partly", "a doctor", True),
     ("not-met", "too dear", False), ("", "", False)],
)  # fmt: skip
def test_what_answers_a_question(answer, measure, closed):
    check = Check("1", "risk", "risk-leak", "?", answer, measure, "TJ-DCA", "x", "2026-11-01", REF)
    left = {each.question.code for each in planning.open_checks(replace(EMPTY, checks=(check,)))}
    assert ("risk-leak" not in left) == closed
    foreign = check._replace(office="KZ-MIA")
    assert "risk-leak" in {each.question.code for each in planning.open_checks(replace(EMPTY, checks=(foreign,)))}
