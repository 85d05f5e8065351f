"""What the Council decided in spring, and how far it is."""

from __future__ import annotations

from sarhad.demo.chapters.operation import PARTNERS
from sarhad.demo.story import Story, days_ago
from sarhad.desk.plans import actions as plans
from sarhad.desk.plans import queries as tasks


def tell(story: Story) -> None:
    """The Council sat in spring: what it decided is done, under way, or late."""
    orlov = story.at("orlov")
    decided = [
        {"name": ["Утвердить правила обмена донесениями постов"], "office": ["CENTRE"], "dueDate": [story.day(60)]},
        {"name": ["Назначить второго офицера связи"], "office": ["UZ-SCC"], "dueDate": [story.day(20)]},
        {"name": ["Провести учение по контролируемой поставке"], "office": ["KZ-MIA"], "dueDate": [story.day(-90)]},
    ]
    with days_ago(160):
        session = {
            "name": ["Заседание Совета, весна (учебное)"], "meetingType": ["council"], "date": [story.day(160)],
            "office": ["CENTRE", "TJ-DCA", "KG-MIA", "UZ-SCC", "KZ-MIA", "TM-SCS", "RU-MIA", "AZ-SCC"],
            "agenda": ["Годовой отчёт; обмен донесениями; учение"],
            "minutes": ["Работа за год признана удовлетворительной (учебное)."],
        }  # fmt: skip
        values = [{**each, "recommendationType": ["decision"]} for each in decided]
        story.entities["council"] = plans.meet(orlov, session, values, PARTNERS)
    with days_ago(70):
        first = next(each for each in tasks.items_from(orlov, story.entity("council")) if each.office == "CENTRE")
        plans.take_step(orlov, first, "done", story.day(70), evidence="Правила изданы (учебное).")
