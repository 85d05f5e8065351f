"""The data model: our schemata beside FollowTheMoney's, and how values are cleaned and read."""

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sarhad.kernel import model, specs
from sarhad.kernel.model import clean

DOC = Path(__file__).resolve().parents[4] / "docs" / "model.md"
NEW = sorted(name for name, spec in specs._ours().items() if "label" in spec)
OWN_PROPS = sorted((name, prop) for name, spec in specs._ours().items() for prop in spec["properties"])
ID = "0f" * 16


def has_cyrillic(text: str) -> bool:
    return any("Ѐ" <= char <= "ӿ" for char in text)


# The schemata


def test_version_is_that_of_the_library():
    assert f"ftm-{importlib.metadata.version('followthemoney')}+sarhad-5" == model.VERSION


def test_importing_the_model_does_not_load_followthemoney():
    code = "import sys; import sarhad.kernel.model; print('followthemoney' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


def test_all_schemata_that_were_asked_for_are_there():
    wanted = {
        "seizure.yml": ["Seizure", "SeizedItem"],
        "group.yml": ["OrganisedGroup", "TraffickingChannel"],
        "case.yml": ["CriminalCase", "Operation", "Involvement"],
        "exchange.yml": ["Request", "Answer", "Instrument", "InstrumentParty"],
        "place.yml": ["BorderCrossing", "Sighting"],
        "wanted.yml": ["WantedNotice", "NoticeStep"],
        "laboratory.yml": ["Sample", "LabResult"],
        "report.yml": ["Report", "Feedback", "TrafficCount", "LineMessage", "LineReceipt", "Consignment"],
        "desk.yml": [
            "Letter",
            "LetterReceipt",
            "RequestStep",
            "Meeting",
            "Plan",
            "Recommendation",
            "RecommendationStep",
            "RecallReceipt",
        ],
        "operation.yml": [
            "OperationPhase",
            "CommandPost",
            "OperationBrief",
            "BriefReceipt",
            "OperationCheck",
            "OperationForce",
            "OperationResult",
            "OperationStep",
            "OperationLogLine",
            "SourceUse",
            "DeliveryLeg",
            "DeliveryPermission",
            "LegStep",
            "DisruptionStep",
            "CaseStep",
        ],
        "figures.yml": ["ResultsReport", "ReportBasis", "PublishedFigure"],
        "chart.yml": ["Communication", "CallRecords", "Chart", "UnknownLink"],
        "monitor.yml": [
            "StatisticalTable",
            "RowDecision",
            "PlaceName",
            "PriceObservation",
            "SeizureNews",
            "CountryProfile",
        ],
        "thing.yml": ["Phone", "Container", "DonatedAsset", "Vehicle"],
    }
    for name, schemata in wanted.items():
        assert list(specs._yaml(specs.FOLDER / name)) == schemata
    assert {schema for each in wanted.values() for schema in each} == {*NEW, "Vehicle", "UnknownLink"}


@pytest.mark.parametrize("name", NEW)
def test_a_schema_of_ours_says_what_it_is_in_both_languages(name):
    spec = model.schema(name)
    for say in (spec.label, spec.plural, spec.description):
        assert say("en")
        assert has_cyrillic(say("ru")), say
    assert spec.featured
    assert spec.caption_props or spec.edge  # else a link is called by its two ends


@pytest.mark.parametrize(("name", "prop_name"), OWN_PROPS)
def test_a_property_of_ours_says_what_it_is_in_both_languages(name, prop_name):
    prop = model.schema(name).properties[prop_name]
    given = specs._ours()[name]["properties"][prop_name]
    assert given["label"] == prop.label("en")
    assert given["label_ru"] == prop.label("ru")
    assert prop.description("en").endswith(".")
    assert has_cyrillic(prop.description("ru"))
    assert prop.type == given.get("type", "string")
    assert (prop.range is not None) == (prop.type == "entity")
    for code, (english, russian, *_) in prop.options.items():
        assert (prop.show(code, "en"), prop.show(code, "ru")) == (english, russian)
    if "reverse" in given:
        back = model.schema(prop.range).properties[prop.reverse]
        assert back.stub
        assert has_cyrillic(back.label("ru"))


