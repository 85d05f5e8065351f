"""The pages of results: each number opens its records, nobody gets more than what is released to it."""

import io
import re

import openpyxl
import pytest

from sarhad.entities.judging import judge
from sarhad.kernel.claim import Claim, Handling, Scope
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

OPEN = Scope(read=(MEMBERS,), handling=Handling(0))
CLOSED = Scope(read=(MEMBERS,), handling=Handling(2))
YEAR = "since=2013-01-01&until=2013-12-31"


def seizure(n, day, kg, cause, **more):
    id = f"{n:032x}"
    what = {"date": [day], "country": ["kg"], "cause": [cause], **{name: [value] for name, value in more.items()}}
    item = {"seizure": [id], "substance": ["heroin"], "reportedAmount": [kg], "reportedUnit": ["kg"]}
    return [Claim(id, "Seizure", what), Claim(f"{n + 1000:032x}", "SeizedItem", item)]


@pytest.fixture
def cast(db) -> Cast:
    """165 of 171 kg by cooperation in 2013, 60 of 115 in 2012; one is the partner's, not to be taken out."""
    made = Cast()
    said = [
        *seizure(1, "2013-03-01", "100", "shared", detained="2"), *seizure(2, "2013-05-01", "6", "routine-control"),
        *seizure(3, "2012-03-01", "60", "request"), *seizure(4, "2012-04-01", "55", "chance"),
    ]  # fmt: skip
    made.contribute("TJ-DCA", said, OPEN)
    made.contribute("KZ-MIA", seizure(5, "2013-06-01", "65", "operation"), CLOSED)
    report = {"subject": [f"{1:032x}"], "name": ["Night at the bridge"], "date": ["2013-03-01"]}
    made.contribute("TJ-DCA", [Claim("ab" * 16, "Report", report)], OPEN)
    return made


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def links(response, part):
    found = re.findall(r'href="([^"]*)"', response.content.decode().replace("&amp;", "&"))
    return [each for each in found if part in each]


def test_what_led_to_it_this_year_and_the_year_before(cast):
    client = cast.client("owner")
    page = client.get(f"/results/?{YEAR}")
    said = text(page)
    assert "165 of 171 kg (96%) through cooperation between agencies" in said
    assert "The year before 60 of 115 kg (52%)" in said
    assert "100 of 171 kg (58%) on intelligence that another office shared" in said
    behind = [text(client.get(each)) for each in dict.fromkeys(links(page, "/results/records/"))]
    assert behind
    assert not [each for each in behind if "Nothing released to you stands behind" in each]


def test_a_number_opens_its_records_and_each_says_how_it_counts(cast):
    client = cast.client("partner")
    records = client.get(f"/results/records/?figure=kg&{YEAR}&row=cause&key=cooperation")
    said = text(records)
    assert "100 kg" in said and "65 kg" in said and " 6 kg" not in said  # noqa: PT018
    [address, *_] = links(records, f"/results/seizure/{1:032x}/")
    page = client.get(address)
    assert "Night at the bridge" in text(page)
    assert links(page, "/reports/" + "ab" * 16)
    assert links(page, "/results/?since=2013-03-01&until=2013-03-31")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_may_not_leave_the_office_is_left_out_and_named(cast, form):
    asked = {"figure": "kg", "since": "2013-01-01", "until": "2013-12-31", "form": form}
    client = cast.client("owner")
    data = b"".join(client.post("/results/records/export/", asked))
    if form == "csv":
        lines = data.decode("utf-8-sig").splitlines()
        assert [line.split(",")[9] for line in lines[1:]] == ["6", "100"]
    else:
        cover, sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        assert [row[9].value for row in sheet.iter_rows(min_row=2)] == [6, 100]
        assert ["Ask KZ-MIA first", "1"] in [[cell.value for cell in row] for row in cover.iter_rows()]
    assert "Ask KZ-MIA first" in text(client.get("/results/"))
    own = b"".join(cast.client("partner").post("/results/records/export/", asked | {"form": "csv"}))
    assert len(own.splitlines()) == 4


