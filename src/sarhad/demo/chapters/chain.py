"""From the post to the other side: a report at Karamyk, who else knows the man, a request to two states through the
centre, an answer under conditions, “nothing held”, and a recall that one of two holders has not signed yet.

Told over the weeks before today, so that terms run as they would. Sign in as asanov, open Requests.
"""

from __future__ import annotations

from sarhad.access import actions as access
from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, days_ago, fact
from sarhad.desk import queries, requests
from sarhad.desk.requests import Ask, Reply
from sarhad.entities import actions
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.systems.exchange import recalls

QUESTION = "Что известно о Рустамове Джамшеде Каримовиче, 11.02.1987 г. р.: связи, телефоны, машины, поездки с мая?"
CONDITIONS = "For case KG 000-26 only. Not as evidence without our consent. The source must not be approached."


def tell(story: Story) -> None:
    dushanbe_knows(story)
    reported(story)
    _asked(story)
    _answered(story)
    _one_profile(story)
    _recalled(story)
    _waiting(story)


def dushanbe_knows(story: Story) -> None:
    """In summer Dushanbe wrote the man down in Latin letters, for itself, and let members be pointed to it."""
    who, on = "rahimova", "2026-07-02"
    man = story.new(who, "rustamov")
    common = {"grade": "4x4 B2", "on": on, "h": 2, "point": [MEMBERS]}
    with days_ago(40):
        story.say(
            who,
            fact("Person", man, name="Rustamov Jamshed Karimzoda", birthDate="1987-02-11", nationality="tj",
                 gender="male", **common),
            fact("Person", man, phone="+992 00 555 0190", notes="Calls “the uncle” in Osh every Friday", **common),
            fact("Person", man, address="Isfara, Simulated 000", **common),
            why="surveillance, case 2026-131",
        )  # fmt: skip


def reported(story: Story) -> None:
    """The shift at Karamyk turns a lorry's driver back and writes the common report."""
    answers = {
        "date": story.day(22), "time": "06:40", "time_zone": "+06:00", "place": "Карамык, полоса 2",
        "direction": "entry",
        "kind": "refusal", 
        "summary": "Водитель не смог объяснить груз и маршрут, паспорт с исправлениями.",
        "found": "documents", "refusal_reason": "Недействительный документ", "about": "person vehicle phone",
        "source_grade": "A", "information_grade": "2", "readers": "KG-MIA CENTRE", "handling": "1",
        "urgency": "urgent", "follow_up": "Установить связи; проверить по учётам соседей.", "reference": "К-118",
        "person": [{
            "last_name": "Рустамов", "first_name": "Джамшед", "middle_name": "Каримович",
            "birth_date": "11.02.1987",
            "gender": "male", "nationality": "tj", "passport_number": "SIM 5510442",
        }],
        "vehicle": [{"plate": "0000 KM 01", "plate_country": "tj", "make": "КамАЗ", "driver": "1"}],
        "phone": [{"phone_number": "+992 00 555 0190", "user": "1"}],
    }  # fmt: skip
    with days_ago(22):
        story.report("usenov", "intelligence", answers, "rustamov at Karamyk", office="BLO-KM")


def _asked(story: Story) -> None:
    """Bishkek asks Dushanbe and Tashkent through the centre, which registers what passes."""
    asanov = story.at("asanov")
    with days_ago(21):
        story.entities["request"] = requests.ask(
            asanov,
            Ask(
                question=QUESTION, subjects=(story.entity("rustamov at Karamyk"),), to=("TJ-DCA", "UZ-SCC"),
                via="CENTRE", kind="information", urgency="routine", purpose="Уголовное дело КГ 000-26 (учебное)",
                handling=Handling(1), contact="М. Асанов, +996 555 000 100",
            ),
        )  # fmt: skip
        for leg in _legs(story, "orlov"):
            requests.register(story.at("orlov"), leg.letter)


def _legs(story: Story, who: str):
    found = queries.request(story.at(who), story.entity("request"))
    assert found is not None
    return found.legs


def _answered(story: Story) -> None:
    """Dushanbe gives two of its three statements under conditions; Tashkent holds nothing."""
    [leg] = _legs(story, "saidov")
    gives = tuple(story.said("rustamov")[:2])
    with days_ago(17):
        reply = Reply(
            "partial", "Two statements are released to you. Travel was not recorded.", records=gives,
            conditions=CONDITIONS, handling=Handling(2, "Not as evidence without our consent"),
        )  # fmt: skip
        requests.answer(story.at("saidov"), leg.letter, reply)
    with days_ago(16):
        [leg] = _legs(story, "ergashev")
        requests.answer(story.at("ergashev"), leg.letter, Reply("nothing-held", "По учётам не проходит."))


def _one_profile(story: Story) -> None:
    """Bishkek accepts the conditions: the halves join."""
    asanov = story.at("asanov")
    with days_ago(15):
        replies = [reply for leg in _legs(story, "asanov") for reply in leg.replies]
        for name in next(reply.grants for reply in replies if reply.grants):
            access.accept(asanov, grant=FragmentRef.parse(name))
        here, there = story.entity("rustamov at Karamyk"), story.entity("rustamov")
        actions.judge(asanov, here, there, "same", "phone and birth date agree")


def _recalled(story: Story) -> None:
    """The phone was another man's. Dushanbe had given it to Astana too; Bishkek signs that it removed it."""
    saidov, phone = story.at("saidov"), story.said("rustamov")[1]
    with days_ago(14):
        given = access.grant(saidov, refs=[phone], scope=Scope(read=("KZ-MIA",), handling=Handling(2)))
    with days_ago(9):
        access.recall(saidov, grant=FragmentRef(given.id, 0))
        actions.retract(saidov, [phone], "the number belongs to another subscriber")
    with days_ago(8):
        for each in recalls.received(story.at("asanov"), waiting=True):
            if each.owner == "TJ-DCA":
                recalls.sign_removal(story.at("asanov"), each.ref, "removed", "Printed once, shredded.")


def _waiting(story: Story) -> None:
    """What lies on desks today: an urgent question to Dushanbe, and one from Baku that is late."""
    with days_ago(2):
        requests.ask(story.at("zhumabaev"), Ask(
            question="Просим проверить владельца грузовика 0000 KM 01 и его выезды в Казахстан.",
            subjects=(), to=("TJ-DCA",), urgency="urgent", purpose="Проверка перед операцией (учебная)",
            handling=Handling(1),
        ))  # fmt: skip
    with days_ago(20):
        requests.ask(story.at("aliyeva"), Ask(
            question="Who orders acetic anhydride for “Sim Khazar LLC” on your side?", to=("TJ-DCA", "TM-SCS"),
            via="CENTRE", centre_reads=False, urgency="routine", purpose="Precursor case (simulated)",
            handling=Handling(1),
        ))  # fmt: skip
