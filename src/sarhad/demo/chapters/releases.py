"""Releases made later: one that waits for its conditions to be accepted, one that was recalled, one that stands."""

from __future__ import annotations

from dataclasses import replace

from sarhad.access import actions
from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, days_ago, fact
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.systems.exchange import recalls


def tell(story: Story) -> None:
    _offer(story)
    _recall(story)
    _accepted(story)


def _offer(story: Story) -> None:
    """Moscow offers Dushanbe a buyer's record. It opens when Dushanbe's head accepts the conditions."""
    who, on = "volkov", "2026-11-12"
    refs = story.say(
        who,
        fact("Person", story.new(who, "buyer in Omsk"), grade="4x4 B2", on=on, h=2, birthDate="1977-01-22",
             name=["Прохоров Вадим Сергеевич", "Prokhorov Vadim"], nationality="ru", idNumber="0000 555 1977",
             phone="+7 955 000 0022", notes="Asked for “goods from Farhod” three times in October"),
        why="case of the Omsk directorate",
    )  # fmt: skip
    offered = Scope(read=("TJ-DCA",), handling=Handling(3, "For operation Chashma only; destroy after 2027"))
    actions.grant(
        story.at(who),
        refs=refs,
        scope=offered,
        on_accept=True,
        conditions="Used for operation Chashma only, not shown to third offices, destroyed after 2027.",
    )


def _recall(story: Story) -> None:
    """Baku released a consignee to three offices and took it back ten days ago. Moscow and Astana signed that it is
    removed; Ashgabat is late. Astana had built on it."""
    who = "aliyeva"
    refs = story.say(
        who,
        fact("Company", story.new(who, "recalled company"), grade="3x5x2 2CC", on="2026-10-05", h=1,
             name=["SIM Xəzər MMC", "Sim Khazar LLC"], jurisdiction="az", taxNumber="0000555001",
             address="Nizami 000, Bakı", notes="Consignee of acetic anhydride that was never declared"),
    )  # fmt: skip
    held = Scope(read=("KZ-MIA", "RU-MIA", "TM-SCS"), handling=Handling(1))
    released = actions.grant(story.at(who), refs=refs, scope=held)
    kz, ru, _tm = (story.at(each) for each in ("zhumabaev", "volkov", "annaev"))
    concluded = fact("Company", story.entity("recalled company"), grade="4x4 B3", on="2026-10-19", h=1,
                     notes="The same consignee as in the two cases of Shymkent")  # fmt: skip
    story.say("zhumabaev", replace(concluded, basis=tuple(refs)))
    with days_ago(10):
        for index in range(len(held.read)):
            actions.recall(story.at(who), grant=FragmentRef(released.id, index))
    with days_ago(8):
        for reader, outcome in ((kz, "removed"), (ru, "none-made")):
            waiting = recalls.received(reader, waiting=True)
            ref = next(each.ref for each in waiting if each.owner == "AZ-SCC")
            recalls.sign_removal(reader, ref, outcome)


def _accepted(story: Story) -> None:
    """Tashkent offered Astana a source's report under conditions, and Astana accepted them."""
    refs = story.say(
        "ergashev",
        fact("OrganisedGroup", story.new("ergashev", "group of the pass"), grade="5x5x5 B35", on="2026-07-14", h=2,
             name=["«Перевал»", "Pereval"], country="uz", operatesIn=["uz", "kg", "kz"], groupStatus="active",
             memberCount="9", activity="Heroin in lorries of dried fruit"),
        fact("TraffickingChannel", story.new("ergashev"), grade="5x5x5 B35", on="2026-07-14", to=[MEMBERS],
             name="Termez to Shymkent", substance="heroin", originCountry="af", transitCountry="uz",
             destinationCountry="kz", transport="road", channelStatus="active"),
    )[:1]  # fmt: skip
    offered = actions.grant(
        story.at("ergashev"),
        refs=refs,
        scope=Scope(read=("KZ-MIA",), handling=Handling(2, "The source must not be approached")),
        on_accept=True,
        conditions="The source must not be approached.",
    )
    actions.accept(story.at("zhumabaev"), grant=FragmentRef(offered.id, 0))
