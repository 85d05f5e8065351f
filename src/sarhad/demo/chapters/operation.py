"""From the operation to the result: Bishkek and Dushanbe plan together, a load is followed towards a third state,
14 kg 730 g are seized at Kordai on Dushanbe's word, the laboratory weighs again, the case goes to court.

The second half of the chain. Told over the two weeks before today: sign in as asanov and open Operations, or as
orlov and open Results.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, days_ago, fact
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.operations import actions, queries
from sarhad.systems.operations.planning import asked
from sarhad.systems.operations.records import Operation
from sarhad.systems.wanted import actions as wanted
from sarhad.systems.wanted.actions import Issue

H1 = Handling(1)
PARTNERS = Scope(read=(MEMBERS,), handling=Handling(0))
ZONES = {"tj": "Asia/Dushanbe", "uz": "Asia/Tashkent", "kg": "Asia/Bishkek", "kz": "Asia/Almaty"}
FORCES = {"KG-MIA": ("28", "2", "9"), "TJ-DCA": ("16", "1", "5")}
COMMAND = [  # level, office, who, deputy, what is decided there, how it is reached
    ("strategic", "KG-MIA", "Заместитель министра", "Начальник главного управления",
     "Начать, остановить, продлить; что сообщать другим государствам", "+996 555 000 100"),
    ("operational", "KG-MIA", "М. Асанов", "А. Токтосунова",
     "Расстановка сил, смена маршрута, задержание в пути", "+996 555 000 101"),
    ("operational", "TJ-DCA", "Дж. Саидов", "Н. Рахимова",
     "Действия на территории Таджикистана", "+992 00 555 0100"),
    ("tactical", "KG-MIA", "Старший группы наблюдения", "Заместитель старшего",
     "Дистанция, смена машин, связь каждые 30 минут", "канал 4, «Перевал-1»"),
]  # fmt: skip


def tell(story: Story) -> None:
    sought(story)
    _planned(story)
    _told(story)


def operation(story: Story, who: str, name: str = "Pereval") -> Operation:
    found = queries.operation(story.at(who), story.entity(name))
    assert found is not None
    return found


def at(story: Story, ago: int, hour: int, minute: int = 0, country: str = "kg") -> str:
    """An instant, as it is written in that state."""
    day = story.today - timedelta(days=ago)
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONES[country])).isoformat(timespec="minutes")


@contextmanager
def to_group(story: Story, name: str, ago: int, who: str = "asanov") -> Iterator[dict[str, object]]:
    """What is said to everybody in an operation, so many days ago."""
    with days_ago(ago):
        yield {"to": [operation(story, who, name).group], "h": 1, "grade": "4x4 A1"}


# Before it


def sought(story: Story) -> None:
    """Bishkek seeks the man whom Karamyk turned back; what is known of the group and the channel."""
    asanov, man = story.at("asanov"), story.entity("rustamov at Karamyk")
    with days_ago(14):
        given = Issue(
            notice={
                "colour": ["red"], "noticeNumber": ["KG-000-14"], "wantedBy": ["kg"], "extraditionSought": ["yes"],
                "offence": ["Перевозка героина в составе организованной группы"],
                "contactPhone": ["+996 555 000 100"],
                "legalBasis": ["Постановление суда (учебное)"], "warrantNumber": ["000-26"],
                "validUntil": [story.day(-365)], "reviewDate": [story.day(-180)],
            },
            subject=man,
        )  # fmt: skip
        story.entities["notice"] = wanted.issue(asanov, given, PARTNERS)
        group, channel = story.new("asanov", "group of Rustamov"), story.new("asanov", "Rasht channel")
        case = story.new("asanov", "case 000-26")
        story.say(
            "asanov",
            fact("CriminalCase", case, to=[MEMBERS], caseNumber="КГ 000-26", agency="KG-MIA", article="КР 268",
                 name="Перевозка героина через Карамык (учебное)", country="kg"),
            fact("CaseStep", story.new("asanov"), to=[MEMBERS], criminalCase=case, step="opened",
                 date=story.day(14), office="KG-MIA"),
            fact("OrganisedGroup", group, to=[MEMBERS], name="Группа Рустамова", activity="перевозка героина",
                 leader=man, memberCount="5", operatesIn=["tj", "kg", "kz"]),
            fact("DisruptionStep", story.new("asanov"), to=[MEMBERS], subject=group, step="active",
                 date=story.day(14), office="KG-MIA"),
            fact("TraffickingChannel", channel, to=[MEMBERS], name="Рашт — Карамык — Кордай", group=group,
                 originCountry="af", transitCountry=["tj", "kg", "kz"], destinationCountry="ru", substance="heroin",
                 route="Рашт, Карамык, Ош, Бишкек, Кордай, Алматы", transport="road"),
            fact("DisruptionStep", story.new("asanov"), to=[MEMBERS], subject=channel, step="suspected",
                 date=story.day(14), office="KG-MIA"),
        )  # fmt: skip


# The plan


def _planned(story: Story) -> None:
    """Two states, phases, levels of command, forces, checks; one officer lays the plan, another approves it."""
    asanov = story.at("asanov")
    with days_ago(12):
        story.entities["Pereval"] = actions.open_operation(asanov, {
            "name": ["Перевал"], "operationType": ["joint"], "planning": ["deliberate"], "country": ["kg", "tj"],
            "purpose": ["Перекрыть канал Рашт — Карамык — Кордай и установить получателя."],
            "startDate": [story.day(6)], "endDate": [story.day(-20)], "criminalCase": [story.entity("case 000-26")],
            "targetGroup": [story.entity("group of Rustamov")],
        }, ["TJ-DCA", "CENTRE"], H1)  # fmt: skip
        story.groups_changed()
        asanov = story.at("asanov")
        for n, (name, since, until, task) in enumerate(_phases(story)):
            actions.add(asanov, operation(story, "asanov"), "OperationPhase", {
                "name": [name], "startDate": [since], "endDate": [until], "task": [task], "order": [str(n + 1)],
            })  # fmt: skip
        names = ("level", "office", "commander", "deputy", "decides", "contact")
        for given in COMMAND:
            values = {name: [value] for name, value in zip(names, given, strict=True)}
            actions.add(asanov, operation(story, "asanov"), "CommandPost", values)
        for office, numbers in FORCES.items():
            forces(story, "asanov", "Pereval", office, "planned", numbers)
    with days_ago(10):
        checks(story, "asanov", "Pereval")
        actions.take_step(story.at("saidov"), operation(story, "saidov"), "agreed")
        laid = actions.take_step
        laid(story.at("toktosunova", "KG-MIA"), operation(story, "asanov"), "planned")
        laid(asanov, operation(story, "asanov"), "approved")


def _phases(story: Story) -> list[tuple[str, str, str, str]]:
    return [
        ("Наблюдение", story.day(6), story.day(4), "Установить машину, водителя и место передачи"),
        ("Сопровождение", story.day(4), story.day(3), "Довести груз до получателя под контролем"),
        ("Задержание", story.day(3), story.day(2), "Задержать группу одновременно в двух государствах"),
    ]


def forces(story: Story, who: str, name: str, office: str, kind: str, numbers: tuple[str, str, str]) -> None:
    officers, dogs, vehicles = ([each] for each in numbers)
    values = {
        "forceType": [kind],
        "office": [office],
        "officers": officers,
        "dogs": dogs,
        "vehiclesDeployed": vehicles,
    }
    actions.add(story.at(who), operation(story, who, name), "OperationForce", values)


def checks(story: Story, who: str, name: str) -> None:
    for each in asked(operation(story, who, name)):
        values = {"checkType": [each.kind], "item": [each.code], "question": [each.ru], "answer": ["met"]}
        measure = {"measure": ["Прокуратура извещена, ответственный назначен (учебное)."]}
        actions.add(story.at(who), operation(story, who, name), "OperationCheck", values | measure)


def _told(story: Story) -> None:
    """Each office is told its own part; Dushanbe's source is known to Bishkek alone."""
    asanov, saidov = story.at("asanov"), story.at("saidov")
    with days_ago(7):
        for office, method in {
            "TJ-DCA": "Принять груз под наблюдение в Раште, сопроводить до Карамыка, не задерживать.",
            "KG-MIA": "Принять груз в Карамыке, вести до Ак-Жола, передать казахстанской стороне.",
            "CENTRE": "Держать связь между штабами, вести общий журнал.",
        }.items():
            actions.brief(asanov, operation(story, "asanov"), office, {
                "information": ["Груз героина следует в двойном дне грузовика."],
                "intention": ["Установить получателя и взять груз с поличным."], "method": [method],
                "administration": ["Смена машин каждые 200 км; командировочные оформлены."],
                "risks": ["Обнаружение наблюдения: отойти, докладывать руководителю."],
                "communications": ["Канал 4, доклад каждые 30 минут."],
                "humanRights": ["Оружие — только при угрозе жизни; врач в Оше и Бишкеке."],
            })  # fmt: skip
        actions.source(saidov, operation(story, "saidov"), {
            "reference": ["Д-17"], "use": ["lead"], "mayKnow": ["KG-MIA"],
            "protection": ["В материалы дела не включать. При угрозе решает Душанбе."],
        })  # fmt: skip
        for who, people in (("saidov", 16), ("asanov", 28), ("orlov", 3)):
            found = operation(story, who)
            reader = story.at(who)
            own = next(each for each in queries.briefs(reader, found) if each.to == reader.office)
            actions.briefed(reader, found, own, people)
        actions.take_step(asanov, operation(story, "asanov"), "briefed")
    with days_ago(6):
        actions.take_step(asanov, operation(story, "asanov"), "started")
