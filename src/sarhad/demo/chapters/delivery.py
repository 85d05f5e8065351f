"""A load on its way through three states, each with its own permission, and what happened at the third border."""

from __future__ import annotations

from sarhad.access import actions as access
from sarhad.demo.chapters.operation import H1, ZONES, at, checks, operation, to_group
from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, days_ago, fact
from sarhad.entities import actions as records
from sarhad.entities.lists import pointing
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId, FragmentRef, Scope
from sarhad.systems.operations import actions


def tell(story: Story) -> None:
    _permitted(story)
    _followed(story)
    _seized(story)


def _permitted(story: Story) -> None:
    """Three states on the way; each permits for itself, the third asks for more time to be agreed."""
    asanov = story.at("asanov")
    with days_ago(6):
        story.entities["delivery"] = actions.open_operation(asanov, {
            "name": ["Перевал-груз"], "operationType": ["controlled-delivery"], "planning": ["deliberate"],
            "partOf": [story.entity("Pereval")], "purpose": ["Установить получателя в Казахстане."],
            "substance": ["heroin"], "loadType": ["real"], "loadAmount": ["15"], "loadUnit": ["kg"],
            "stopCriteria": ["Потеря груза из виду более 20 минут\nПопытка вскрыть тайник\nУгроза жизни"],
            "country": ["tj", "kg", "kz"], "startDate": [story.day(4)], "endDate": [story.day(3)],
        }, ["TJ-DCA", "KZ-MIA", "BLO-KD", "CENTRE"], H1)  # fmt: skip
        story.groups_changed()
        asanov = story.at("asanov")
        checks(story, "asanov", "delivery")
    with to_group(story, "delivery", 5) as common:
        leg = {"operation": story.entity("delivery"), "transport": "road", **common}
        story.say(
            "asanov",
            fact("DeliveryLeg", story.new("asanov", "leg in Tajikistan"), order="1", country="tj", fromPlace="Рашт",
                 toPlace="Карамык", handsOver="TJ-DCA", takesOver="KG-MIA", startDate=at(story, 4, 5, 0, "tj"),
                 endDate=at(story, 4, 14, 0, "tj"), **leg),
            fact("DeliveryLeg", story.new("asanov", "leg in Kyrgyzstan"), order="2", country="kg",
                 fromPlace="Карамык", toPlace="Ак-Жол", handsOver="KG-MIA", takesOver="BLO-KD",
                 startDate=at(story, 4, 15, 0), endDate=at(story, 3, 9, 0), **leg),
            fact("DeliveryLeg", story.new("asanov", "leg in Kazakhstan"), order="3", country="kz",
                 fromPlace="Кордай", toPlace="Алматы", handsOver="BLO-KD", takesOver="KZ-MIA",
                 startDate=at(story, 3, 9, 0, "kz"), endDate=at(story, 3, 16, 0, "kz"), **leg),
        )  # fmt: skip
        _permissions(story, common)
    with days_ago(4):
        actions.take_step(story.at("toktosunova", "KG-MIA"), operation(story, "asanov", "delivery"), "planned")
        actions.take_step(asanov, operation(story, "asanov", "delivery"), "approved")
        why = "Прокуратура РК продлит разрешение до 18:00, письмо в пути (учебное)."
        actions.take_step(asanov, operation(story, "asanov", "delivery"), "started", note=why)


def _permissions(story: Story, common: dict[str, object]) -> None:
    papers = [
        ("saidov", "tj", "Генеральная прокуратура РТ (учебное)", "РТ-000-1", "Без захода в Душанбе"),
        ("asanov", "kg", "Генеральная прокуратура КР (учебное)", "КР-000-4", "Доклад прокурору при задержке"),
        ("zhumabaev", "kz", "Генеральная прокуратура РК (учебное)", "РК-000-9", "Задержание до Алматы"),
    ]
    for who, country, authority, number, conditions in papers:
        until = at(story, 3, 14, 0, "kz") if country == "kz" else at(story, 2, 18, 0, country)
        story.say(
            who,
            fact("DeliveryPermission", story.new(who), operation=story.entity("delivery"), country=country,
                 permissionStatus="granted", authority=authority, number=number, conditions=conditions,
                 startDate=at(story, 5, 0, 0, country), endDate=until, office=story.at(who).office, **common),
        )  # fmt: skip