def test_our_links_do_not_take_a_name_that_is_in_use():
    """A link's other side would otherwise be shown under another property's label."""
    reverses = [(name, p["reverse"]["name"]) for name, prop in OWN_PROPS
                if "reverse" in (p := specs._ours()[name]["properties"][prop])]  # fmt: skip
    real = {prop.name for spec in model.schemata() for prop in spec.properties.values() if not prop.stub}
    assert not real.intersection(back for _, back in reverses)
    assert len({back for _, back in reverses}) == len(reverses)


def test_every_schema_has_a_russian_label():
    for spec in model.schemata():
        assert has_cyrillic(spec.label("ru")), spec.name


PEOPLE = ["Person", "Company", "Organization", "PublicBody", "Address", "Identification", "Passport"]
THINGS = ["Vehicle", "BankAccount", "Payment", "Event", "Call"]
RELATIONS = ["Ownership", "Directorship", "Family", "UnknownLink", "Sanction", "Membership", "Employment"]
LETTERS = {"iban", "imei", "imsi", "vin", "mmsi", "swiftBic", "leiCode", "dunsCode", "uscCode", "npiCode", "icijId",
           "bvdId", "sayariId", "brightQueryId", "permId", "cageCode", "giiNumber", "cikCode", "ipoCode", "jibCode",
           "mbsCode", "caemCode", "isinCode", "ricCode"}  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE + THINGS + RELATIONS)
def test_stock_schemata_that_our_sources_use_are_labelled_in_russian(name):
    shown = [prop for prop in model.schema(name).properties.values()
             if not (prop.hidden or prop.deprecated or prop.stub or prop.name in LETTERS)]  # fmt: skip
    assert [prop.name for prop in shown if not has_cyrillic(prop.label("ru"))] == []


def test_russian_labels_name_things_that_exist():
    known = {(s.name, prop) for s in model.schemata() for prop in ("", *s.properties)}
    assert set(specs._russian()) <= known


def test_a_nearer_label_wins_and_others_are_inherited():
    assert model.schema("Company").properties["name"].label("ru") == "Название"
    assert model.schema("Person").properties["name"].label("ru") == "Имя"
    assert model.schema("Person").properties["phone"].label("ru") == "Телефон"
    assert model.schema("Person").properties["phone"].label("tg") == "Phone"


def test_a_spec_tells_what_pages_and_derivations_need():
    seizure, ownership = model.schema("Seizure"), model.schema("Ownership")
    assert seizure.is_a("Seizure")
    assert seizure.is_a("Event")
    assert seizure.ancestors == {"Event", "Interval", "Analyzable", "Thing"}
    assert seizure.temporal == (("startDate", "date"), ("endDate",))
    assert list(seizure.properties)[:2] == ["date", "country"]
    assert (seizure.edge, ownership.edge) == (None, ("owner", "asset"))
    assert (seizure.matchable, model.schema("Person").matchable) == (False, True)
    assert (model.schema("Thing").abstract, model.schema("Person").abstract) == (True, False)
    assert model.schema("Vessel").properties["vin"].label() == "VIN"  # what we add to Vehicle is inherited
    assert model.schema("NoSuchThing") is None


def test_followthemoneys_own_entities_know_our_schemata():
    entity = model.ftm().make_entity("Seizure")
    entity.id = "x"
    entity.add("date", "2016-04-01")
    entity.add("vehicle", "v1")
    assert entity.to_dict()["properties"] == {"date": ["2016-04-01"], "vehicle": ["v1"]}


