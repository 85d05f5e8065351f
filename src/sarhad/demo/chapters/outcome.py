"""What came of the operation: group and channel are no more, the notice has ended, the case goes to court, the
laboratory weighs again, and what was learned is followed to done.
"""

from __future__ import annotations

from sarhad.access import actions as access
from sarhad.access.reader import Reader
from sarhad.demo.chapters.operation import FORCES, H1, forces, operation
from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, days_ago, fact
from sarhad.desk.plans import actions as plans
from sarhad.desk.plans import queries as tasks
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId, Scope
from sarhad.systems.lab import actions as lab
from sarhad.systems.lab import queries as weighed
from sarhad.systems.operations import actions
from sarhad.systems.wanted import actions as wanted
from sarhad.systems.wanted.queries import notice


def tell(story: Story) -> None:
    _dismantled(story)
    _to_court(story)
    _weighed(story)
    _learned(story)


def _dismantled(story: Story) -> None:
    """Both states report what they deployed and whom they detained; group and channel are no more."""
    asanov = story.at("asanov")
    with days_ago(2):
        for who, office, detained, crimes in (("asanov", "KG-MIA", "3", "2"), ("saidov", "TJ-DCA", "2", "1")):
            forces(story, who, "Pereval", office, "deployed", FORCES[office])
            values = {"date": [story.day(2)], "detained": [detained], "crimesDetected": [crimes]}
            actions.add(story.at(who), operation(story, who), "OperationResult", values)
        told = {"to": [MEMBERS], "date": story.day(2), "office": "KG-MIA", "operation": story.entity("Pereval")}
        story.say(
            "asanov",
            fact("DisruptionStep", story.new("asanov"), subject=story.entity("group of Rustamov"),
                 step="dismantled", **told),
            fact("DisruptionStep", story.new("asanov"), subject=story.entity("Rasht channel"), step="dismantled",
                 **told),
        )  # fmt: skip
        zhumabaev = story.at("zhumabaev")
        found = notice(zhumabaev, story.entity("notice"))
        assert found is not None
        wanted.take_step(zhumabaev, found, "arrested", story.day(3), place="Кордай")
        found = notice(asanov, story.entity("notice"))
        assert found is not None
        wanted.take_step(asanov, found, "arrested", story.day(3), place="Кордай")
        actions.take_step(asanov, operation(story, "asanov"), "completed")


def _to_court(story: Story) -> None:
    with days_ago(1):
        story.say(
            "asanov",
            fact("CaseStep", story.new("asanov"), to=[MEMBERS], criminalCase=story.entity("case 000-26"),
                 step="court", date=story.day(1), office="KG-MIA", court="Ошский областной суд (учебное)",
                 operation=story.entity("Pereval")),
        )  # fmt: skip


def _weighed(story: Story) -> None:
    """Astana's laboratory weighs without wrapping, and tells all who work the case: 14.218 kg, 61.4 per cent."""
    reader = story.at("serikbaeva")
    item = weighed.item(reader, story.entity("heroin at Kordai"))
    assert item is not None
    with days_ago(1):
        sample = {"sampleNumber": ["KZ-L-000-31"], "takenDate": [story.day(2)], "takenBy": ["BLO-KD"]}
        result = {
            "date": [story.day(1)], "netWeight": ["14.218"], "netUnit": ["kg"], "substance": ["heroin"],
            "purity": ["61.4"], "uncertainty": ["1.8"], "method": ["GC-MS, SOP 12"],
            "reportNumber": ["KZ-R-000-31"], "laboratory": ["KZ-MIA"], "chemist": ["Серикбаева Г."],
        }  # fmt: skip
        found = lab.add(reader, item, sample, result)
        held = [each.ref for id in (found, *_samples(reader, found)) for each in Sight(reader).statements(id)]
        given = Scope(read=("BLO-KD", "KG-MIA", "TJ-DCA", "CENTRE"), handling=H1)
        access.grant(story.at("zhumabaev"), refs=held, scope=given)


def _samples(reader: Reader, result: EntityId) -> list[EntityId]:
    return list(Sight(reader).statements(result)[0].properties["sample"])


def _learned(story: Story) -> None:
    """The debriefing: permissions came late. Dushanbe is to mend it, does, and Bishkek confirms."""
    asanov, saidov = story.at("asanov"), story.at("saidov")
    group = operation(story, "asanov").group
    with days_ago(1):
        actions.take_step(asanov, operation(story, "asanov"), "debriefed")
        done = plans.recommend(asanov, {
            "name": ["Образец разрешения трёх государств согласовать заранее"], "office": ["TJ-DCA"],
            "dueDate": [story.day(-30)], "priority": ["high"], "source": [story.entity("Pereval")],
            "description": ["Разрешение Казахстана кончалось за два часа до плана."],
        }, Scope(read=(group,), handling=H1))  # fmt: skip
        for reader, step, more in (
            (saidov, "accepted", {}),
            (saidov, "done", {"evidence": "Образец направлен письмом (учебное)."}),
            (asanov, "confirmed", {}),
        ):
            found = tasks.item(reader, done)
            assert found is not None
            plans.take_step(reader, found, step, story.day(1), **more)
        plans.recommend(asanov, {
            "name": ["Общий список каналов связи штабов"], "office": ["CENTRE"], "dueDate": [story.day(-14)],
            "source": [story.entity("Pereval")],
        }, Scope(read=(group,), handling=H1))  # fmt: skip
