"""Pages of substances, units and rules: open to everyone, in both languages, and as files."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client

from sarhad.access.models import AuditEntry
from sarhad.kernel import conversions, substances, units
from sarhad.systems.monitor.kinds import queries, words
from sarhad.systems.monitor.out import labelled
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def page(address: str, client: Client | None = None, language: str = "en", status: int = 200) -> str:
    answer = (client or Client()).get(address, headers={"accept-language": language})
    assert answer.status_code == status, address
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("yaba", {"methamphetamine"}),
        ("экстази", {"ecstasy"}),
        ("2915.24", {"acetic-anhydride"}),
        ("108-24-7", {"acetic-anhydride"}),
        ("u-47700", {"u-47700"}),
        ("no such substance", set()),
        ("…", set()),
    ],
)
def test_a_substance_is_found_by_any_name_or_number(text, codes):
    assert {line.substance.code for branch in queries.tree("en", text) for line in branch.lines} == codes


def test_the_tree_holds_every_substance_once_below_its_class():
    lines = [line for branch in queries.tree("ru") for line in branch.lines]
    assert sorted(line.substance.code for line in lines) == sorted(substances.all_substances())
    place = {line.substance.code: n for n, line in enumerate(lines)}
    assert all(
        place[each.parent] < place[each.code] for each in substances.all_substances().values() if each.parent
    )
    only = {
        show: {x.substance.code for b in queries.tree("en", "", show) for x in b.lines} for show in queries.SHOW
    }
    assert only["new"] == substances.within("new")
    assert only["precursors"] == substances.within("precursors")
    assert "heroin" in only["controlled"]
    assert "ketamine" not in only["controlled"]


def test_rules_that_apply_and_units_that_stay_apart():
    applied, apart = queries.applying("ecstasy", "en")
    rules = {each.rule.code: each.units for each in applied}
    assert {"litre", "ecstasy-tablet", "ecstasy-tablet-before-2012", "ampoule"} <= rules.keys()
    assert rules["ecstasy-tablet"] == rules["ecstasy-tablet-before-2012"]
    assert "package" in apart
    others = [each for each in units.all_units().values() if each.dimension != "mass"]
    assert sum(map(len, rules.values())) - len(rules["ecstasy-tablet"]) + len(apart) == len(others)


@pytest.mark.parametrize(
    ("kg", "said"),
    [("0", "0 kg"), ("0.00027", "270 mg"), ("1.5", "1.5 kg"), ("0.00000005", "50 µg"), ("1234.5", "1 234.5 kg"),
     ("0.0000000001", "0.1 µg"), ("0.333333333", "333.333 g"), ("100000000", "100 000 000 kg")],
)  # fmt: skip
def test_weights_in_words(kg, said):
    assert " ".join(words.weight(Decimal(kg)).split()) == said


def test_pages_are_open_to_everyone_and_audited():
    tree = page("/monitor/substances/")
    assert "Methamphetamine" in tree or "methamphetamine" in tree
    assert 'aria-current="page"' in tree
    assert "метамфетамин" in page("/monitor/substances/?q=yaba", language="ru")
    assert "No substance has this name" in page("/monitor/substances/?q=zzzz")
    assert AuditEntry.objects.using("audit").filter(act="read-substances", text__text="zzzz").exists()
    page("/monitor/substances/none-such/", status=404)


def test_a_substance_says_its_control_and_how_it_is_weighed():
    told = page("/monitor/substances/acetic-anhydride/")
    for word in ("уксусный ангидрид", "2915.24", "108-24-7", "Table I", "Table II", "1.08 kg", "until 2001"):
        assert word in told
    assert 'href="/monitor/rules/#acetic-anhydride-litre"' in told
    assert "In no schedule" in page("/monitor/substances/ketamine/")
    assert "Список II" in page("/monitor/substances/methamphetamine/", language="ru")


def test_an_amount_is_converted_with_bounds_and_rule():
    asked = "/monitor/rules/?amount=1%20000&unit=tablet&substance=%D1%8D%D0%BA%D1%81%D1%82%D0%B0%D0%B7%D0%B8"
    told = page(f"{asked}&day=2014")
    assert "<b>270 g</b>" in told
    assert "200 g to 500 g" in told
    assert 'href="#ecstasy-tablet"' in told
    assert "90 g to 300 g" in page(f"{asked}&day=03.02.2010")
    assert "No rule converts this" in page("/monitor/rules/?amount=5&unit=package&substance=opium")
    told = page("/monitor/rules/?amount=2,5&unit=thousand-tablets&substance=captagon", language="ru")
    assert "2,5 · тысяча таблеток · каптагон" in told
    assert "<b>425 г</b>" in told


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("amount=&unit=tablet", "This field is required"),
        ("amount=five&unit=tablet", "is not a number"),
        ("amount=5&unit=sack", "Select a valid choice"),
        ("amount=5&unit=tablet&substance=gold", "is not in the list of substances"),
        ("amount=5&unit=tablet&day=yesterday", "yesterday"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(query, said):
    assert said in page(f"/monitor/rules/?{query}")


def test_every_rule_has_its_place_on_the_page():
    told = page("/monitor/rules/")
    assert all(f'<tr id="{code}">' in told for code in conversions.rules())
    assert all(f'id="from-{key}"' in told for key in conversions.sources())


def test_lists_leave_as_files():
    answer = Client().get("/monitor/rules/?form=csv")
    assert answer.status_code == 200
    assert len(answer.content.decode().splitlines()) > len(conversions.rules())
    found = Client().get("/monitor/substances/?q=jwh&form=csv").content.decode()
    assert "JWH-018" in found
    assert "heroin" not in found


@pytest.mark.parametrize("form", ["sav", "dta", "xlsx"])
def test_files_are_made_in_russian_too(form):
    """Texts of more bytes than letters, and notes longer than a line of SPSS takes."""
    if form != "xlsx":
        pytest.importorskip("pyreadstat", reason="needs the extra research")
    address = f"/monitor/substances/?show=precursors&form={form}"
    answer = Client().get(address, headers={"accept-language": "ru"})
    assert answer.status_code == 200
    assert "html" not in answer["Content-Type"]


@pytest.mark.parametrize("text", ["", "слово " * 40, "ы" * 200, "a" * 81, "короткая строка"])
def test_notes_are_parted_and_lose_nothing(text):
    parts = list(labelled._parts(text, 80))
    assert all(0 < len(part.encode()) <= 80 for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


def test_officers_see_the_same(cast: Cast):
    assert "108-24-7" in page("/monitor/substances/acetic-anhydride/", cast.client("owner"))