COMMON = [
    ("Person", "Person", "Person"), ("Person", "LegalEntity", "Person"), ("LegalEntity", "Company", "Company"),
    ("OrganisedGroup", "Organization", "OrganisedGroup"), ("Person", "Company", None), ("Person", "Vehicle", None),
    ("Odd", "Odd", "Odd"), ("Odd", "Person", None),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "expected"), COMMON)
def test_common_schema(a, b, expected):
    assert model.common(a, b) == model.common(b, a) == expected


# Cleaning: schema, property, given, values, raw, hints

KG, TJ = {"country": "kg"}, {"country": "tj"}
DMY, MDY, HIJRI = {"date_order": "dmy"}, {"date_order": "mdy"}, {"calendar": "solar-hijri"}
CLEANED = [
    ("Person", "name", ["  Иванов  Иван "], ["Иванов Иван"], [], {}),
    ("Person", "name", ["Иванов", "Ivanov", "Иванов"], ["Ivanov", "Иванов"], [], {}),
    ("Person", "name", ["И\u0306ван"], ["Йван"], [], {}),  # NFC
    ("Person", "name", ["Ali\u202eved\u0007"], ["Alived"], [], {}),
    ("Person", "name", ["علی\u200cرضا"], ["علیرضا"], ["علی\u200cرضا"], {}),
    ("Person", "name", ["", " ", "\u00a0", None], [], [], {}),
    ("Company", "name", ['"Вега"'], ["Вега"], ['"Вега"'], {}),
    ("Person", "phone", ["0555 12 34 56"], ["+996555123456"], ["0555 12 34 56"], KG),
    ("Person", "phone", ["918 12 34 56"], ["+992918123456"], ["918 12 34 56"], TJ),
    ("Person", "phone", ["0555 12 34 56"], [], ["0555 12 34 56"], {}),
    ("Person", "phone", ["+996 (555) 12-34-56"], ["+996555123456"], [], {}),
    ("Person", "phone", ["0555 123456", "n/a"], ["+996555123456"], ["0555 123456", "n/a"], KG),
    ("Person", "phone", ["+996555123456"], ["+996555123456"], [], {"country": "no such place"}),
    ("Person", "birthDate", ["1983-04", "1983"], ["1983", "1983-04"], [], {}),
    ("Person", "birthDate", ["1983-04-14 00:00:00"], ["1983-04-14"], [], {}),
    ("Person", "birthDate", ["14.04.1983"], ["1983-04-14"], ["14.04.1983"], {}),
    ("Person", "birthDate", ["03/04/1983"], [], ["03/04/1983"], {}),
    ("Person", "birthDate", ["03/04/1983"], ["1983-04-03"], ["03/04/1983"], DMY),
    ("Person", "birthDate", ["03/04/1983"], ["1983-03-04"], ["03/04/1983"], MDY),
    ("Person", "birthDate", ["1362-01-25"], ["1983-04-14"], ["1362-01-25"], HIJRI),
    ("Person", "birthDate", ["1990 - 1992", "2011-02-30"], [], ["1990 - 1992", "2011-02-30"], {}),
    ("Person", "birthDate", ["ok? 1983", "1983"], ["1983"], ["", "ok? 1983"], {}),
    ("Person", "modifiedAt", ["2011-12-29T10:00:59Z"], ["2011-12-29T10:00:59Z"], [], {}),
    ("Person", "nationality", ["KG", "Кыргызстан", "Tajikistan"], ["kg", "tj"], [], {}),
    ("Person", "nationality", ["Киргизия"], ["kg"], ["Киргизия"], {}),
    ("Person", "nationality", ["Nowhere"], [], ["Nowhere"], {}),
    ("Person", "gender", ["м", "жен."], ["female", "male"], [], {}),
    ("Person", "gender", ["?"], [], ["?"], {}),
    ("Person", "innCode", ["183116181362"], ["183116181362"], [], {}),
    ("Person", "innCode", ["123"], [], ["123"], {}),
    ("Person", "passportNumber", ["AN 1234567"], ["AN 1234567"], [], {}),
    ("Person", "email", ["Ali@Example.COM", "nobody"], ["Ali@example.com"], ["", "nobody"], {}),
    ("Person", "topics", ["crime.traffick.drug"], ["crime.traffick.drug"], [], {}),
    ("Person", "height", ["about 180 cm"], ["about 180 cm"], [], {}),
    ("BankAccount", "iban", ["GB29 NWBK 6016 1331 9268 19"], ["GB29NWBK60161331926819"], [], {}),
    ("Vehicle", "registrationNumber", ["01 KG 123 ABC"], ["01 KG 123 ABC"], [], {}),
    ("Seizure", "cause", ["chance", "Операция"], ["chance", "operation"], [], {}),
    ("Seizure", "cause", ["felt like it"], [], ["felt like it"], {}),
    ("Seizure", "transport", ["Private road"], ["road"], ["Private road"], {}),
    ("Seizure", "direction", ["Border - inbound", "Въезд"], ["entry"], ["Border - inbound"], {}),
    ("SeizedItem", "reportedAmount", ["14,730"], ["14,730"], [], {}),
    ("Ownership", "owner", [ID, "NK-abc", "ofac:12_3"], [ID, "NK-abc", "ofac:12_3"], [], {}),
    ("Person", "notes", ["line\nline"], ["line\nline"], [], {}),
    ("Person", "shoeSize", [" 43 "], ["43"], [], {}),
    ("Martian", "name", ['"Zed"'], ['"Zed"'], [], {}),
    ("Person", "name", "Ivan", ["Ivan"], [], {}),  # one text, not four letters
    ("Person", "birthDate", [1983], ["1983"], [], {}),
    ("Person", "ownershipOwner", ["x"], ["x"], [], {}),  # the other side of a link is kept, not read
]  # fmt: skip


