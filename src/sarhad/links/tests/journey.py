"""A load on its way from Dushanbe's agency over Karamyk to Almaty, in places of every exactness."""

from __future__ import annotations

from uuid import uuid4

from sarhad.kernel.claim import Claim, EntityId, Grade, Handling, Scope
from tests.cast import MEMBERS, Cast

OPEN = Scope(read=(MEMBERS,), handling=Handling(1))


def claim(schema: str, id: EntityId = "", **said: str) -> Claim:
    properties = {name: [value] for name, value in said.items()}
    return Claim(entity=id or uuid4().hex, schema=schema, properties=properties, grade=Grade("4x4", "B2"))


class Journey:
    """TJ-DCA tells it to all members; the truck's last sighting and a stop at Osh it keeps to itself."""

    def __init__(self, cast: Cast) -> None:
        self.operation, self.truck, self.crossing, self.kept = (uuid4().hex for _ in range(4))
        leg = {"operation": self.operation}
        cast.contribute(
            "TJ-DCA",
            [
                claim("Operation", self.operation, name="Chashma", operationType="controlled-delivery"),
                claim("Vehicle", self.truck, registrationNumber="0000 TS 03", type="lorry"),
                claim("BorderCrossing", self.crossing, name="Карамык", country="kg", region="Ошская"),
                claim("DeliveryLeg", **leg, order="1", country="tj", fromPlace="Рашт", toPlace="Карамык",
                      vehicle=self.truck, startDate="2026-11-04", endDate="2026-11-05"),
                claim("DeliveryLeg", **leg, order="2", country="kg", fromPlace="Карамык", toPlace="Ак-Жол",
                      vehicle=self.truck, startDate="2026-11-06"),
                claim("DeliveryLeg", **leg, order="3", country="kz", fromPlace="Сарма", toPlace="Алматы",
                      vehicle=self.truck, startDate="2026-11-07"),
                claim("Seizure", operation=self.operation, name="Seizure S-77", date="2026-11-08", country="kz",
                      settlement="Кордай", departureCountry="af", destinationCountry="ru"),
                claim("Seizure", operation=self.operation, name="Seizure S-78", date="2026", country="kg",
                      region="Ошская"),
                claim("Sighting", subject=self.truck, date="2026-11-04T05:10", country="tj", location="Рашт"),
                claim("Sighting", subject=self.truck, date="2026-11-05T11:00",
                      crossing=self.crossing, country="kg"),
                claim("Report", subject=self.truck, name="Lorry without papers", date="2026-11-06", country="kg",
                      latitude="42.87", longitude="74.59"),
            ],
            OPEN,
        )  # fmt: skip
        cast.contribute(
            "TJ-DCA",
            [
                claim("Sighting", self.kept, subject=self.truck, date="2026-11-06", location="Ош", country="kg"),
                claim("LegStep", leg="0" * 32, step="delayed", date="2026-11-06", place="Ош"),
            ],
        )