def _followed(story: Story) -> None:
    """What happened on the way, as each side wrote it down, each in its own time."""
    way = [  # who, days ago, hour, minute, state, leg, event, kind of line, what happened
        ("saidov", 4, 5, 20, "tj", "Tajikistan", "departed", "event", "Грузовик 0000 KM 01 вышел из Рашта."),
        ("saidov", 4, 14, 5, "tj", "Tajikistan", "handed-over", "handover", "Передан под наблюдение Бишкеку."),
        ("asanov", 4, 15, 10, "kg", "Tajikistan", "taken-over", "handover", "Принят у Душанбе, груз на месте."),
        ("asanov", 4, 15, 30, "kg", "Kyrgyzstan", "departed", "event", "Следует на Ош."),
        ("asanov", 3, 9, 5, "kg", "Kyrgyzstan", "handed-over", "handover", "Передан посту Кордай."),
        ("sadykova", 3, 9, 10, "kz", "Kyrgyzstan", "taken-over", "handover", "Принят, въезд разрешён."),
    ]
    for who, ago, hour, minute, country, leg, event, kind, text in way:
        when = {"date": at(story, ago, hour, minute, country), "zone": ZONES[country]}
        with to_group(story, "delivery", ago) as common:
            one = {"leg": story.entity(f"leg in {leg}"), "office": story.at(who).office, **when, **common}
            story.say(who, fact("LegStep", story.new(who), step=event, **one))
            story.say(
                who,
                fact("OperationLogLine", story.new(who), operation=story.entity("delivery"), logType=kind,
                     text=text, **one),
            )  # fmt: skip
    with to_group(story, "Pereval", 3) as common:
        story.say(
            "asanov",
            fact("OperationLogLine", story.new("asanov"), operation=story.entity("Pereval"), logType="decision",
                 date=at(story, 3, 9, 40), zone=ZONES["kg"], level="operational", office="KG-MIA",
                 text="Задержать на въезде: водитель проверяет тайник, дальше вести опасно.", **common),
        )  # fmt: skip


def _seized(story: Story) -> None:
    """The shift at Kordai writes the common report; whose word led to it stands in it."""
    answers = {
        "date": story.day(3), "time": "10:15", "time_zone": "+05:00", "place": "Кордай, полоса досмотра",
        "direction": "entry", "summary": "В двойном дне кузова 30 брикетов. Двое задержаны.",
        "cause": "shared", "cause_office": "TJ-DCA", "shared_reference": "TJ-DCA/KG-MIA (учебное)",
        "seizure_found": "scanner", "concealment": "двойное дно кузова", "transport": "road", "departure": "tj",
        "destination": "ru", "route": "Рашт, Карамык, Ош, Бишкек, Кордай", "detained": "2",
        "item": [{"substance": "heroin", "amount": "14.73", "unit": "kg", "packaging": "30 брикетов"}],
        "about": "person vehicle", "source_grade": "A", "information_grade": "1",
        "person": [{
            "last_name": "Рустамов", "first_name": "Джамшед", "middle_name": "Каримович", "part": "driver",
            "birth_date": "11.02.1987", "gender": "male", "nationality": "tj", "passport_number": "SIM 5510442",
        }],
        "vehicle": [{"plate": "0000 KM 01", "plate_country": "tj", "make": "КамАЗ", "driver": "1"}],
        "readers": "KZ-MIA KG-MIA TJ-DCA CENTRE", "handling": "1", "urgency": "flash",
        "follow_up": "Взвесить и исследовать; сообщить Бишкеку.", "reference": "КД-26-31",
    }  # fmt: skip
    readers = ["KZ-MIA", "KG-MIA", "TJ-DCA", "CENTRE"]
    with days_ago(3):
        report = story.report("sadykova", "seizure", answers)
        subjects = Sight(story.at("sadykova")).statements(report)[0].properties["subject"]
        seizure = next(id for id in subjects if Sight(story.at("sadykova")).schema(id) == "Seizure")
        story.entities["Kordai"] = seizure
        story.entities["heroin at Kordai"] = _item(story, seizure)
        joined = fact("Seizure", seizure, grade="4x4 A1", h=1, to=readers, operation=story.entity("delivery"))
        story.say("sadykova", joined, why="operation Pereval")
        _to_the_centre(story, seizure)
    with to_group(story, "delivery", 3) as common:
        story.say(
            "sadykova",
            fact("LegStep", story.new("sadykova"), leg=story.entity("leg in Kazakhstan"), step="seized",
                 date=at(story, 3, 10, 15, "kz"), zone=ZONES["kz"], office="BLO-KD", place="Кордай", **common),
        )  # fmt: skip
    with days_ago(2):
        actions.take_step(story.at("asanov"), operation(story, "asanov", "delivery"), "completed")


def _item(story: Story, seizure: EntityId) -> EntityId:
    sight = Sight(story.at("sadykova"))
    return pointing(sight, "SeizedItem.seizure", [seizure])[seizure][0].entity


def _to_the_centre(story: Story, seizure: EntityId) -> None:
    """The centre registers the same seizure by telephone, in round figures: counted once all the same."""
    own = story.new("orlov", "Kordai by telephone")
    story.say(
        "orlov",
        fact("Seizure", own, grade="4x4 B2", to=[MEMBERS], date=story.day(3), country="kz", settlement="Кордай",
             cause="operation", name="Кордай, по телефону"),
        fact("SeizedItem", story.new("orlov"), grade="4x4 B2", to=[MEMBERS], seizure=own, substance="heroin",
             reportedAmount="15", reportedUnit="kg"),
    )  # fmt: skip
    judged = records.judge(story.at("abenova"), seizure, own, "same", "one and the same lorry")
    access.grant(story.at("orlov"), refs=[FragmentRef(judged.id, 0)], scope=Scope(read=(MEMBERS,)))
