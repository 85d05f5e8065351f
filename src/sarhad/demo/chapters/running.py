"""What runs today: Dushanbe follows a load towards Tashkent, and one of the permissions ends before the road does.

Sign in as saidov: the first page warns. A further operation is only being planned.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sarhad.demo.chapters.operation import H1, ZONES, checks, forces, operation, to_group
from sarhad.demo.story import NOW, Story, days_ago, fact
from sarhad.systems.operations import actions


def tell(story: Story) -> None:
    _followed(story)
    _planned(story)


def at(hours: float, country: str) -> str:
    """So many hours from now, on the clock of that state."""
    moment = NOW() + timedelta(hours=hours)  # of today, whatever day is told of
    return datetime.astimezone(moment, ZoneInfo(ZONES[country])).replace(minute=0).isoformat(timespec="minutes")


def _followed(story: Story) -> None:
    saidov = story.at("saidov")
    with days_ago(2):
        story.entities["Sarma"] = actions.open_operation(saidov, {
            "name": ["Сарма-груз"], "operationType": ["controlled-delivery"], "planning": ["urgent"],
            "purpose": ["Установить склад под Ташкентом."], "substance": ["hashish"], "loadType": ["partly"],
            "loadAmount": ["40"], "loadUnit": ["kg"], "stopCriteria": ["Разделение груза\nПотеря из виду"],
            "country": ["tj", "uz"], "startDate": [story.day(0)],
        }, ["UZ-SCC", "CENTRE"], H1)  # fmt: skip
        story.groups_changed()
        checks(story, "saidov", "Sarma")
        _way(story)
        actions.take_step(story.at("rahimova"), operation(story, "saidov", "Sarma"), "planned")
        actions.take_step(story.at("saidov"), operation(story, "saidov", "Sarma"), "approved")
    why = "Ташкент продлевает разрешение (учебное)."
    actions.take_step(story.at("saidov"), operation(story, "saidov", "Sarma"), "started", note=why)
    _on_the_road(story)


def _way(story: Story) -> None:
    delivery = story.entity("Sarma")
    common = {"to": [operation(story, "saidov", "Sarma").group], "h": 1, "operation": delivery}
    story.say(
        "saidov",
        fact("DeliveryLeg", story.new("saidov", "Sarma in Tajikistan"), order="1", country="tj",
             fromPlace="Пенджикент", toPlace="Сарма", handsOver="TJ-DCA", takesOver="UZ-SCC", transport="road",
             startDate=at(-3, "tj"), endDate=at(2, "tj"), **common),
        fact("DeliveryLeg", story.new("saidov", "Sarma in Uzbekistan"), order="2", country="uz",
             fromPlace="Джартепа", toPlace="Ташкент", handsOver="UZ-SCC", transport="road",
             startDate=at(2, "uz"), endDate=at(11, "uz"), **common),
        fact("DeliveryPermission", story.new("saidov"), country="tj", permissionStatus="granted", number="РТ-000-2",
             authority="Генеральная прокуратура РТ (учебное)", startDate=at(-20, "tj"), endDate=at(30, "tj"),
             office="TJ-DCA", **common),
    )  # fmt: skip
    story.say(
        "ergashev",
        fact("DeliveryPermission", story.new("ergashev"), country="uz", permissionStatus="granted",
             number="РУз-000-5", authority="Генеральная прокуратура РУз (учебное)",
             conditions="Без захода в Самарканд", startDate=at(-2, "uz"), endDate=at(8, "uz"),
             office="UZ-SCC", **common),
    )  # fmt: skip


def _on_the_road(story: Story) -> None:
    with to_group(story, "Sarma", 0, "saidov") as common:
        when = {"date": at(-3, "tj"), "zone": ZONES["tj"], "office": "TJ-DCA"}
        leg = story.entity("Sarma in Tajikistan")
        story.say(
            "saidov",
            fact("LegStep", story.new("saidov"), leg=leg, step="departed", place="Пенджикент", **when, **common),
            fact("OperationLogLine", story.new("saidov"), operation=story.entity("Sarma"), logType="event", leg=leg,
                 text="Вышел из Пенджикента, наблюдение с двух машин.", **when, **common),
        )  # fmt: skip


def _planned(story: Story) -> None:
    """A plan with its questions still open; one of three partners has agreed."""
    with days_ago(1):
        story.entities["Khazar"] = actions.open_operation(story.at("zhumabaev"), {
            "name": ["Хазар"], "operationType": ["precursor"], "planning": ["deliberate"],
            "purpose": ["Проверить получателей уксусного ангидрида."], "country": ["kz", "tm", "az"],
            "startDate": [story.day(-40)], "endDate": [story.day(-60)],
        }, ["TM-SCS", "AZ-SCC", "CENTRE"], H1)  # fmt: skip
        story.groups_changed()
        forces(story, "zhumabaev", "Khazar", "KZ-MIA", "planned", ("20", "2", "8"))
        actions.take_step(story.at("annaev"), operation(story, "annaev", "Khazar"), "agreed")
