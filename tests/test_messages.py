"""What people read is there in Russian: every text, on every page, with its placeholders."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Message

from sarhad.access.models import Officer
from sarhad.access.roles import Role
from sarhad.collect.mapping import shipped
from sarhad.figures.records import CODES
from sarhad.kernel import dates, units
from sarhad.ledger.models import Fragment, Party
from sarhad.links.charts.models import ChartStep
from sarhad.systems.monitor.tests import tabling
from tests.e2e.scene import build, pages
from tests.messages import LOCALE, collect, read, texts, untranslated

RU = LOCALE / "ru" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
HOW_TO = "run `python3 dev.py messages`, then translate what it lists"


@pytest.fixture(scope="module")
def russian():
    return read(RU)


@pytest.fixture(scope="module")
def source():
    return collect()


def named(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def test_the_catalogue_has_every_text_and_no_other(russian, source):
    there, wanted = ({named(message) for message in catalog if message.id} for catalog in (russian, source))
    missing, superfluous = wanted - there, there - wanted
    assert not missing, HOW_TO
    assert not superfluous, HOW_TO


def test_every_text_is_translated(russian):
    assert not [message.id for message in untranslated(russian)]
    assert not [message.id for message in russian if message.fuzzy]


def test_placeholders_agree(russian):
    """A singular may leave out its number, as in “1 office”; Russian needs it for 21 too."""
    for message in (each for each in russian if each.id):
        asked = [set(PLACEHOLDER.findall(text)) for text in texts(message.id)]
        for text in texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == set().union(*asked), message.id


def test_russian_is_written_as_russian(russian):
    """Its own quotation marks, the small polite you, and spaces at the ends where the English has them."""
    for message in (each for each in russian if each.id):
        for text in texts(message.string):
            assert not re.search(r"[“”„]|[а-яё,] (Вы|Ваш|Вам|Вас)\w*\b", text), text
            assert text[:1].isspace() == texts(message.id)[0][:1].isspace(), text


def test_what_is_compiled_is_what_is_written(russian):
    with RU.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in (each for each in russian if each.id):
        first, context = texts(message.id)[0], message.context
        said = compiled.pgettext(context, first) if context else compiled.gettext(first)
        assert said == texts(message.string)[0], HOW_TO


@pytest.mark.parametrize(("n", "form"), [(1, 0), (21, 0), (2, 1), (24, 1), (5, 2), (11, 2), (112, 2), (0, 2)])
def test_three_plural_forms(russian, n, form):
    message = next(each for each in russian if each.id == ("1 office", "%(n)s offices"))
    with RU.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).ngettext(*message.id, n) == message.string[form]


@pytest.mark.parametrize(
    "text",
    [
        *dates.MESSAGES.values(),  # plain tables of rooms without Django
        *units.MESSAGES.values(),
        "liaison officer",  # gettext_lazy
        "Check the spelling or drop the year.",  # a template
        ("1 office", "%(n)s offices"),  # blocktranslate with its plural
    ],
)
def test_every_kind_of_text_is_found(source, text):
    assert source.get(text) is not None


# Pages

TECHNICAL = (
    "III "  # of a quarter
    "check error nothing stop "  # what `sarhad screen` writes into tables
    "AMBER Alt Analyst CLEAR COSE_Sign1 CSV Collect Ctrl DOCX English Enter Esc Firefox FollowTheMoney "
    "FtM GIF GREEN JPEG JSON Notebook ODK OpenSanctions PDF PNG PostgreSQL RED SQLite STRICT Sarhad "
    "Shift TIFF TLP Tab UTC UTF WebP XLSX XML YAML "
    "anx karimov sarhad utf verify zip "
    "Atom CC Earth GeoJSON GeoNames GeoPackage Lite Natural Parquet SDMX SPSS SVG Stata Vega ZIP "
    "AFN AZN CNY EUR IRR KGS KZT PKR RUB TJS TMT TRY USD UZS"
)
WRITTEN = (
    "The day was mistyped", "Phone and face agree", "Not as evidence in court without our consent",
    "Not to be used or passed on without TJ-DCA", "Karimov Farho…", "Karimov Farkh…", "sodiqov 1990", "test",
    "wanted-2026.csv", "wanted", "Full name", "Date of birth", "Aliev Said", "operator", "operation of the node",
    "tcell-992905550144.csv", "tcell-992905550144",
    *CODES, *{cell for row in tabling.ROWS for cell in row.split(",")}, *tabling.HEAD.split(","), "seizures.csv",
    "monitor", "questionnaire kz 2014", "country=af&year=2026&group=heroin", "rules", "claims", "crime", "demand",
    "cultivation", "prices", "profile tj", "countries", "records", "trends", "overview",  # what the audit notes
)  # fmt: skip
"""What else stands in the scene or its audit."""
NAMES = ("monitor-substances", "monitor-rules")
"""Pages that give names in both languages, and sources in the one in which they were published."""
ATTRIBUTES = {"title", "placeholder", "aria-label", "alt", "data-label"}
WORD = re.compile(r"\b(?![a-f]{8})[A-Za-z][A-Za-z_]{2,}\b")  # ids may be letters alone


class Texts(HTMLParser):
    """What a page says: its texts, and the attributes that are shown or read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ATTRIBUTES and value]

    def handle_data(self, text):
        if self.cdata_elem is None:  # what a script reads says the same as the page
            self.found.append(text)


