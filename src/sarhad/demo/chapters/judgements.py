"""Same, different, and a pair on which two offices disagree."""

from __future__ import annotations

from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, fact
from sarhad.entities import actions


def tell(story: Story) -> None:
    _namesakes(story)
    _disputed(story)
    _different(story)


def _namesakes(story: Story) -> None:
    """Two more of nearly the same name as the man of operation Chashma; nobody has judged them yet."""
    for who, name, born, country in (
        ("zhumabaev", "Каримов Фархат Алиұлы", "1990-09-03", "kz"),
        ("volkov", "Karimov Farkhod", "1969", "uz"),
    ):
        story.say(
            who,
            fact("Person", story.new(who, f"namesake of {born}"), grade="5x5x5 C33" if country == "kz" else "",
                 on="2026-05-17", h=1, to=[MEMBERS], name=name, birthDate=born, nationality=country, gender="male"),
        )  # fmt: skip


def _disputed(story: Story) -> None:
    """Ashgabat holds two women to be one, Dushanbe holds them to be two."""
    story.say(
        "annaev",
        fact("Person", story.new("annaev", "yusupova in Ashgabat"), grade="4x4 C3", on="2026-10-30", h=2,
             to=[MEMBERS], name="Yusupova Madina A.", birthDate="1988", nationality="tm",
             gender="female"),
    )  # fmt: skip
    story.say(
        "zhumabaev",
        fact("Person", story.new("zhumabaev", "yusupova in Astana"), grade="4x4 B2", on="2026-09-12", h=1,
             to=[MEMBERS], name=["Юсупова Мадина Алиқызы", "Юсупова Мадина Алиевна"],
             birthDate="1988-03-21", nationality="kz", gender="female"),
    )  # fmt: skip
    pair = story.entity("yusupova in Ashgabat"), story.entity("yusupova in Astana")
    actions.judge(story.at("annaev"), *pair, "same", "same year of birth, same route")
    actions.judge(story.at("rahimova"), *pair, "different", "seen on the same day in two countries")


def _different(story: Story) -> None:
    """Two brothers with nearly one name."""
    for name, given, born in (
        ("elder brother", "Алмаз", "1985-05-01"),
        ("younger brother", "Алмазбек", "1987-05-01"),
    ):
        story.say(
            "toktosunova",
            fact("Person", story.new("toktosunova", name, office="KG-MIA"), grade="4x4 A1", on="2026-04-18",
                 to=[MEMBERS], name=f"Токтомушев {given} Сабырович", birthDate=born, nationality="kg"),
            office="KG-MIA",
        )  # fmt: skip
    brothers = story.entity("elder brother"), story.entity("younger brother")
    actions.judge(story.at("toktosunova", "KG-MIA"), *brothers, "different", "brothers; both were questioned")
    actions.judge(story.at("asanov"), *brothers, "different", "confirmed")
