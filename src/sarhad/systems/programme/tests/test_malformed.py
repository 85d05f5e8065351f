"""Whatever another office signed on its own node, and addresses that no page leads to, stop no page."""

from datetime import date

import pytest

from sarhad.kernel import model
from sarhad.kernel.claim import Claim, Scope
from sarhad.systems.operations.tests import world
from sarhad.systems.programme.forms import ResultsForm
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db(databases="__all__")
BAD = (
    "9999-12-31", "0001-01-01T00:00:00+14:00", "2026-13-45", "-5", "9e999999999", "1e308", "nan", "9" * 5000,
    "9e14", "2026-11-10T12:00:00", "x\u202ey",
)  # fmt: skip
SCHEMATA = (
    "Operation", "OperationPhase", "CommandPost", "OperationBrief", "BriefReceipt", "OperationCheck",
    "OperationForce", "OperationResult", "OperationStep", "OperationLogLine", "SourceUse", "DeliveryLeg",
    "DeliveryPermission", "LegStep", "DisruptionStep", "CaseStep", "ResultsReport", "ReportBasis",
    "PublishedFigure", "CriminalCase", "OrganisedGroup", "TraffickingChannel", "Seizure", "SeizedItem", "Sample",
    "LabResult", "Meeting", "Recommendation",
)  # fmt: skip
IDS = {schema: f"{n + 0xF00:032x}" for n, schema in enumerate(SCHEMATA)}
PAGES = (
    "/", "/operations/", "/groups-and-channels/", "/groups-and-channels/{OrganisedGroup}/",
    "/groups-and-channels/{TraffickingChannel}/", "/cases/", "/cases/{CriminalCase}/", "/lab/", "/results/",
    "/results/?since=1990-01-01&until=9999-12-31&part=days", "/results/?operation={Operation}",
    "/results/paper/?lang=ru&form=pdf", "/results/reports/", "/results/reports/{ResultsReport}/",
    "/results/published/", "/results/seizure/{Seizure}/", "/results/records/?figure=kg&year=2026",
    "/annual/", "/annual/99999999999999999999/", "/council/", "/e/{Seizure}/",
    "/results/cells/?year=2026" + "0" * 5000,
    "/results/records/?figure=kg&row=month&key=2026", "/results/records/?figure=kg&row=month&key=2026-13",
    "/results/records/?figure=kg&row=month&key=%00", "/results/records/?figure=kg&after=2026 zz",
    *(f"/operations/{{Operation}}/{tab}" for tab in ("", "delivery/", "log/", "plan/", "results/", "briefing/")),
)  # fmt: skip


def properties(schema, bad):
    """Everything that it may say, with real links and codes."""
    found = {}
    for name, spec in model.schema(schema).properties.items():
        if spec.type == "entity":
            found[name] = [IDS.get(getattr(spec.range, "name", spec.range), IDS["OrganisedGroup"])]
        else:
            found[name] = [sorted(spec.options)[-1]] if spec.options else [bad]
    return found


def test_malformed_statements_stop_no_page(monkeypatch):
    cast = Cast()
    load = world.opened(cast, operationType="controlled-delivery")
    monkeypatch.setitem(IDS, "Operation", load)
    members = Scope(read=(MEMBERS, world.of(cast, load).group))
    seizure = {"date": ["2026-03-10"], "country": ["tj"], "operation": [load]}
    printed = {"figure": ["kg"], "value": ["3"], "startDate": ["2026-02-31"], "endDate": ["2026-03-45"]}
    said = [Claim(IDS["Seizure"], "Seizure", seizure), Claim(IDS["Seizure"][::-1], "PublishedFigure", printed)]
    cast.contribute("TJ-DCA", said, members)
    for n, bad in enumerate(BAD):
        ids = IDS if n % 2 else IDS | {schema: f"{n * 0x1000 + m:032x}" for m, schema in enumerate(SCHEMATA, 1)}
        cast.contribute("KZ-MIA", [Claim(ids[each], each, properties(each, bad)) for each in SCHEMATA], members)
    form = ResultsForm({"since": "2026-01-01", "until": "9999-12-31", "part": "days"}, today=date(2026, 11, 21))
    assert form.is_valid()
    assert form.ask().until == "2036-12-31"
    client = cast.client("owner")
    for path in PAGES:
        answer = client.get(path.format(**IDS))
        assert answer.status_code in (200, 302, 403, 404), path
