"""The forms that ship: what each valid report states, and what an invalid one is told, in both languages."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import orjson
import pytest

from sarhad.access.grades import SCHEMES
from sarhad.collect.answers import starting
from sarhad.collect.answers.filling import Answers, fill
from sarhad.collect.answers.parties import for_reader
from sarhad.collect.answers.starting import begin
from sarhad.collect.forms import Form, catalogue, form_of
from sarhad.collect.publishing import mapping_of, shipped
from sarhad.collect.submissions import submit
from sarhad.kernel import model
from sarhad.kernel.substances import substance
from sarhad.kernel.units import unit
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

FORMS = ["assessment", "exercise", "intelligence", "meeting", "mobile-team", "neighbour-request", "seizure"]

WHERE = {"date": "2026-11-20", "time": "14:05:00.000+05:00", "place": "Nizhniy Pyandj, lane 2"}
GRADED = {"source_grade": "B", "information_grade": "2"}
SHARED = {"handling": "2", "handling_text": "Ask us first", "readers": f"KZ-MIA {MEMBERS}", "urgency": "urgent"}
COURIER = {"last_name": "Каримов", "first_name": "Фарход", "birth_date": "17.05.1983", "nationality": "tj"}
SEIZED = {
    "seizure_found": "dog",
    "transport": "road",
    "item": [{"substance": "heroin", "amount": "12.4", "unit": "kg"}],
}
TASK = {"recommendation_text": "Ten more controllers", "recommendation_owner": "KZ-MIA"}

VALID: dict[str, Answers] = {
    "intelligence": WHERE | GRADED | SHARED | SEIZED | {
        "summary": "A lorry with raisins is expected", "found": "control", "direction": "entry",
        "about": "person group vehicle document phone goods seizure", "position": "37.19 68.59 0 0",
        "cause": "shared", "cause_office": "KZ-MIA", "shared_reference": "No 115",
        "person": [COURIER | {"part": "courier"}, {"appearance": "tall, about 40"}],
        "group": [{"group_name": "The three brothers", "leader": "1"}],
        "vehicle": [{"plate": "0123 AB 01", "driver": "2", "trailer_plate": "9 TT 12"}],
        "document": [
            {"document_type": "passport", "document_number": "A1234567", "holder": "1"},
            {"document_type": "waybill", "document_number": "CMR 77", "genuine": "doubtful", "document_note": "x"},
        ],
        "phone": [{"phone_number": "93 500 11 22", "user": "1"}],
        "goods": [
            {"goods_name": "raisins", "goods_amount": "20", "goods_unit": "t", "container_number": "MSKU 123456 5"},
        ],
    },
    "mobile-team": WHERE | GRADED | SHARED | {
        "position": "38.56 68.79 800 5", "team": "Lynx 2", "summary": "Two men on foot", "found": "patrol",
        "about": "person", "person": [COURIER], "checked_people": "14",
    },
    "seizure": WHERE | GRADED | SHARED | SEIZED | {
        "summary": "In a double floor", "direction": "exit", "cause": "controlled-delivery",
        "delivery_name": "Raisin", "case_number": "K-17/2026", "about": "person vehicle",
        "person": [COURIER | {"part": "driver"}], "vehicle": [{"plate": "0123 AB 01", "owner": "1"}],
    },
    "neighbour-request": WHERE | GRADED | SHARED | {
        "asking_person": "Major Umarov", "asking_country": "uz", "way": "radio", "asked_for": "check-person stop",
        "summary": "Is he known to you?", "answered": "done", "measures": "Checked, not known", "about": "person",
        "person": [COURIER],
    },
    "meeting": WHERE | SHARED | {
        "subject": "Exchange on the river", "present": "KZ-MIA", "summary": "Agreed on radio hours",
        "recommendation": [TASK | {"recommendation_due": "2026-12-31", "recommendation_priority": "high"}],
    },
    "exercise": WHERE | SHARED | {
        "subject": "Barrier 2026", "exercise_kind": "demonstration", "present": "KZ-MIA UZ-NIAC",
        "participants": "120", "scenario": "A lorry breaks through", "summary": "Signals were late",
        "recommendation": [TASK],
    },
    "assessment": WHERE | SHARED | {
        "members": "Two experts", "summary": "Long queues", "people_a_day": "25000", "scanners": "broken",
        "recommendation": [TASK],
    },
}  # fmt: skip
LANGUAGES = ("en", "ru")
SUBJECTS = ["Person", "Involvement", "Vehicle"]
STATES = {
    "intelligence": [
        "Report", "Report", "Person", "Person", "Involvement", "OrganisedGroup", "Vehicle", "Vehicle",
        "UnknownLink", "UnknownLink", "Passport", "Identification", "Phone", "Container", "Consignment", "Seizure",
        "SeizedItem",
    ],
    "mobile-team": ["Report", "Report", "Person"],
    "seizure": ["Report", "Report", *SUBJECTS, "Ownership", "CriminalCase", "Seizure", "SeizedItem"],
    "neighbour-request": ["Report", "Report", "Person"],
    "meeting": ["Report", "Report", "Meeting", "Recommendation"],
    "exercise": ["Report", "Report", "Meeting", "Recommendation"],
    "assessment": ["Report", "Report", "Meeting", "Recommendation"],
}  # fmt: skip


def form(cast: Cast, id: str, lang: str = "en") -> Form:
    return for_reader(cast.reader("border"), catalogue()[id], lang)


def stated(entry: str) -> list[tuple[Fragment, dict[str, Any]]]:
    pos = Entry.objects.get(id=entry).pos
    rows = Fragment.objects.filter(id__range=(pos * ITEMS_PER_ENTRY, (pos + 1) * ITEMS_PER_ENTRY - 1))
    return [(row, orjson.loads(row.data)) for row in rows.select_related("scope").order_by("id")]


def one(found: list[tuple[Fragment, dict[str, Any]]], schema: str) -> dict[str, Any]:
    return next(data["properties"] for row, data in found if row.schema == schema)


@pytest.mark.parametrize("id", FORMS)
def test_a_valid_report_states_what_it_should(cast, id):
    done = submit(cast.reader("border"), form(cast, id), fill(form(cast, id), VALID[id]), {})
    assert (done.state, done.faults) == ("accepted", ())
    found = stated(done.entry)
    assert sorted(row.schema for row, _data in found) == sorted(STATES[id])
    for row, data in found:
        spec = model.schema(row.schema)
        assert set(data["properties"]) <= set(spec.properties), row.schema
        assert [name for name in data.get("raw", {}) if name not in data["properties"]] == [], "refused by cleaning"
    report = one(found, "Report")
    assert report["form"] == [f"{id} 1"]
    assert report["date"] == ["2026-11-20T14:05"]
    assert found[0][1]["stated"] == "2026-11-20T14:05+05:00"
    assert 0 < int(report["completeness"][0]) < 100
    assert report["completenessReason"]


def test_what_an_intelligence_report_says_hangs_together(cast):
    done = submit(
        cast.reader("border"),
        form(cast, "intelligence"),
        fill(form(cast, "intelligence"), VALID["intelligence"]),
        {},
    )
    found = stated(done.entry)
    ids = {}
    for row, _data in found:
        ids.setdefault(row.schema, []).append(row.entity)
    report, seizure, item = one(found, "Report"), one(found, "Seizure"), one(found, "SeizedItem")
    assert set(report["subject"]) == {
        id for schema in ("Person", "OrganisedGroup", "Vehicle", "Passport", "Identification", "Phone", "Container",
                          "Consignment", "Seizure", "SeizedItem") for id in ids[schema]
    }  # fmt: skip
    courier, driver = ids["Person"]
    assert one(found, "Passport")["holder"] == one(found, "Phone")["holder"] == [courier]
    assert one(found, "OrganisedGroup")["leader"] == [courier]
    links = [data["properties"] for row, data in found if row.schema == "UnknownLink"]
    assert {(link["role"][0], link["subject"][0]) for link in links} == {
        ("driver", driver),
        ("trailer", ids["Vehicle"][0]),
    }
    assert one(found, "Involvement") == {"subject": [courier], "event": ids["Seizure"], "part": ["courier"]}
    assert (seizure["cause"], seizure["causeOffice"], seizure["causeReference"]) == (
        ["shared"],
        ["KZ-MIA"],
        ["No 115"],
    )
    assert (item["seizure"], item["reportedAmount"], item["reportedUnit"]) == (ids["Seizure"], ["12.4"], ["kg"])
    assert one(found, "Phone")["number"] == ["+992935001122"]
    assert (report["latitude"], report["longitude"], report["timeZone"]) == (["37.19"], ["68.59"], ["+05:00"])
    assert {tuple(data["grade"]) for row, data in found[:-1]} == {("4x4", "B2")}


def test_readers_handling_and_author(cast):
    done = submit(
        cast.reader("border"),
        form(cast, "meeting"),
        fill(form(cast, "meeting"), VALID["meeting"] | {"readers": "UZ-NIAC"}),
        {},
    )
    found = stated(done.entry)
    reach = {
        (row.schema, "author" in data["properties"]): orjson.loads(row.scope.rule)["own"] for row, data in found
    }
    assert reach["Report", False]["read"] == ["UZ-NIAC"]
    assert reach["Report", False]["handling"]["level"] == 2
    assert reach["Report", False]["handling"]["text"] == "Ask us first"
    assert reach["Report", True]["read"] == [], "who wrote it stays in the office"
    assert reach["Recommendation", False]["read"] == ["KZ-MIA", "UZ-NIAC"], "who is to do it reads it"
    assert one(found, "Recommendation")["dueDate"] == ["2026-12-31"]


def test_nothing_that_was_answered_is_lost(cast):
    for id in ("neighbour-request", "assessment", "exercise"):
        done = submit(cast.reader("border"), form(cast, id), fill(form(cast, id), VALID[id]), {})
        said = str([data for _row, data in stated(done.entry)])
        instance = fill(form(cast, id), VALID[id])
        for shown in instance.walk():
            if not shown.group and shown.value and shown.node.kind not in ("date", "time", "geopoint"):
                texts = {shown.value, *(c.label("en") for c in shown.choices if c.name in shown.value.split())}
                controls = {"about", "handling", "handling_text", "readers", "source_grade", "information_grade"}
                assert (
                    shown.node.name in controls
                    or all(word in said for word in shown.value.split())
                    or any(text in said for text in texts)
                ), (id, shown.path)


FUTURE = {"en": "The date lies in the future.", "ru": "Дата в будущем."}
INVALID: list[tuple[str, Answers, str, dict[str, str]]] = [
    *((id, {"date": "2099-01-01"}, "date", FUTURE) for id in FORMS),
    ("seizure", {"item": [{"substance": "heroin", "amount": "0", "unit": "kg"}]}, "amount",
     {"en": "must be above zero", "ru": "больше нуля"}),
    ("seizure", {"person": [COURIER | {"passport_number": "none"}]}, "passport_number",
     {"en": "at least one of them a figure", "ru": "хотя бы одна цифра"}),
    ("seizure", {"vehicle": [{"plate": "0123 AB 01", "owner": "7"}]}, "owner",
     {"en": "no person of this number", "ru": "Лица с таким номером"}),
    ("intelligence", {"cause": "request", "cause_office": "KZ-MIA"}, "request_reference", {"en": "", "ru": ""}),
    ("intelligence", {"cause": ""}, "cause", {"en": "", "ru": ""}),
    ("intelligence", {"kind": "refusal"}, "refusal_reason", {"en": "", "ru": ""}),
    ("mobile-team", {"person": [{"last_name": "X", "birth_date": "May"}]}, "birth_date",
     {"en": "17.05.1983", "ru": "17.05.1983"}),
    ("mobile-team", {"position": ""}, "position", {"en": "", "ru": ""}),
    ("meeting", {"recommendation": [TASK | {"recommendation_due": "2026-01-01"}]}, "recommendation_due",
     {"en": "before the day of this report", "ru": "раньше даты"}),
    ("meeting", {"readers": "NOBODY"}, "readers", {"en": "", "ru": ""}),
    ("neighbour-request", {"measures": ""}, "measures", {"en": "", "ru": ""}),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_an_invalid_report_is_told_what_is_wrong_in_the_readers_language(cast, lang):
    for id, wrong, name, words in INVALID:
        instance = fill(form(cast, id, lang), VALID[id] | wrong)
        done = submit(cast.reader("border"), form(cast, id, lang), instance, {}, lang=lang)
        assert done.state == "refused"
        [fault] = [fault for fault in done.faults if fault.path.endswith(f"/{name}")]
        assert len(done.faults) == 1 or name == "date", done.faults
        assert words[lang] in fault.message
        assert (fault.number, fault.label) != ("", "")
    assert not Fragment.objects.filter(schema="Report").exists()


def test_a_report_begins_in_the_offices_own_time_zone(cast, monkeypatch):
    monkeypatch.setattr(starting, "zone", lambda country: timezone(timedelta(hours=6)))
    [answer] = {shown.value for shown in begin(cast.reader("border"), form(cast, "seizure")).walk()
                if not shown.group and shown.node.name == "time_zone"}  # fmt: skip
    assert answer == "+06:00"


def test_where_nothing_applies_the_form_stays_short(cast):
    short = sum(not shown.group for shown in fill(form(cast, "intelligence"), {}).walk())
    assert short < 30
    assert sum(not shown.group for shown in fill(form(cast, "intelligence"), VALID["intelligence"]).walk()) > 80


def test_the_forms_that_ship_are_these_and_say_everything_in_both_languages():
    assert sorted(shipped()) == FORMS
    for id in FORMS:
        form = form_of(id)
        assert form.languages == ("en", "ru")
        assert form.title("en") != form.title("ru")
        mapping = mapping_of(form)
        assert mapping.quality
        for question in form.nodes():
            assert all(map(question.label, LANGUAGES)), question.path
            assert not question.constraint or all(map(question.message, LANGUAGES)), question.path
            assert all(choice.label(lang) for choice in question.choices for lang in LANGUAGES), question.path


def test_lists_of_the_forms_are_those_of_the_model():
    lists = {}
    for id in FORMS:
        for question in form_of(id).nodes():
            lists.setdefault(question.name, set()).update(choice.name for choice in question.choices)
    options = {
        ("Seizure", "cause"): "cause", ("Seizure", "found"): "seizure_found", ("Seizure", "transport"): "transport",
        ("Report", "found"): "found", ("Report", "urgency"): "urgency", ("Involvement", "part"): "part",
        ("Recommendation", "priority"): "recommendation_priority",
    }  # fmt: skip
    for (schema, prop), name in options.items():
        assert lists[name] <= set(model.schema(schema).properties[prop].options), name
    source, information = SCHEMES["4x4"].parts
    assert lists["source_grade"] == set(source.meanings)
    assert lists["information_grade"] == set(information.meanings)
    assert all(substance(name) for name in lists["substance"] - {"other", "goods"})
    assert all(unit(name) for name in lists["unit"])