def test_two_that_look_alike_count_twice_until_somebody_judges(cast):
    cast.contribute("KZ-MIA", seizure(6, "2013-03-02", "99", "shared"), OPEN)
    client, one, other = cast.client("owner"), f"{1:032x}", f"{6:032x}"
    compare = f"/e/{one}/with/{other}/"
    page = client.get(f"/results/?{YEAR}")
    assert "264 of 270 kg" in text(page)
    assert links(page, compare)
    assert links(client.get(f"/results/seizure/{one}/"), compare)
    judge(cast.reader("owner"), one, other, "same", "one lorry")
    page = client.get(f"/results/?{YEAR}")
    assert "165 of 171 kg" in text(page) or "164 of 170 kg" in text(page)
    assert not links(page, compare)
    held = client.get(f"/results/seizure/{other}/")
    assert "99 kg" in text(held) and "100 kg" in text(held)  # noqa: PT018
    assert "TJ-DCA judged: the same" in text(held)


def test_the_laboratorys_weight_counts_and_the_old_one_stays(cast):
    item, sample = f"{1001:032x}", "cd" * 16
    found = {"sample": [sample], "date": ["2013-03-09"], "netWeight": ["97500"], "netUnit": ["g"]}
    said = [
        Claim(sample, "Sample", {"sampleNumber": ["S-1"], "item": [item]}), Claim("ce" * 16, "LabResult", found),
    ]  # fmt: skip
    cast.contribute("TJ-DCA", said, OPEN)
    client = cast.client("owner")
    assert "162.5 of 168.5 kg" in text(client.get(f"/results/?{YEAR}"))
    page = text(client.get(f"/results/seizure/{1:032x}/"))
    assert "Heroin 97.5 kg" in page
    assert "TJ-DCA laboratory" in page and "100 kg" in page  # noqa: PT018


def test_who_is_let_in_nowhere_counts_nothing(cast):
    client = cast.client("outsider")
    assert "Nothing released to you lies in this period" in text(client.get(f"/results/?{YEAR}"))
    assert client.get(f"/results/seizure/{1:032x}/").status_code == 404
    assert client.get(f"/results/seizure/{77:032x}/").status_code == 404
    assert "Nothing released to you" in text(client.get(f"/results/records/?figure=kg&{YEAR}"))


def test_who_may_only_count_gets_cells_and_nothing_else(cast):
    client = cast.client("researcher")
    assert client.get(f"/results/?{YEAR}").url == "/results/cells/"
    assert client.get(f"/results/records/?figure=kg&{YEAR}").status_code == 404
    assert client.get(f"/results/seizure/{1:032x}/").status_code == 404
    assert client.get("/results/cells/?year=2013").status_code == 200
    assert "/results/cells/" in client.get("/").content.decode()


def test_bad_input_says_what_to_do(cast):
    client = cast.client("owner")
    said = text(client.get("/results/?since=2013-05-01&until=2013-04-01"))
    assert "The last day is before the first. Exchange them." in said
    assert client.get(f"/results/records/?figure=secrets&{YEAR}").status_code == 404
    assert client.get(f"/results/records/?figure=kg&{YEAR}&row=password&key=x&after=zz").status_code == 200


def test_what_was_printed_stands_beside_and_is_not_added(cast):
    printed = [("171", "exact", ""), ("150", "less-than", ""), ("165", "exact", "cooperation")]
    said = [
        Claim(
            f"{n + 50:032x}", "PublishedFigure",
            {"figure": ["kg"], "value": [value], "bound": [bound], "unit": ["kg"], "cause": [cause] * bool(cause),
             "startDate": ["2013-01-01"], "endDate": ["2013-12-31"], "publication": [f"Newsletter {n}"]},
        )
        for n, (value, bound, cause) in enumerate(printed)
    ]  # fmt: skip
    before = text(cast.client("owner").get(f"/results/?{YEAR}"))
    cast.contribute("KZ-MIA", said, OPEN)
    after = text(cast.client("owner").get(f"/results/?{YEAR}"))
    assert "less than 150 not our count" in after
    assert after.count("the sources differ") == 1
    assert re.findall(r"\d+ of 171 kg", before) == re.findall(r"\d+ of 171 kg", after)
    assert all(f"Newsletter {n}" in after for n in range(3))


def test_the_home_page_of_a_director_shows_the_year(cast):
    assert "All results" in text(cast.client("centre").get("/"))
    assert "All results" not in text(cast.client("owner").get("/"))


def test_each_read_is_recorded(cast):
    from sarhad.access.models import AuditEntry

    client = cast.client("owner")
    for path in (f"/results/?{YEAR}", f"/results/records/?figure=kg&{YEAR}", f"/results/seizure/{1:032x}/"):
        client.get(path)
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"read-results", "read-records", "read-count"} <= acts
