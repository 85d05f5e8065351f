"""Words that say what a place is, not which: oblast', город, tumani, BCP."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sarhad.kernel.names import ordered

REGION, CITY, DISTRICT, VILLAGE, POST, STATION, WATER, ROUTE, OFFICE = (
    "region", "city", "district", "village", "post", "station", "water", "route", "office",
)  # fmt: skip
_WORDS = {
    REGION: (
        "region oblast oblasty oblysy oblusu obl область обл облысы облусу область областная province "
        "provinsiyasi viloyat viloyati вилоят вилояти velayat welayat welayaty welaýaty велаят велаяты "
        "ostan kray krai край territory republic respublika respublikasi республика autonomous avtonomnyy "
        "автономный автономная okrug округ area wilayat wilayah ولایت استان ili eyaleti governorate"
    ),
    CITY: (
        "city town г гор город gorod shahri shahar shaary qalasy shäheri şäheri шаҳри шаҳр шаары қаласы "
        "municipality шахар шахри şəhəri shahari"
    ),
    DISTRICT: (
        "rayon raion rayony rayonu район районы rajon district districts tuman tumani тумани nohiya "
        "nohiyai ноҳия ноҳияи etrap etraby этрап audany ауданы shahrestan county wuleswali tehsil agency"
    ),
    VILLAGE: (
        "d д дер деревня s с село selo village пос поселок посёлок п пгт рп settlement kishlak кишлак "
        "аулы stanitsa станица ст-ца хутор r.p"
    ),
    POST: (
        "bcp cp кпп kpp post пост пп пункт пункта punkt пропуска пропускной propusknoy контрольно "
        "автодорожный автомобильный авто crossing checkpoint border tp т.п тп таможенный таможенно "
        "таможня tamozhennyy tamozhenno customs point complex комплекс застава zastava otdel отдел "
        "пограничная пограничный пограничного контроля дпс dps patrol service передвижной"
    ),
    STATION: (
        "station станция ст railway железнодорожный железнодорожная жд airport аэропорт аэропорта вокзал "
        "автовокзал vokzal aeroport international seaport port"
    ),
    WATER: "river река реки daryosi",
    ROUTE: "highway трасса автотрасса автодорога шоссе road поезд пассаж train маршрут",
    OFFICE: "ps rd anf police fc leveis levies excise taxation fbr ops coord",
}
KINDS = {word: kind for kind, text in _WORDS.items() for each in text.split() for word in ordered(each)}
EMPTY = frozenset(("of", "the", "and", "i", "va", "по", "no"))
CITIES = frozenset(
    {"UZ-TK", "KG-GB", "RU-MOW", "RU-SPE", "KZ-ALA", "KZ-AST", "TJ-DU", "AZ-BA", "AZ-SM", "AZ-GA", "AZ-MI", "AZ-SR",
     "AZ-NA", "AZ-LA", "AZ-SA", "AZ-YE", "AZ-XA", "AZ-NV"}
)  # fmt: skip
"""First-level regions that are cities."""
JOINED = frozenset(word for each in ("and", "и", "i") for word in ordered(each))
AFTER = frozenset((REGION, CITY, DISTRICT, STATION))
"""Kinds that may stand behind the name."""
_ENDING = re.compile("(in|ov|av|an|en)?sk(i|aya|ai|ae|aye|oi|aga|am)?$")


def kind_of(word: str) -> str:
    """What a folded word says about the name beside it; "" for a word of a name."""
    return KINDS.get(word, "")


def bare(words: Sequence[str]) -> list[str]:
    """Folded words of a name without those that say what it is; all of them, if nothing else is there."""
    return [word for word in words if word not in KINDS and word not in ("of", "the")] or list(words)


def stem(sound: str) -> str:
    """A folded name without the ending of a Russian adjective: Термезский and Термез become one."""
    cut = _ENDING.sub("", sound)
    return (cut if len(cut) > 3 else sound).rstrip("aeiou") or sound
