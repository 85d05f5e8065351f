"""From an operator's file to its analysis: what is signed, who sees it, what goes out."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.entities import queries as facts
from sarhad.entities.actions import Draft, contribute
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import Scope
from sarhad.links.calls import queries
from tests.cast import MEMBERS, Cast

A, B, C = "+992935001122", "+992918000001", "+992918000002"
HEAD = "Абонент А;Абонент Б;Дата;Время;Длительность, сек;Тип\n"
ROWS = (
    (A, B, "25.01.2026", "13:45:10", "65", "Звонок"),
    (B, A, "25.01.2026", "14:45:10", "00:01:05", "Звонок"),
    (A, C, "28.01.2026", "23:00:00", "", "SMS"),
    (A, "111", "28.01.2026", "23:10:00", "5", "Звонок"),
    (A, "", "28.01.2026", "23:20:00", "5", "Звонок"),
)
FILE = (HEAD + "".join(";".join(row).replace("+", "") + "\n" for row in ROWS)).encode("cp1251")


def begun(cast: Cast, who: str = "colleague", data: bytes = FILE):
    client = cast.client(who)
    answer = client.post("/calls/new/", {"file": SimpleUploadedFile("=январь.csv", data), "country": "tj"})
    return client, answer


def filled(client, address: str, **more):
    """The fields of the page as a browser would send them."""
    form = client.get(address).context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return {**data, "legalBasis": "Court of Dushanbe, 12 Jan 2026, No. 7", "level": "1", "deed": "sign", **more}


def signed(cast: Cast, **more) -> str:
    client, answer = begun(cast)
    answer = client.post(answer.url, filled(client, answer.url, **more))
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.split("/")[2]


def test_a_file_becomes_records_phones_and_communications(cast):
    owner = cast.reader("colleague")
    known = contribute(owner, [Draft("Phone", {"number": [B]})], Scope()).id
    sight = Sight(owner)
    phone = facts.contribution(owner, known).statements[0].entity
    made = signed(cast, read=[MEMBERS])
    found = queries.records(owner, made)
    assert (found.name, found.legal_basis[:5], found.start, found.stop) == (
        "=январь", "Court", "2026-01-25", "2026-01-28",
    )  # fmt: skip
    assert facts.open_attachment(owner, found.file.digest)[1] == FILE, "kept as it came"
    assert found.subject.caption == A
    profile = facts.profile(owner, found.subject.id)
    links = {
        (each.other.caption, each.outgoing): {fact.name: fact.values[0].value for fact in each.facts}
        for each in facts.relations(owner, profile)
        if each.kind == "Communication"
    }
    assert {key: said["times"] for key, said in links.items()} == {
        (B, True): "1", (B, False): "1", (C, True): "1", ("111", True): "1",
    }  # fmt: skip
    assert links[C, True]["means"] == "message"
    assert links[B, True]["startDate"] == "2026-01-25T13:45:10"
    others = {each.other.id for each in facts.relations(owner, profile) if each.other.caption == B}
    assert others == {phone}, "the office's own phone is the same one"
    again = signed(cast, read=[MEMBERS])
    assert queries.records(owner, again).subject.id == found.subject.id
    assert len(ids_listed(sight, "CallRecords")) == 2


def test_the_analysis_counts_and_names(cast):
    contribute(
        cast.reader("colleague"), [Draft("Person", {"name": ["Karimov Farkhod"], "phone": [C]})], Scope()
    )  # fmt: skip
    holder = Draft("Person", {"name": ["Yusupova Madina"], "phone": [A]})
    contribute(cast.reader("colleague"), [holder], Scope())
    made = signed(cast)
    page = cast.client("colleague").get(f"/calls/{made}/?event=26.01.2026")
    assert "Yusupova Madina" in page.content.decode(), "whose calls they are"
    found = page.context["found"]
    assert (found.focus, len(found.calls), found.messages, found.seconds) == (A, 4, 1, 135)
    assert [(each.number, each.made, each.received) for each in found.partners] == [
        (B, 1, 1), (C, 1, 0), ("111", 1, 0),
    ]  # fmt: skip
    assert [each.number for each in found.appeared] == [C, "111"]
    assert [each.number for each in found.silent] == [B]
    assert [gap.days for gap in found.gaps] == [2]
    text = page.content.decode()
    assert "Karimov Farkhod" in text
    assert "1 row of the file is set aside" in text
    only = cast.client("colleague").get(f"/calls/{made}/?number=918000001&since=25.01.2026&until=25.01.2026")
    assert len(only.context["found"].calls) == 2
    for wrong, field in (
        ("since=nonsense", "since"),
        ("number=7", "number"),
        ("since=2.2.2026&until=1.1.2026", "until"),
    ):
        page = cast.client("colleague").get(f"/calls/{made}/?{wrong}")
        assert field in page.context["form"].errors


def test_others_see_nothing_or_what_was_released(cast):
    alone, shared = signed(cast), signed(cast, read=[MEMBERS], level="2")
    for who in ("outsider", "liaison"):
        assert [cast.client(who).get(f"/calls/{id}/").status_code for id in (alone, shared, "0" * 32)] == [404] * 3
    partner = cast.client("partner")
    assert partner.get(f"/calls/{alone}/").status_code == 404
    assert len(partner.get("/calls/").context["rows"]) == 1
    page = partner.get(f"/calls/{shared}/")
    assert len(page.context["found"].calls) == 4
    assert not page.context["may_export"]
    assert partner.get(f"/calls/{shared}/csv/?what=calls").status_code == 302, "H2: the owner is asked first"
    assert partner.get(f"/calls/common/?r={shared}&r={alone}").status_code == 302, "one is not there for it"


def test_tables_go_out_marked_and_without_formulas(cast):
    made = signed(cast)
    client = cast.client("colleague")
    for what in ("partners", "days", "hours", "changed", "gaps", "bad", "calls"):
        answer = client.get(f"/calls/{made}/csv/?what={what}")
        text = answer.content.decode("utf-8-sig")
        assert answer.status_code == 200
        assert "H1" in text or what == "changed", "nothing changed without an event"
        assert not any(cell[:1] in "=+-@" for line in text.splitlines() for cell in line.split(",") if cell)
    assert client.get(f"/calls/{made}/csv/?what=nonsense").status_code == 404


def test_common_contacts_of_two_files(cast):
    one = signed(cast)
    other = (
        HEAD
        + "992900000009;992918000001;25.01.2026;13:45:10;5;Звонок\n" * 2
        + ("992900000009;992917777777;25.01.2026;13:45:10;5;Звонок\n")
    )
    client, answer = begun(cast, data=other.encode())
    two = client.post(answer.url, filled(client, answer.url)).url.split("/")[2]
    page = client.get(f"/calls/common/?r={one}&r={two}")
    assert [number for number, _parts in page.context["page"].items] == [B]
    assert [part.times for part in page.context["page"].items[0][1]] == [2, 2]


def test_what_is_wrong_with_the_columns_is_said(cast):
    client, answer = begun(cast)
    address = answer.url
    for change, said in (
        ({"c0": ""}, "which columns hold the two numbers"),
        ({"c2": ""}, "which column holds the date"),
        ({"c2": "caller"}, "Two columns are both"),
        ({"c0": "subject"}, "not both"),
        ({"c0": "subject", "c1": "other", "c5": ""}, "in or went out"),
        ({"legalBasis": ""}, "This field is required"),
        ({"order": "mdy"}, "No row of the file counts"),
        ({"level": "3"}, "write the text"),
    ):
        page = client.post(address, filled(client, address, **change))
        assert page.status_code == 200
        assert said in page.content.decode(), change
    looked = client.post(address, filled(client, address, deed="look", legalBasis=""))
    assert looked.status_code == 200
    assert not looked.context["form"].errors
    assert client.post(address, {"deed": "drop"}).url == "/calls/"
    assert client.get(address).status_code == 404
    bad = cast.client("colleague").post(
        "/calls/new/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "country": "tj"}
    )
    assert "save it as XLSX" in bad.content.decode()


def test_another_office_cannot_open_a_waiting_file(cast):
    _client, answer = begun(cast)
    assert cast.client("partner").get(answer.url).status_code == 404
    assert cast.client("border").get("/calls/new/../").status_code in (200, 404)


def test_records_without_a_file_say_so(cast):
    owner = cast.reader("colleague")
    made = contribute(
        owner, [Draft("CallRecords", {"name": ["x"], "legalBasis": ["y"], "columns": ["{}"]})], Scope()
    )
    entity = facts.contribution(owner, made.id).statements[0].entity
    client = cast.client("colleague")
    assert "No file stands with these records" in client.get(f"/calls/{entity}/").content.decode()
    assert client.get(f"/calls/{entity}/csv/").status_code == 404
    assert [row.name for row in client.get("/calls/").context["rows"]] == ["x"]
