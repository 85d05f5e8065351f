"""Who is who in the demonstration region: offices, groups and officers. All of it is invented or simulated."""

from __future__ import annotations

from sarhad.access import actions
from sarhad.access.models import Officer
from sarhad.access.reader import Reader, operator, reader_for
from sarhad.access.roles import Role
from sarhad.commands.base import seat_of

PURPOSE = "demonstration"
PASSPHRASE = "root keys of the demonstration"  # noqa: S105 - nothing here is secret
MEMBERS, OBSERVERS = "CENTRE/members", "CENTRE/observers"
POSTS, CHASHMA = "CENTRE/border", "CENTRE/chashma"

# id, country, sort, parent: English name | Russian name
OFFICES = """
CENTRE kz centre -: Regional Information and Coordination Centre | Региональный информационный координационный центр
TJ-DCA tj agency -: Drug Control Agency, Dushanbe | Агентство по контролю за наркотиками, Душанбе
KG-MIA kg agency -: Ministry of Internal Affairs, Bishkek | Министерство внутренних дел, Бишкек
KG-MOH kg agency -: Ministry of Health, Bishkek | Министерство здравоохранения, Бишкек
KG-DCS kg agency -: Drug Control Service, Bishkek | Служба по контролю наркотиков, Бишкек
KG-PEN kg agency -: State Penal Service, Bishkek | Государственная служба исполнения наказаний, Бишкек
UZ-SCC uz agency -: State Customs Committee, Tashkent | Государственный таможенный комитет, Ташкент
KZ-MIA kz agency -: Ministry of Internal Affairs, Astana | Министерство внутренних дел, Астана
TM-SCS tm agency -: State Customs Service, Ashgabat | Государственная таможенная служба, Ашхабад
RU-MIA ru agency -: Ministry of Internal Affairs, Moscow | Министерство внутренних дел, Москва
AZ-SCC az agency -: State Customs Committee, Baku | Государственный таможенный комитет, Баку
BLO-BD kg post KG-MIA: Border liaison office Bor-Dobo (simulated) | Пограничный офис Бор-Дёбё (учебный)
BLO-KM kg post KG-MIA: Border liaison office Karamyk (simulated) | Пограничный офис Карамык (учебный)
BLO-KD kz post KZ-MIA: Border liaison office Kordai (simulated) | Пограничный офис Кордай (учебный)
BLO-AY uz post UZ-SCC: Border liaison office Ayritom (simulated) | Пограничный офис Айритом (учебный)
AF-CNP af observer -: Counter Narcotics Police, Kabul | Полиция по борьбе с наркотиками, Кабул
ELSEWHERE zz agency -: Office of a country outside the region | Ведомство страны вне региона
"""
AGENCIES = ["TJ-DCA", "KG-MIA", "UZ-SCC", "KZ-MIA", "TM-SCS", "RU-MIA", "AZ-SCC"]
GROUPS = [
    ("members", "Members", "Члены", ["CENTRE", "KG-DCS", "KG-MOH", "KG-PEN", *AGENCIES]),
    ("observers", "Observers", "Наблюдатели", ["CENTRE", "AF-CNP"]),
    (
        "border",
        "Border liaison",
        "Пограничное взаимодействие",
        ["CENTRE", "BLO-BD", "BLO-KM", "BLO-KD", "BLO-AY", *AGENCIES],
    ),
    ("chashma", "Operation Chashma", "Операция «Чашма»", ["CENTRE", "TJ-DCA", "KG-MIA", "UZ-SCC", "BLO-KM"]),
]
STANDING = {"members", "observers"}  # groups of which everybody knows: they say how partners stand
OFFICERS = [  # user name, name, office, role, language
    ("rahimova", "N. Rahimova", "TJ-DCA", Role.LIAISON_OFFICER, "en"),
    ("toktosunova", "A. Toktosunova", "KG-MIA", Role.ANALYST, "ru"),
    ("usenov", "B. Usenov", "BLO-KM", Role.BORDER_OFFICER, "ru"),
    ("mirzoeva", "S. Mirzoeva", "TJ-DCA", Role.CHEMIST, "ru"),
    ("saidov", "J. Saidov", "TJ-DCA", Role.HEAD, "ru"),
    ("orlov", "D. Orlov", "CENTRE", Role.DIRECTOR, "ru"),
    ("weber", "K. Weber", "CENTRE", Role.RESEARCHER, "en"),
    ("lindqvist", "M. Lindqvist", "CENTRE", Role.PROGRAMME_MANAGER, "en"),
    ("admin", "R. Akhmetova", "CENTRE", Role.ADMINISTRATOR, "en"),
    ("auditor", "Z. Hamidov", "TJ-DCA", Role.AUDITOR, "en"),
    ("asanov", "M. Asanov", "KG-MIA", Role.HEAD, "ru"),
    ("isakova", "G. Isakova", "KG-DCS", Role.HEAD, "ru"),
    ("osmonov", "T. Osmonov", "KG-MOH", Role.HEAD, "ru"),
    ("ergashev", "O. Ergashev", "UZ-SCC", Role.HEAD, "ru"),
    ("zhumabaev", "E. Zhumabaev", "KZ-MIA", Role.HEAD, "ru"),
    ("annaev", "S. Annaev", "TM-SCS", Role.HEAD, "ru"),
    ("volkov", "I. Volkov", "RU-MIA", Role.HEAD, "ru"),
    ("aliyeva", "L. Aliyeva", "AZ-SCC", Role.HEAD, "en"),
    ("toleev", "K. Toleev", "BLO-BD", Role.BORDER_OFFICER, "ru"),
    ("sadykova", "D. Sadykova", "BLO-KD", Role.BORDER_OFFICER, "ru"),
    ("abenova", "R. Abenova", "CENTRE", Role.ANALYST, "ru"),
    ("serikbaeva", "G. Serikbaeva", "KZ-MIA", Role.CHEMIST, "ru"),
    ("dzhumabekov", "A. Dzhumabekov", "KG-PEN", Role.HEAD, "ru"),
    ("bekmurodov", "S. Bekmurodov", "BLO-AY", Role.BORDER_OFFICER, "ru"),
    ("stanekzai", "H. Stanekzai", "AF-CNP", Role.LIAISON_OFFICER, "en"),
    ("outsider", "J. Doe", "ELSEWHERE", Role.ANALYST, "en"),
]
SECOND_SEATS = [("usenov", "KG-MIA", Role.ANALYST)]  # he serves at the border and in the ministry
SHOWN = OFFICERS[:10]
"""One account for each role, in the order of the roles' table as a visitor may try them."""