def data(typed: Iterable[str] = ()) -> re.Pattern[str]:
    """What officers wrote, and how they and their offices are called."""
    found = set(typed) | {text for party in Party.objects.all() for text in (party.id, party.name_en)}
    found |= {text for officer in Officer.objects.all() for text in (officer.name, officer.username)}
    for fragment in Fragment.objects.select_related("scope"):
        found |= set(leaves(json.loads(fragment.data)))
    for step in ChartStep.objects.all():
        found |= set(leaves(json.loads(step.state)))
    found |= {text[:23].rstrip() for text in found if len(text) > 24}  # as pictures cut it
    for mapping in shipped():  # the words of the files that they read, and of the mapping files
        found |= {mapping.name, *mapping.columns}
    every = sorted({*WRITTEN, *Role, *found}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(text) for text in every if len(text) > 2)})(?!\w)")


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from leaves(each)


def english(text: str, known: re.Pattern[str]) -> set[str]:
    return set(WORD.findall(known.sub("", text))) - set(TECHNICAL.split())


def test_no_english_is_left_on_russian_pages(cast):
    scene = build(cast)
    Officer.objects.update(language="ru")
    every = pages(scene)
    known, left = data(), {}
    for who, wanted in every.items():
        client = cast.client(who)
        for name, address in wanted:
            html = client.get(address, headers={"accept-language": "ru"}).content.decode()
            if not name.startswith(NAMES):
                left |= {text: name for text in Texts(html).found if english(text, known)}
    assert not left, "\n".join(f"{name}: {text.strip()}" for text, name in left.items())


REFUSED = [
    ("anonymous", "/sign-in/", {"login": "nobody", "password": "wrong"}),
    ("owner", "/contribute/Person/", {"p-birthDate": "31.02.1980", "p-phone": "12", "p-nationality": "xx yy"}),
    ("owner", "/contribute/Person/", {"grade": "Z9", "level": "3", "stated": "around 1990", "scheme": "4x4"}),
    ("owner", "/contribute/Seizure/", {"i0-reportedAmount": "12", "p-date": "03/2020/1"}),
    ("owner", "/release/?e={scene.person}", {"on_accept": "on", "password": "wrong"}),
    ("owner", "/purge/?e={scene.person}", {"second": "nobody", "second_password": "x", "password": "y"}),
    ("owner", "/e/{scene.person}/with/{scene.other}/", {"why": "no verdict"}),
    ("owner", "/e/{scene.person}/link/", {"other": "nothing", "start": "3 March or so"}),
    ("owner", "/officers/new/", {"password": "short", "roles": ["auditor"]}),
    ("owner", "/password/", {"oldpassword": "wrong", "password1": "owner", "password2": "b"}),
    ("owner", "/tokens/", {"expires": "2099-01-01"}),
    ("owner", "/seat/", {"seat": "0"}),
    ("owner", "/import/", {"level": "1"}),
    ("owner", "/screening/", {"mrz": "P<TJK", "name": "1", "birth": "31.02.1983", "number": "1", "plate": "1"}),
    ("owner", "/screening/", {"birth": "1983"}),
    ("owner", "/screening/list/", {}),
    ("centre", "/groups/new/", {"name": "Not So"}),
    ("administrator", "/offices/new/", {"id": "lower", "passphrase": "short"}),
    ("administrator", "/offices/TJ-DCA/close/", {"heir": "TJ-DCA", "second": "BLO-NP"}),
]


def test_refusals_are_in_russian_too(cast):
    scene = build(cast)
    Officer.objects.update(language="ru")
    typed = {text for _who, _address, data in REFUSED for text in data.values() if isinstance(text, str)}
    known, left = data(typed), {}
    for who, address, given in REFUSED:
        answer = cast.client(who).post(address.format(scene=scene), given, headers={"accept-language": "ru"})
        assert b"errors" in answer.content, address
        left |= {text: address for text in Texts(answer.content.decode()).found if english(text, known)}
    assert not left, "\n".join(f"{name}: {text.strip()}" for text, name in left.items())