@pytest.mark.parametrize(("schema", "prop", "given", "values", "raw", "hints"), CLEANED)
def test_clean(schema, prop, given, values, raw, hints):
    cleaned = clean(schema, {prop: given}, **hints)
    assert cleaned.properties.get(prop, []) == values
    assert cleaned.raw.get(prop, []) == raw
    assert set(cleaned.properties) | set(cleaned.raw) <= {prop}


BAD = [
    (["a\0b"], "NUL"), (["\ud800"], "half a character"), ([{"id": "x"}], "dict is not text"),
    ({"id": "x"}, "dict is not text"), ([["x"]], "list is not text"), ([b"x"], "bytes is not text"),
]  # fmt: skip


@pytest.mark.parametrize("schema", ["Person", "Martian"])
@pytest.mark.parametrize(("given", "reason"), BAD)
def test_what_is_not_text_is_refused_with_the_property_named(schema, given, reason):
    with pytest.raises(ValueError, match=rf"^nickname: .*{reason}"):
        clean(schema, {"nickname": given})


def test_a_property_with_nul_in_its_name_is_refused():
    with pytest.raises(ValueError, match="NUL"):
        clean("Person", {"nick\0name": ["x"]})


def test_order_does_not_matter():
    one = clean("Person", {"name": ["b", "a"], "birthDate": ["1983"]})
    other = clean("Person", {"birthDate": ["1983"], "name": ("a", "b", "a")})
    assert json.dumps(one) == json.dumps(other)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SOME = ["name", "phone", "birthDate", "nationality", "gender", "address", "website", "email", "odd"]


@given(st.dictionaries(st.sampled_from(SOME), st.lists(TEXTS, max_size=3)))
def test_nothing_that_is_read_is_lost(given):
    """Each value given is among the values, or in raw; raw says which value it became."""
    cleaned = clean("Person", given)
    for name, values in given.items():
        pairs = model.pairs(*cleaned, name)
        assert [value for value, _ in pairs if value] == cleaned.properties.get(name, [])
        alone = [clean("Person", {name: [value]}) for value in values]
        assert {v for each in alone for v in each.properties.get(name, [])} == {v for v, _ in pairs if v}
        assert {t for each in alone for _, t in model.refused(*each)} == {t for v, t in pairs if not v}