def password(username: str) -> str:
    """Printed at every start: whoever reaches this machine's port 8000 may try everything."""
    return f"demonstration-{username}"


def open_offices() -> None:
    for line in OFFICES.strip().splitlines():
        about, titles = line.split(": ")
        id, country, sort, parent = about.split()
        english, russian = titles.split(" | ")
        actions.create_office(
            operator(),
            id=id,
            names={"en": english, "ru": russian},
            country=country,
            sort=sort,
            parent="" if parent == "-" else parent,
            passphrase=PASSPHRASE,
        )
    for username, name, office, role, language in OFFICERS:
        actions.enrol_officer(
            operator(),
            username=username,
            name=name,
            language=language,
            password=password(username),
            office=office,
            roles=[role],
        )
    for username, office, role in SECOND_SEATS:
        officer = Officer.objects.get(username=username)
        actions.add_seat(operator(), officer=officer, office=office, roles=[role])
    for name, english, russian, members in GROUPS:
        names = {"en": english, "ru": russian}
        known_to = ["public"] if name in STANDING else []
        actions.found_group(
            officer_at("orlov", "CENTRE"), name=name, names=names, members=members, known_to=known_to
        )


def officer_at(username: str, office: str = "") -> Reader:
    """An officer in the seat, as it stands now."""
    return reader_for(seat_of(username, office), PURPOSE)
