"""Names of substances as files have them, and the tree that statistics count in."""

from collections import Counter

import pytest

from sarhad.kernel.data import table
from sarhad.kernel.substances import (
    all_substances,
    below,
    groups,
    hs,
    key,
    numbers,
    other_names,
    schedule,
    substance,
    within,
)
from sarhad.kernel.tests import seizures

KNOWN = {
    "heroin": "Heroin | ГЕРОИН | диацетилморфин | Heroin Base | heroin no. 4",
    "opium": "Opium | опий | Опий-сырец | raw opium | تریاک",
    "acetylated-opium": "Acetylated Opium | ханка",
    "methamphetamine": "Methamphetamine | Liquid methamphetamine | метамфетамин | Yava",
    "ecstasy": "Ecstasy | MDMA | МДМА | 3,4-methylenedioxymethamphetamine (MDMA)",
    "cannabis-resin": "Cannabis resin (hashish) | гашиш | Hashish",
    "cannabis-herb": "marijuana | марихуана | анаша",
    "cocaine-hydrochloride": "Cocaine HCL | cocaine hydrochloride",
    "jwh-018": "JWH-018 | JWH 018 | jwh018",
    "alpha-pvp": "Alpha-pvp | α-PVP | альфа-ПВП",
    "5f-apinaca": "5F-AKB48 | 5F-APINACA | 5F-APINACA, 5F-AKB-48",
    "acetic-anhydride": "Acetic Anhydride | уксусный ангидрид | Ангидрид уксусной кислоты",
    "mdp2p": "MDP2P | 3,4-MDP-2-P | PMK",
    "alprazolam": "Alprazolam (Xanax) | алпразолам | Xanax",
    "lsd": "LSD | ЛСД | Lysergic acid diethylamide (LSD)",
    "sedatives": "Non-specified sedatives and Tranquilizers | Non-specified Sedatives and tranquillizers",
    "unknown": "Unknown | неизвестно",
}

# Codes and the group each is counted in.
GROUPS = {
    "heroin": "heroin",
    "opium": "opium opium-poppy poppy-straw morphine acetylated-opium",
    "amphetamines": "amphetamine methamphetamine ecstasy captagon methcathinone",
    "cannabis": "cannabis cannabis-herb cannabis-resin cannabis-plant",
    "cocaine": "coca-leaf coca-paste cocaine-base cocaine crack",
    "new": "jwh-018 mephedrone alpha-pvp 25i-nbome bzp ketamine khat synthetic-cannabinoids u-47700 etizolam",
    "precursors": "acetic-anhydride ephedrine potassium-permanganate p-2-p safrole apaan mapa anpp norephedrine",
    "other": "tramadol methadone diazepam lsd ghb alcohol unknown pharmaceuticals fentanyl",
}


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, row in KNOWN.items() for name in row.split(" | ")]
)
def test_every_usual_name_finds_the_substance(code, name):
    assert substance(name) is all_substances()[code]


@pytest.mark.parametrize("name", ["", " ", "()", "her", "heroi", "Quinoline", "Methylester", "Герой", "JWH-01"])
def test_what_names_no_substance_is_none(name):
    assert substance(name) is None


@pytest.mark.parametrize(("group", "codes"), GROUPS.items())
def test_groups(group, codes):
    assert {all_substances()[code].group.code for code in codes.split()} == {group}


def test_the_groups_have_the_colours_of_the_design_system():
    assert {code: group.colour for code, group in groups().items()} == {
        "heroin": "c1", "amphetamines": "c2", "cannabis": "c3", "cocaine": "c4",
        "new": "c5", "opium": "c6", "precursors": "c6", "other": "c0",
    }  # fmt: skip


def test_no_spelling_names_two_substances():
    rows = [row for part in table("substances")["substances"].values() for row in part.items()]
    meanings = {(key(name), code) for code, names in rows for name in (code, *names)}
    twice = [each for each, number in Counter(each for each, _ in meanings).items() if number > 1]
    assert twice == []
    assert all(isinstance(name, str) for _, names in rows for name in names)  # 3,4-MDP needs quotes
    assert len(rows) == len(all_substances()) == len({code for code, _ in rows})