def test_pairs_and_refused():
    cleaned = clean("Person", {"phone": ["0555 123456", "+996777123456", "n/a"], "name": ["Ali"]}, country="kg")
    assert model.pairs(*cleaned, "phone") == [
        ("+996555123456", "0555 123456"), ("+996777123456", ""), ("", "n/a"),
    ]  # fmt: skip
    assert model.pairs(*cleaned, "name") == [("Ali", "")]
    assert model.refused(*cleaned) == [("phone", "n/a")]


@pytest.mark.parametrize("name", ["t1.ftm.json", "zala.ftm.json", "parteispenden.ftm.json"])
def test_real_entities_are_cleaned_as_followthemoney_does(shared_data, name):
    seen = 0
    for line in (shared_data / "ftm_samples" / name).read_text("utf-8").splitlines():
        data = json.loads(line)
        theirs = model.ftm().get_proxy({**data, "properties": {**data["properties"]}}, cleaned=False)
        ours = clean(data["schema"], data["properties"])
        seen += len(ours.properties)
        assert ours.properties == {key: sorted(values) for key, values in theirs.properties.items()}
        assert clean(data["schema"], ours.properties) == (ours.properties, {})
    assert seen > 40


# Reading what an entity says

VEHICLE = {"registrationNumber": ["01 КG 123 АВС"], "vin": ["WDB-9630"], "owner": [ID], "name": ["Truck"]}
READ = [
    (model.links, "Vehicle", VEHICLE, [("owner", ID)]),
    (model.links, "Seizure", {"vehicle": ["a", "b"], "country": ["kg"]}, [("vehicle", "a"), ("vehicle", "b")]),
    (model.links, "Martian", {"owner": [ID]}, []),
    (model.identifiers, "Vehicle", VEHICLE, [("plate", "01KG123ABC"), ("vin", "WDB9630")]),
    (model.identifiers, "Person", {"phone": ["+996555123456"], "email": ["A@b.kg"]},
     [("phone", "+996555123456"), ("email", "a@b.kg")]),
    (model.identifiers, "Person", {"passportNumber": ["AN 12"], "idNumber": ["АН12", "-"]},
     [("id", "AN12"), ("id", "AH12")]),
    (model.identifiers, "Phone", {"number": ["+99655"], "imei": ["3-5"]}, [("phone", "+99655"), ("imei", "35")]),
    (model.identifiers, "BankAccount", {"iban": ["GB1"], "accountNumber": ["1 2"]},
     [("iban", "GB1"), ("account", "12")]),
    (model.identifiers, "Container", {"number": ["MSKU 123456 5"]}, [("container", "MSKU1234565")]),
    (model.identifiers, "CriminalCase", {"caseNumber": ["7-16"]}, [("case", "716")]),
    (model.identifiers, "Vessel", {"imoNumber": ["9074729"], "mmsi": ["1"]}, [("imo", "9074729"), ("mmsi", "1")]),
    (model.identifiers, "Thing", {"programId": ["UN-1"]}, []),  # the list it stands on, not who it is
    (model.names, "Person", {"name": ["A B"], "alias": ["C", "A B"], "notes": ["D"]}, ["A B", "C"]),
    (model.names, "Person", {"firstName": ["Али"], "lastName": ["Каримов"], "fatherName": ["Саидович"]},
     ["Каримов Али Саидович"]),
    (model.names, "Martian", {"name": ["Zed"]}, []),
    (model.caption, "Person", {"name": ["Karimov Ali", "Каримов Али"]}, "Karimov Ali"),
    (model.caption, "Person", {"name": ["Каримов Али", "Карим Али", "Каримов Али Бек"]}, "Каримов Али"),
    (model.caption, "Person", {"lastName": ["Каримов"], "firstName": ["Али"]}, "Каримов Али"),
    (model.caption, "Vehicle", {"registrationNumber": ["01KG"]}, "01KG"),
    (model.caption, "Martian", {"name": ["Zed"]}, "Zed"),
    (model.caption, "Ownership", {"owner": [ID]}, ""),
    (model.event_date, "Seizure", {"date": ["2016-08", "2016-04"]}, "2016-04"),
    (model.event_date, "Seizure", {"date": ["2016"], "startDate": ["2017"]}, "2017"),
    (model.event_date, "Person", {"name": ["A"]}, None),
    (model.event_date, "Martian", {"date": ["2016"]}, None),
]  # fmt: skip


