"""What posts do every day: traffic, equipment, dogs, the direct line, meetings, plans and what was recommended."""

from __future__ import annotations

from sarhad.demo.region import MEMBERS, POSTS
from sarhad.demo.story import Story, days_ago, fact
from sarhad.desk.plans import actions, queries
from sarhad.kernel.claim import Scope
from sarhad.systems.border.line import confirm, send


def tell(story: Story) -> None:
    _crossings(story)
    _line(story)
    _traffic(story)
    _equipment(story)
    _assessment(story)
    _plan(story)
    _council(story)


def _crossings(story: Story) -> None:
    """Karamyk faces Dushanbe's side, Bor-Dobo too; Dushanbe's agency works there for now."""
    for who, office, name, place, region in (
        ("usenov", "BLO-KM", "Karamyk", ["Карамык", "Karamyk"], "Ошская"),
        ("toleev", "BLO-BD", "Bor-Dobo", ["Бор-Дёбё", "Bor-Dobo"], "Ошская"),
    ):
        here, there = story.new(who, name, office=office), story.new("rahimova")
        story.say(
            "rahimova",
            fact("BorderCrossing", there, to=["public"], name=f"{name}, Tajik side (simulated)", country="tj",
                 neighbour="kg", crossingType="road", office="TJ-DCA", opposite=here),
        )  # fmt: skip
        story.say(
            who,
            fact("BorderCrossing", here, to=["public"], name=place, country="kg", neighbour="tj",
                 crossingType="road", region=region, office=office, opposite=there),
            office=office,
        )  # fmt: skip


def _line(story: Story) -> None:
    """Karamyk and the other side: a lorry announced and received, and a question that nobody has opened yet."""
    post, other = story.at("usenov", "BLO-KM"), story.at("rahimova")
    with days_ago(1):
        send(other, "BLO-KM", "Фура 0000 TS 03, выехала в 05:10, водитель один.", purpose="vehicle", once="1")
        confirm(post, "TJ-DCA")
        send(post, "TJ-DCA", "Принято, ждём на полосе 2.", purpose="answer", once="2")
        confirm(other, "BLO-KM")
        send(post, "TJ-DCA", "Фура не пришла. Она вернулась?", purpose="question", urgent=True, once="3")


def _traffic(story: Story) -> None:
    """Two weeks at Bor-Dobo, as busy as a large crossing: up to 25,000 people and 2,000 vehicles a day."""
    crossing, drafts = story.entity("Bor-Dobo"), []
    for ago in range(14, 0, -1):
        busy = 1.0 if ago % 7 in (1, 2) else 0.7 + story.rng.random() * 0.2
        for direction, share in (("entry", 0.52), ("exit", 0.48)):
            drafts.append(
                fact("TrafficCount", story.new("toleev"), to=["KG-MIA"], crossing=crossing, date=story.day(ago),
                     office="BLO-BD", direction=direction, people=str(round(25_000 * busy * share)),
                     vehicles=str(round(2_000 * busy * share)), refused=str(story.rng.randint(2, 19)))
            )  # fmt: skip
    story.say("toleev", *drafts)


def _equipment(story: Story) -> None:
    given = [
        ("Stationary X-ray for lorries", "scanner", "JP", "working", "2014-06-02", ""),
        ("Endoscope", "search", "JP", "faulty", "2014-06-02", ""),
        ("Diesel generator, 60 kW", "power", "UNODC", "working", "2011-12-14", ""),
        ("Platform scales", "scales", "UNODC", "idle", "2011-12-14", ""),
        ("Dog “Ak-Tai”, drugs", "dog", "UNODC", "working", "2024-04-10", "А. Жумалиев"),
        ("Dog “Buran”, drugs", "dog", "UNODC", "working", "2025-03-01", "Н. Сатыбалдиев"),
    ]
    story.say(
        "toleev",
        *(
            fact("DonatedAsset", story.new("toleev"), to=["KG-MIA"], name=name, category=kind, donor=donor,
                 keeper="BLO-BD", condition=state, handoverDate=day, crossing=story.entity("Bor-Dobo"),
                 **({"handler": handler} if handler else {}))
            for name, kind, donor, state, day, handler in given
        ),
    )  # fmt: skip


def _assessment(story: Story) -> None:
    """The mission to Kordai and Ak-Zhol: one recommendation is confirmed, one late, one under way."""
    ministry = story.at("asanov")
    with days_ago(160):
        actions.meet(
            ministry,
            {
                "name": ["Оценка пунктов пропуска Кордай и Ак-Жол"], "meetingType": ["assessment"],
                "date": [story.day(160)], "office": ["KG-MIA", "KZ-MIA", "CENTRE"], "participants": ["14"],
                "location": ["Ак-Жол"],
                "minutes": ["25 000 человек и 2 000 машин в день; 30 контролёров; очереди до трёх часов."],
            },
            [
                {"name": ["Десять дополнительных паспортных контролёров (до 40)"], "office": ["KG-MIA"],
                 "dueDate": [story.day(60)], "priority": ["high"]},
                {"name": ["Две дополнительные полосы"], "office": ["KG-MIA"], "dueDate": [story.day(20)]},
                {"name": ["Комнаты для уязвимых людей и детей"], "office": ["KG-MIA"],
                 "dueDate": [story.day(-120)]},
            ],
            Scope(read=(MEMBERS,)),
        )  # fmt: skip
    more, lanes, rooms = queries.items(ministry)
    with days_ago(70):
        actions.take_step(ministry, more, "done", story.day(70), evidence="Приказ № 000 о зачислении")
        actions.take_step(ministry, rooms, "under-way", story.day(70), note="Фундамент готов")
    with days_ago(68):
        actions.take_step(ministry, queries.item(ministry, more.id), "confirmed", story.day(68))
    with days_ago(50):
        actions.take_step(ministry, lanes, "under-way", story.day(50))


def _plan(story: Story) -> None:
    post = story.at("toleev")
    with days_ago(30):
        plan = actions.plan(
            post,
            {"name": ["План работы, зима"], "startDate": [story.day(30)], "endDate": [story.day(-100)],
             "purpose": ["Меньше очередей, больше досмотров по риску"]},
            Scope(read=("KG-MIA",)),
        )  # fmt: skip
        for name, due in (("Учение с Кордаем", -10), ("Занятие с кинологами", -30), ("Починить эндоскоп", 3)):
            values = {"name": [name], "office": ["BLO-BD"], "dueDate": [story.day(due)], "plan": [plan],
                      "recommendationType": ["action"]}  # fmt: skip
            actions.recommend(post, values, Scope(read=("KG-MIA",)))


def _council(story: Story) -> None:
    with days_ago(90):
        actions.meet(
            story.at("orlov"),
            {"name": ["CARICC Council, simulated session"], "meetingType": ["council"], "date": [story.day(90)],
             "office": ["CENTRE", "TJ-DCA", "KG-MIA", "UZ-SCC", "KZ-MIA"], "location": ["Almaty"]},
            [{"name": ["Revise the regulations on numbering of requests"], "office": ["CENTRE"],
              "dueDate": [story.day(-40)], "recommendationType": ["decision"]}],
            Scope(read=(MEMBERS, POSTS)),
        )  # fmt: skip