def test_labels_are_in_both_languages():
    opium = substance("opium")
    assert (opium.label("en"), opium.label("ru"), opium.group.label("ru")) == ("opium", "опий", "Опий")
    assert substance("JWH-018").label("ru") == "JWH-018"


def test_within_takes_all_that_is_below():
    assert "jwh-018" in within("synthetic-cannabinoids") < within("new")
    assert within("synthetic-cannabinoids") & within("phenethylamines") == set()
    assert within("jwh-018") == {"jwh-018"}
    assert within("nothing") == set()
    assert sum(len(within(group)) for group in groups()) == len(all_substances())


CONTROLLED = {  # convention and schedule, the oldest first; * no longer
    "heroin": "1961-I 1961-IV",
    "cannabis-resin": "1961-IV* 1961-I",
    "codeine": "1961-II",
    "ecstasy": "1971-I",
    "methamphetamine": "1971-II",
    "diazepam": "1971-IV",
    "ghb": "1971-IV* 1971-II",
    "carfentanil": "1961-I 1961-IV",
    "jwh-018": "1971-II",
    "acetic-anhydride": "1988-II* 1988-I",
    "ephedrine": "1988-I",
    "toluene": "1988-II",
    "4-piperidone": "1988-I",
    "ketamine": "",
    "opium-poppy": "",
    "unknown": "",
    "no such code": "",
}
DATED = {"ephedrine": "1990-11-11", "4-ap": "2022-11-23", "bmk-glycidate": "2024-12-03", "mephedrone": "2015-03"}


@pytest.mark.parametrize(("code", "expected"), CONTROLLED.items())
def test_schedules_of_the_conventions(code, expected):
    said = [f"{each.convention}-{each.schedule}{'*' if each.until else ''}" for each in schedule(code)]
    assert said == expected.split()


@pytest.mark.parametrize(("code", "day"), DATED.items())
def test_schedules_have_days_and_sources(code, day):
    assert schedule(code)[-1].day == day
    assert schedule(code)[-1].source


def test_the_tables_of_control_name_substances_of_the_tree():
    data = table("schedules")
    assert {code for row in data["listings"] for code in row["of"]} <= all_substances().keys()
    assert {row["source"] for row in data["listings"]} == data["sources"].keys()
    for row in data["listings"]:
        assert row["convention"] in ("1961", "1971", "1988")
        assert row["schedule"] in ("I", "II") or row["convention"] != "1988"
        assert row["means"] in ("effect", "listed", "decided", "known")
        assert (row["day"] == "") == (row["means"] == "known")
    listed = [
        (each, row["convention"]) for row in data["listings"] if row["convention"] == "1988" for each in row["of"]
    ]
    assert all(all_substances()[code].is_precursor and hs(code) for code, _ in listed)
    assert all(isinstance(each, str) for row in table("precursors").values() for each in (row["hs"], row["cas"]))
    assert table("precursors").keys() <= all_substances().keys()


def test_precursors_have_numbers_and_new_substances_are_told():
    assert hs("acetic-anhydride") == "2915.24"
    assert numbers("apaa") == ("2924.29", "4433-77-6", True)
    assert (hs("heroin"), numbers("heroin").cas) == ("", "")
    assert substance("safrole oil").is_precursor
    assert not substance("heroin").is_precursor
    assert substance("JWH-018").is_new
    assert not substance("heroin").is_new
    assert "yaba" in other_names("methamphetamine")
    assert other_names("no such code") == ()
    assert {each.code for each in below("new-benzodiazepines")} == {"etizolam", "flualprazolam"}


@pytest.mark.shared
def test_the_real_file_is_read_but_for_five_fragments_of_names():
    unread = Counter(row["DRUG_NAME"] for row in seizures.rows() if not substance(row["DRUG_NAME"]))
    assert unread == {"Quinoline": 287, "Methylester": 90, "Methyl ether": 46, "Acyl": 2, "Methanone": 1}