@pytest.mark.parametrize(("read", "schema", "properties", "expected"), READ)
def test_read(read, schema, properties, expected):
    assert read(schema, properties) == expected


def test_what_is_searched_and_what_is_stored_fold_alike():
    assert model.identifier_key("plate", "01 кg 123 авс") == model.identifier_key("plate", "01KG123ABC")


SHOWN = [
    ("Person", "nationality", "kg", "Kyrgyzstan", "Кыргызстан"),
    ("Person", "nationality", "suhh", "Soviet Union", "СССР"),
    ("Person", "gender", "male", "male", "мужской"),
    ("Person", "spokenLanguage", "tgk", "Tajik", "таджикский"),
    ("Person", "topics", "crime.traffick.drug", "Drug trafficking", "Незаконный оборот наркотиков"),
    ("Person", "phone", "+996555123456", "+996 555 123 456", "+996 555 123 456"),
    ("Person", "name", "Ali", "Ali", "Ali"),
    ("Seizure", "cause", "shared", "Shared by another office", "Сведения другого ведомства"),
    ("Seizure", "cause", "odd", "odd", "odd"),
]


@pytest.mark.parametrize(("schema", "prop", "value", "english", "russian"), SHOWN)
def test_show(schema, prop, value, english, russian):
    prop = model.schema(schema).properties[prop]
    assert (prop.show(value, "en"), prop.show(value, "ru")) == (english, russian)


def test_every_topic_and_country_has_a_russian_name():
    from followthemoney.types import registry

    topics = model.schema("Thing").properties["topics"]
    assert [code for code in registry.topic.codes if not has_cyrillic(topics.show(code, "ru"))] == []
    country = model.schema("Thing").properties["country"]
    for code in ["kz", "kg", "tj", "tm", "uz", "az", "ru", "af", "ir", "pk", "cn", "tr", "us", "gb"]:
        assert has_cyrillic(country.show(code, "ru")), code


# Names that were given up


@pytest.fixture
def renamed(monkeypatch):
    aliases = {"schemata": {"Bust": "Seizure"}, "properties": {"Seizure": {"seenAt": "crossing", "day": "date"}}}
    caches = (model._parts, model._table, model._captions)
    monkeypatch.setattr(specs, "_aliases", lambda: aliases)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


def test_what_older_bodies_say_is_read_under_its_present_name(renamed):
    assert model.schema("Bust").name == "Seizure"
    assert model.common("Bust", "Event") == "Seizure"
    assert model.links("Bust", {"seenAt": [ID]}) == [("crossing", ID)]
    assert model.event_date("Bust", {"day": ["2016"]}) == "2016"
    assert model.present("Bust", {"day": ["2016"], "date": ["2015"]}) == {"date": ["2016", "2015"]}
    assert clean("Bust", {"day": ["2016"], "date": ["2015"]}).properties == {"date": ["2015", "2016"]}


def test_aliases_lead_to_what_exists():
    aliases = yaml.safe_load((specs.FOLDER / "aliases.yml").read_text("utf-8"))
    assert all(model.schema(new) for new in aliases["schemata"].values())
    for name, renamed in aliases["properties"].items():
        assert set(renamed.values()) <= set(model.schema(name).properties)


# The documentation


@pytest.mark.parametrize("name", NEW)
def test_the_documentation_names_every_schema_of_ours(name):
    assert f"`{name}`" in DOC.read_text("utf-8")
