"""Every way out of a node: pages, API and commands, each with how to ask it about something.

A page, an endpoint or a command that stands in none of these tables fails `test_routes.py`.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson


@dataclass(frozen=True)
class Probe:
    """Names to ask by: some visible to the reader, some not, some of nothing at all."""

    entity: str
    other: str
    contribution: str
    index: int
    digest: str
    words: str
    group: str
    office: str

    @property
    def ref(self) -> str:
        return f"{self.contribution}.{self.index}"


@dataclass(frozen=True)
class Ask:
    """One request. `body` makes it a POST (or `method`)."""

    path: str
    body: Any = None
    method: str = ""
    form: bool = False


Route = Callable[[Probe], Ask]
PASSWORD = "a road beside Osh"  # of the reader
PERSON = {"schema": "Person", "properties": {"name": ["Someone"]}}
PHOTO = b"\xff\xd8\xff a photo"
ASKED = {"schema": "Person", "properties": {"name": ["<words>"], "birthDate": ["1983"]}}
REPORT = (
    b'<data id="seizure" version="1"><meta><instanceID>uuid:5b0d1ff3-0d2c-4f0b-9a7e-1</instanceID></meta></data>'
)
FIRST_STEP = {"step": "active", "since": "20.11.2026", "level": "1", "read": "{p.group}"}
CALLS = b"Caller,Called,Date time\n992935001122,992918000001,25.01.2026 13:45\n"
TABLE = b"Country,Date,Drug,Amount,Unit\nTajikistan,2016-03-05,Heroin,12.5,kg\n"
NETWORK = b"from,to,weight\na,b,2\n"
LINES = b'{"id": "x1", "schema": "Person", "properties": {"name": ["Karimov"]}}\n'


def get(path: str) -> Route:
    return lambda p: Ask(path.format(p=p))


def form(path: str, **fields: str | bytes) -> Route:
    """Bytes are the content of a file."""

    def ask(p: Probe) -> Ask:
        filled = {k: v if isinstance(v, bytes) else v.format(p=p) for k, v in fields.items()}
        return Ask(path.format(p=p), filled, form=True)

    return ask


def send(path: str, method: str = "POST", **fields: Any) -> Route:
    def ask(p: Probe) -> Ask:
        text = orjson.dumps(fields).decode()
        for name in ("entity", "other", "ref", "group", "office", "words"):
            text = text.replace(f"<{name}>", getattr(p, name))
        return Ask(path.format(p=p), orjson.loads(text), method)

    return ask


ABOUT = {
    "recommendation": "Recommendation",
    "recommendation-step": "Recommendation",
    "recommendation-new": "Meeting",
    "chart-saved": "Chart",
    "council": "Recommendation",
    "report-published": "ResultsReport",
    "report-changes": "ResultsReport",
    "report-paper": "ResultsReport",
    "council-paper": "Recommendation",
    "meeting": "Meeting",
    "plan": "Plan",
    "report": "Report",
    "operation": "Operation",
    "operation-delivery": "Operation",
    "operation-leg-new": "Operation",
    "operation-permission-new": "Operation",
    "operation-log": "Operation",
    "operation-log-print": "Operation",
    "operation-log-csv": "Operation",
    "operation-plan": "Operation",
    "operation-add": "Operation",
    "operation-checks": "Operation",
    "operation-source": "Operation",
    "operation-decide": "Operation",
    "operation-step": "Operation",
    "operation-offices": "Operation",
    "operation-dismiss": "Operation",
    "operation-brief": "Operation",
    "operation-brief-one": "Operation",
    "operation-brief-write": "Operation",
    "operation-results": "Operation",
    "operation-join": "Operation",
    "lab-new": "SeizedItem",
    "calls-one": "CallRecords",
    "monitor-table": "StatisticalTable",
    "monitor-table-row": "StatisticalTable",
    "monitor-table-equal": "StatisticalTable",
    "monitor-table-alike": "StatisticalTable",
    "monitor-table-decide": "StatisticalTable",
    "monitor-table-undo": "StatisticalTable",
    "monitor-edition": "CountryProfile",
    "monitor-news-one": "SeizureNews",
    "calls-csv": "CallRecords",
    "calls-common": "CallRecords",
    "operation-plan-text": "Operation",
    "operation-plan-print": "Operation",
    "operation-brief-print": "Operation",
    "operation-debrief": "Operation",
    "operation-debrief-new": "Operation",
    "disruption": "OrganisedGroup",
    "disruption-new": "OrganisedGroup",
    "disruption-step": "TraffickingChannel",
    "case": "CriminalCase",
    "case-step": "CriminalCase",
    "case-join": "CriminalCase",
}
"""Pages about one kind of work, and its schema: they are asked about such records."""

PAGES: dict[str, list[Route]] = {
    "home": [get("/")],
    "inbox": [
        get("/inbox/"),
        get("/inbox/?show=possible"),
        get("/inbox/?show=pointers"),
        get("/inbox/?show=done"),
        get("/inbox/?e={p.entity}"),
    ],
    "hit-handled": [
        form("/inbox/handled/", one="{p.entity}", other="{p.other}"),
        form("/inbox/handled/", token="{p.entity}", undo="1"),
    ],
    "search": [
        get("/search/?q={p.words}"),
        get("/search/?q={p.words}&schema=Person"),
        get("/search/?q={p.words}&owner={p.office}"),
        get("/search/?q="),
    ],
    "screening": [
        get("/screening/"),
        form("/screening/", name="{p.words}", birth="1983"),
        form("/screening/", name="{p.words}", number="SIM 4471203", plate="0000 TS 03"),
    ],
    "screening-list": [
        get("/screening/list/"),
        form("/screening/list/", dates="dmy", file=b"name,passport\nKarimov,\n,SIM 4471203\n"),
    ],
    "profile": [get("/e/{p.entity}/")],
    "relations": [get("/e/{p.entity}/relations/")],
    "history": [get("/e/{p.entity}/history/")],
    "who": [get("/e/{p.entity}/who/")],
    "compare": [
        get("/e/{p.entity}/with/{p.other}/"),
        form("/e/{p.entity}/with/{p.other}/", verdict="same", why="looks alike"),
    ],
    "contribute-more": [get("/e/{p.entity}/add/")],
    "contribute-link": [get("/e/{p.entity}/link/?q={p.words}"), get("/e/{p.entity}/link/")],
    "contribution": [get("/c/{p.contribution}/")],
    "correct": [get("/c/{p.contribution}/{p.index}/correct/")],
    "undo": [form("/c/{p.contribution}/{p.index}/undo/", why="mistaken")],
    "recall": [form("/c/{p.contribution}/{p.index}/recall/")],
    "accept": [form("/c/{p.contribution}/{p.index}/accept/")],
    "file": [get("/files/{p.digest}/")],
    "recommendations": [
        get("/recommendations/"),
        get("/recommendations/?show=all"),
        get("/recommendations/?show=made"),
        get("/recommendations/?show=ended"),
    ],
    "recommendation": [get("/recommendations/{p.entity}/")],
    "recommendation-new": [
        get("/recommendations/new/?source={p.entity}"),
        get("/recommendations/new/?plan={p.entity}"),
        form(
            "/recommendations/new/?source={p.entity}",
            name="x",
            recommendationType="recommendation",
            office="{p.office}",
            dueDate="2027",
            level="1",
        ),
    ],
    "recommendation-step": [
        form("/recommendations/{p.entity}/step/", step="done", date="2026-11-21", evidence="seen"),
    ],
    "meetings": [get("/meetings/")],
    "meeting": [get("/meetings/{p.entity}/")],
    "meeting-new": [
        form(
            "/meetings/new/",
            name="x",
            meetingType="border",
            date="21.11.2026",
            office="{p.office}",
            level="1",
            read="{p.group}",
        ),
    ],
    "results": [
        get("/results/"),
        get("/results/?year=2026&part=q4&count=all"),
        get("/results/?since=2026-11-01&until=2026-12-31&country=tj&office={p.office}"),
        get("/results/?operation={p.entity}&cause=cooperation"),
    ],
    "results-records": [
        get("/results/records/?figure=seizures&since=2026-01-01&until=2026-12-31"),
        get("/results/records/?figure=groups-dismantled&year=2026"),
        get("/results/records/?figure=operations&year=2026&office={p.office}"),
        get("/results/records/?figure=requests-sent&year=2026"),
        get("/results/records/?figure=kg&year=2026&row=cause&key=shared"),
    ],
    "results-export": [
        form("/results/records/export/", figure="seizures", year="2026", form="csv"),
        form("/results/records/export/", figure="operations", year="2026", form="xlsx"),
    ],
    "seizure-count": [get("/results/seizure/{p.entity}/")],
    "cells": [get("/results/cells/"), get("/results/cells/?year=2025")],
    "results-paper": [
        get("/results/paper/?year=2026&form=docx&lang=ru"),
        get("/results/paper/?since=2026-01-01&until=2026-12-31&operation={p.entity}"),
        get("/results/paper/?since=never"),
    ],
    "published": [get("/results/reports/")],
    "report-publish": [
        get("/results/reports/new/?year=2026"),
        get("/results/reports/new/?year=2026&replaces={p.entity}"),
        form(
            "/results/reports/new/?year=2026",
            name="x",
            signatory="x",
            level="1",
            read="{p.group}",
            password=PASSWORD,
        ),
    ],
    "report-published": [get("/results/reports/{p.entity}/"), get("/results/reports/{p.other}/?by={p.office}")],
    "report-changes": [get("/results/reports/{p.entity}/changes/")],
    "report-paper": [get("/results/reports/{p.entity}/paper/?lang=ru&form=docx")],
    "published-figures": [get("/results/published/")],
    "published-new": [
        form(
            "/results/published/new/",
            figure="kg",
            bound="exact",
            value="162",
            startDate="2016",
            publication="x",
            level="1",
            read="{p.group}",
        ),
    ],
    "annual": [get("/annual/")],
    "annual-year": [get("/annual/2026/"), form("/annual/2026/", deed="go-on")],
    "annual-paper": [get("/annual/2026/paper/?lang=ru")],
    "annual-publish": [get("/annual/2026/publish/")],
    "annual-text": [get("/annual/text/?lang=ru"), form("/annual/text/", lang="en", text="# x")],
    "council": [get("/council/"), get("/council/?show=late"), get("/council/?show=all")],
    "council-new": [
        form(
            "/council/new/",
            name="x",
            meetingType="council",
            date="21.11.2026",
            office="{p.office}",
            level="1",
            read="{p.group}",
        ),
    ],
    "council-paper": [get("/council/paper/?show=all&lang=ru"), get("/council/paper/?form=docx")],
    "plans": [get("/plans/")],
    "plan": [get("/plans/{p.entity}/")],
    "plan-new": [
        form("/plans/new/", name="x", startDate="2026", endDate="2027", level="1", read="{p.group}"),
    ],
    "export": [get("/export/?entity={p.entity}&format=jsonl"), get("/export/?q={p.words}&format=csv")],
    "contribute": [get("/contribute/")],
    "contribute-new": [get("/contribute/Person/")],
    "retract": [get("/withdraw/?ref={p.ref}"), form("/withdraw/", ref="{p.ref}", why="wrong")],
    "release": [get("/release/?ref={p.ref}"), get("/release/?contribution={p.contribution}")],
    "releases": [get("/releases/")],
    "recalls": [get("/recalls/"), get("/recalls/?show=ours"), get("/recalls/?show=built")],
    "agreements": [get("/agreements/")],
    "agreement": [get("/agreements/{p.entity}/")],
    "partners": [get("/partners/")],
    "agreement-new": [
        form("/agreements/new/", name="x", instrumentType="treaty", covers="protected", read="public")
    ],
    "agreement-step": [
        get("/agreements/{p.entity}/step/"),
        form("/agreements/{p.entity}/step/", state="kg", status="in-force", date="2026-01-01", read="public"),
    ],
    "recall-sign": [
        get("/recalls/{p.contribution}/{p.index}/sign/"),
        form("/recalls/{p.contribution}/{p.index}/sign/", outcome="removed"),
    ],
    "purge": [get("/purge/?ref={p.ref}")],
    "import": [get("/import/")],
    "import-one": [get("/import/{p.entity}/")],
    "import-faults": [get("/import/{p.entity}/refused.csv")],
    "lines": [get("/line/"), get("/line/?office={p.office}")],
    "line": [
        get("/line/{p.office}/"),
        get("/line/{p.office}/?watch=1"),
        form("/line/{p.office}/", purpose="question", text="Has the lorry left?", once="0" * 32),
    ],
    "line-confirm": [form("/line/{p.office}/confirm/"), form("/line/{p.office}/confirm/", message="{p.entity}")],
    "post": [get("/post/")],
    "traffic": [
        get("/post/traffic/"),
        form("/post/traffic/", day="2026-11-20", crossing="{p.entity}", entry_people="12"),
        form("/post/traffic/", day="2026-11-20", entry_people="12"),
    ],
    "assets": [get("/post/assets/"), get("/post/assets/?show=faulty"), get("/post/assets/?show=gone")],
    "asset-new": [get("/post/assets/new/")],
    "asset-change": [get("/post/assets/{p.entity}/"), form("/post/assets/{p.entity}/", condition="faulty")],
    "weekly": [get("/weekly/")],
    "weekly-file": [form("/weekly/update.zip")],
    "weekly-confirm": [form("/weekly/confirm/", number="1", checksum="0")],
    "weekly-digest": [get("/weekly/digest.pdf")],
    "wanted": [
        get("/wanted/"),
        get("/wanted/?q={p.words}&colour=red&state=issued"),
        get("/wanted/?office={p.office}&due=on&ended=on"),
    ],
    "wanted-lists": [get("/wanted/lists/"), get("/wanted/lists/?page=2")],
    "wanted-export": [form("/wanted/export/", form="csv")],
    "wanted-new": [get("/wanted/new/"), get("/wanted/new/?e={p.entity}")],
    "wanted-notice": [get("/wanted/{p.entity}/"), get("/wanted/{p.other}/")],
    "wanted-step": [
        get("/wanted/{p.entity}/step/"),
        form("/wanted/{p.entity}/step/", step="located", date="2026-11-20"),
    ],
    "wanted-review": [form("/wanted/{p.entity}/review/", review="2099-01-01")],
    "wanted-withdraw": [form("/wanted/{p.entity}/withdraw/", why="wrong")],
    "wanted-sighting": [form("/wanted/{p.entity}/sighting/", date="2026-11-20", location="lane 2")],
    "wanted-bulletin": [get("/wanted/{p.entity}/bulletin.pdf")],
    "reports": [
        get("/reports/"),
        get("/reports/?office={p.office}&urgent=on&place={p.words}"),
        get("/reports/?before={p.entity}&poor=on"),
    ],
    "report": [
        get("/reports/{p.entity}/"),
        form("/reports/{p.entity}/", usefulness="useful", text="{p.words}"),
    ],
    "report-log": [get("/reports/log/")],
    "report-new": [get("/reports/new/")],
    "report-start": [get("/reports/new/meeting/"), get("/reports/new/{p.words}/")],
    "draft": [get("/reports/drafts/1/")],
    "draft-step": [get("/reports/drafts/1/1/"), form("/reports/drafts/1/1/", go="next")],
    "draft-check": [get("/reports/drafts/1/check/"), form("/reports/drafts/1/check/", instance="uuid:{p.entity}")],
    "draft-delete": [form("/reports/drafts/1/delete/")],
    "draft-file": [get("/reports/drafts/1/files/{p.digest}.png/")],
    "draft-paper": [get("/reports/drafts/1/sheet.pdf")],
    "form-paper": [get("/reports/forms/nothing/sheet.pdf")],
    "form-template": [get("/reports/forms/nothing/template.xlsx")],
    "report-sheet": [get("/reports/sheet/"), form("/reports/sheet/", file=b"PK no workbook")],
    "report-waiting": [get("/reports/waiting/1/"), form("/reports/waiting/1/", why="{p.words}")],
    "disruptions": [
        get("/groups-and-channels/"),
        get("/groups-and-channels/?kind=channel&state=dismantled"),
        get("/groups-and-channels/?q={p.words}&state=disputed"),
    ],
    "disruption-new": [
        get("/groups-and-channels/new/channel/"),
        form("/groups-and-channels/new/channel/", **{"p-name": "x", "p-group": "{p.entity}"}, **FIRST_STEP),
        form("/groups-and-channels/new/group/", **{"p-name": "x"}, **FIRST_STEP),
    ],
    "disruption": [get("/groups-and-channels/{p.entity}/"), get("/groups-and-channels/{p.other}/")],
    "disruption-step": [
        get("/groups-and-channels/{p.entity}/step/"),
        form("/groups-and-channels/{p.entity}/step/", step="dismantled", date="2026-11-20", operation="{p.other}"),
    ],
    "cases": [get("/cases/"), get("/cases/?state=court"), get("/cases/?q={p.words}")],
    "case-new": [
        get("/cases/new/"),
        form("/cases/new/", level="1", read="{p.group}", **{"p-caseNumber": "1/26", "p-fileDate": "20.11.2026"}),
    ],
    "case": [get("/cases/{p.entity}/"), get("/cases/{p.other}/")],
    "case-step": [
        get("/cases/{p.entity}/step/"),
        form("/cases/{p.entity}/step/", step="judged", date="2026-11-20", convicted="2"),
    ],
    "case-join": [
        get("/cases/{p.entity}/join/"),
        form("/cases/{p.entity}/join/", record="/e/{p.other}/"),
    ],
    "paths": [
        get("/paths/?e={p.entity}&e={p.other}"),
        get("/paths/?e={p.entity}&e={p.other}&e=phone:{p.words}&q={p.words}&since=2024-01-01&most=5"),
    ],
    "charts": [get("/charts/")],
    "chart-start": [
        get("/charts/start/?e={p.entity}&e={p.other}"),
        get("/charts/start/?e=phone:{p.words}"),
        form("/charts/start/", e="{p.entity}", around="1", on="1"),
    ],
    "chart": [get("/charts/1/"), get("/charts/1/?e={p.entity}&to={p.other}&q={p.words}")],
    "chart-data": [get("/charts/1/data/")],
    "chart-measures": [get("/charts/1/measures/?e={p.entity}"), get("/charts/1/measures/?sort=-name&page=2")],
    "chart-without": [get("/charts/1/without/?e={p.entity}&e={p.other}")],
    "chart-matrix": [get("/charts/1/matrix/")],
    "chart-svg": [get("/charts/1/picture.svg")],
    "chart-change": [
        form("/charts/1/change/", do="expand", e="{p.entity}"),
        form("/charts/1/change/", do="add", e="{p.other}"),
    ],
    "map": [
        get("/map/?e={p.entity}&e={p.other}"),
        get("/map/?e={p.entity}&since=2016-02&until=01.03.2026"),
    ],
    "chart-map": [get("/charts/1/map/")],
    "chart-events": [get("/charts/1/events/"), get("/charts/1/events/?since=21.11.2026&until=2027")],
    "chart-flows": [get("/charts/1/flows/"), get("/charts/1/flows/?since=nonsense&until=11.2026")],
    "chart-delete": [form("/charts/1/delete/")],
    "chart-save": [get("/charts/1/save/")],
    "chart-merge": [get("/charts/1/merge/"), form("/charts/1/merge/", which="{p.entity}")],
    "chart-saved": [get("/charts/saved/{p.entity}/"), get("/charts/saved/{p.other}/?by={p.office}")],
    "chart-export": [get("/charts/1/export/"), get("/charts/1/export/?form=csv&without=1")],
    "chart-import": [get("/charts/import/"), form("/charts/import/", level="1", source="{p.words}", file=NETWORK)],
    "chart-import-one": [get("/charts/import/{p.entity}/"), form("/charts/import/{p.entity}/", deed="sign")],
    "operation-templates": [
        get("/operations/templates/"),
        form("/operations/templates/", which="plan.en", file=b"## Aim\n"),
    ],
    "operation-template": [
        get("/operations/templates/plan.en.md"),
        get("/operations/templates/debrief.ru.md"),
    ],
    "operation-template-reset": [form("/operations/templates/plan.en/reset/")],
    "operation-plan-text": [
        get("/operations/{p.entity}/plan/text/"),
        form("/operations/{p.entity}/plan/text/", p0="To stop it"),
    ],
    "operation-plan-print": [get("/operations/{p.entity}/plan/print/?lang=ru")],
    "operation-brief-print": [get("/operations/{p.entity}/briefing/{p.office}/print/")],
    "operation-debrief": [get("/operations/{p.entity}/debriefing/")],
    "operation-debrief-new": [
        get("/operations/{p.entity}/debriefing/new/"),
        form("/operations/{p.entity}/debriefing/new/", date="21.11.2026", p1="It went well"),
    ],
    "monitor": [
        get("/monitor/"),
        get("/monitor/?scope=all&reporters=all&substance=heroin&country=tj&since=2014"),
        get("/monitor/?form=csv"),
        get("/monitor/?form=vl&scope=all"),
    ],
    "monitor-trends": [
        get("/monitor/trends/"),
        get("/monitor/trends/?measure=median&by=country&period=quarter&scale=own&scope=all"),
        get("/monitor/trends/?measure=kg&by=substance&period=month&form=csv"),
    ],
    "monitor-records": [
        get("/monitor/records/"),
        get("/monitor/records/?country=tj&substance={p.words}&since=2016&page=2"),
        get("/monitor/records/?form=csv&scope=all"),
    ],
    "monitor-cells": [get("/monitor/cells/"), get("/monitor/cells/?country=tj&year=2026&group=heroin&form=csv")],
    "monitor-countries": [get("/monitor/countries/"), get("/monitor/countries/?form=csv")],
    "monitor-country": [get("/monitor/countries/tj/"), get("/monitor/countries/nowhere/")],
    "monitor-country-paper": [get("/monitor/countries/kg/paper/")],
    "monitor-country-issue": [
        get("/monitor/countries/tj/issue/"),
        form("/monitor/countries/tj/issue/", name="{p.words}", level="0", read="{p.group}", password="wrong"),
    ],
    "monitor-edition": [get("/monitor/profiles/{p.entity}/"), get("/monitor/profiles/{p.entity}/?paper=en")],
    "monitor-questionnaire": [
        get("/monitor/questionnaire/"),
        get("/monitor/questionnaire/?country=tj&year=2026"),
        get("/monitor/questionnaire/?form=csv"),
    ],
    "calls": [get("/calls/"), get("/calls/?before={p.entity}")],
    "calls-new": [get("/calls/new/"), form("/calls/new/", file=CALLS, country="tj")],
    "calls-check": [get("/calls/new/{p.entity}/"), form("/calls/new/{p.entity}/", deed="sign")],
    "calls-one": [
        get("/calls/{p.entity}/"),
        get("/calls/{p.entity}/?event=26.01.2026&number=992918000001&since=25.01.2026&page=2"),
    ],
    "calls-csv": [
        get("/calls/{p.entity}/csv/?what=calls"),
        get("/calls/{p.entity}/csv/?what=partners&since=nonsense"),
    ],
    "monitor-tables": [get("/monitor/tables/"), get("/monitor/tables/?page=2")],
    "monitor-table-new": [
        get("/monitor/tables/new/"),
        get("/monitor/tables/new/?edition={p.entity}&kind=prices"),
        form("/monitor/tables/new/", file=TABLE, kind="seizures"),
        form("/monitor/tables/new/?edition={p.entity}", file=TABLE, kind="seizures"),
    ],
    "monitor-table-check": [
        get("/monitor/tables/new/{p.entity}/"),
        form("/monitor/tables/new/{p.entity}/", deed="sign"),
    ],
    "monitor-table": [
        get("/monitor/tables/{p.entity}/"),
        get("/monitor/tables/{p.entity}/?country=tj&substance=heroin&problem=placeless&page=2"),
        get("/monitor/tables/{p.entity}/?form=csv"),
    ],
    "monitor-table-row": [get("/monitor/tables/{p.entity}/2/"), get("/monitor/tables/{p.entity}/99999999999/")],
    "monitor-table-equal": [
        get("/monitor/tables/{p.entity}/equal/"),
        get("/monitor/tables/{p.entity}/equal/?country=tj&page=x"),
    ],
    "monitor-table-alike": [get("/monitor/tables/{p.entity}/alike/")],
    "monitor-table-decide": [
        get("/monitor/tables/{p.entity}/decide/"),
        get("/monitor/tables/{p.entity}/decide/?twin=99999999999999999999"),
        get("/monitor/tables/{p.entity}/decide/?row=2&seizure={p.other}"),
        get("/monitor/tables/{p.entity}/decide/?row=2&other={p.other}:3"),
        form("/monitor/tables/{p.entity}/decide/", verdict="same", reason="x", reach="table"),
    ],
    "monitor-table-undo": [form("/monitor/tables/{p.entity}/undo/", ref="{p.contribution}.{p.index}")],
    "calls-common": [get("/calls/common/?r={p.entity}&r={p.other}")],
    "lab": [get("/lab/"), get("/lab/?show=made"), get("/lab/?before={p.entity}")],
    "lab-new": [
        get("/lab/new/"),
        get("/lab/new/?item={p.entity}"),
        form(
            "/lab/new/?item={p.entity}",
            sampleNumber="S-1",
            laboratory="x",
            date="21.11.2026",
            substance="heroin",
            netWeight="5",
            netUnit="kg",
        ),
    ],
    "monitor-map": [
        get("/monitor/map/"),
        get("/monitor/map/?show=clusters&of=kg&country=tj&since=2026"),
        get("/monitor/map/?show=routes&near=world&at=2026"),
        get("/monitor/map/?show=cultivation&form=csv"),
        get("/monitor/map/?show=prices&region=TJ-SU&rows=all"),
    ],
    "monitor-map-data": [get("/monitor/map/data/"), get("/monitor/map/data/?show=clusters&zoom=3")],
    "monitor-prices": [
        get("/monitor/prices/"),
        get("/monitor/prices/?substance=heroin&market=retail&pure=1&route=north-uz&year=2026&page=2"),
        get("/monitor/prices/?route=af-tj-kg&form=csv"),
    ],
    "monitor-price-new": [
        get("/monitor/prices/new/?substance=heroin"),
        form(
            "/monitor/prices/new/",
            substance="heroin",
            market="retail",
            price="9",
            currency="USD",
            perUnit="gram",
            date="2026",
            country="tj",
            level="0",
        ),
        form("/monitor/prices/new/", substance="heroin", market="retail", price="x", currency="USD", date="no"),
    ],
    "monitor-cultivation": [
        get("/monitor/cultivation/"),
        get("/monitor/cultivation/?crop=opium-poppy&country=af&region=AF-HEL&since=2010&until=2020"),
    ],
    "monitor-demand": [get("/monitor/demand/"), get("/monitor/demand/?country=tj&measure=registered&form=xlsx")],
    "monitor-crime": [get("/monitor/crime/"), get("/monitor/crime/?country=kg&measure=victims&year=2026&topic=x")],
    "monitor-totals": [get("/monitor/totals/"), get("/monitor/totals/?country=tj&source=x&form=csv")],
    "monitor-claims": [get("/monitor/claims/"), get("/monitor/claims/?page=2"), get("/monitor/claims/?form=csv")],
    "monitor-news": [
        get("/monitor/news/"),
        get("/monitor/news/?country=tj&substance=heroin&kind=drugs&page=2"),
        get("/monitor/news/?kind=precursors"),
    ],
    "monitor-news-one": [get("/monitor/news/{p.entity}/"), get("/monitor/news/{p.other}/")],
    "monitor-news-feed": [get("/monitor/news/feed.atom"), get("/monitor/news/feed.atom?lang=ru&country=tj")],
    "monitor-news-new": [
        get("/monitor/news/new/"),
        get("/monitor/news/new/?seizure={p.entity}"),
        form("/monitor/news/new/", name="x", date="20.11.2026", country="tj", reach="public", level="0"),
        form("/monitor/news/new/", name="x", date="2026-11", country="tj", reach="office", level="0", deed="sign"),
    ],
    "monitor-subscriptions": [
        get("/monitor/subscriptions/"),
        form("/monitor/subscriptions/", address="x@example.org", every="day", language="en", news="on", nudge="on"),
        form("/monitor/subscriptions/", deed="end"),
    ],
    "monitor-subscription-end": [get("/monitor/subscriptions/end/{p.entity}/")],
    "monitor-warnings": [
        get("/monitor/warnings/"),
        get("/monitor/warnings/?month=2016-11&area=world"),
        get("/monitor/warnings/?month=0001-99"),
    ],
    "monitor-warnings-feed": [
        get("/monitor/warnings/feed.atom"),
        get("/monitor/warnings/feed.atom?lang=ru&area=world"),
    ],
    "monitor-warnings-seen": [form("/monitor/warnings/seen/", key="0123456789abcdef", month="2016-11")],
    "public-wanted": [get("/public/wanted/"), get("/public/wanted/?page=2")],
    "public-photo": [get("/public/wanted/photos/{p.digest}/")],
    "requests": [
        get("/requests/"),
        get("/requests/?box=out&state=late"),
        get("/requests/?box=through&office={p.office}&outcome=full&since=2026-01-01"),
    ],
    "request-new": [
        get("/requests/new/?e={p.entity}"),
        get("/requests/new/?hit={p.entity}~{p.other}"),
        get("/requests/new/?pointer={p.entity}"),
        get("/requests/new/?record={p.ref}"),
        form(
            "/requests/new/",
            question="Who?",
            to="{p.office}",
            kind="check",
            urgency="flash",
            purpose="x",
            level="1",
        ),
    ],
    "request": [get("/requests/{p.entity}/"), get("/requests/{p.other}/")],
    "request-end": [
        get("/requests/{p.entity}/end/"),
        form("/requests/{p.entity}/end/?step=withdrawn", note="over"),
    ],
    "request-answer": [
        get("/requests/{p.entity}/answer/"),
        form("/requests/{p.entity}/answer/", outcome="full", reply="x", more="/e/{p.other}/", level="1"),
    ],
    "request-step": [
        get("/requests/{p.entity}/step/"),
        form("/requests/{p.entity}/step/", step="accepted", note="x"),
    ],
    "letter-register": [form("/letters/{p.entity}/register/")],
    "letter": [get("/letters/{p.entity}/letter.pdf")],
    "approvals": [get("/requests/approvals/")],
    "approval": [get("/requests/approvals/1/")],
    "journal": [get("/journal/"), get("/journal/?year=2026&box=in")],
    "journal-export": [get("/journal/export.csv")],
    "balance": [get("/balance/"), get("/balance/?since=2026-01-01&until=2026-12-31")],
    "operations": [
        get("/operations/"),
        get("/operations/?show=deliveries"),
        get("/operations/?show=ended"),
    ],
    "operation-new": [
        get("/operations/new/?part={p.entity}"),
        form(
            "/operations/new/",
            name="x",
            operationType="joint",
            startDate="2026",
            purpose="x",
            planning="urgent",
            offices="{p.office}",
            level="1",
        ),
    ],
    "operation": [get("/operations/{p.entity}/"), get("/operations/{p.entity}/?by={p.office}")],
    "operation-delivery": [
        get("/operations/{p.entity}/delivery/"),
        get("/operations/{p.entity}/delivery/?by={p.office}"),
    ],
    "operation-leg-new": [
        get("/operations/{p.entity}/delivery/legs/new/"),
        form("/operations/{p.entity}/delivery/legs/new/", country="kz", since="25.11.2026 10:00"),
    ],
    "operation-leg": [
        get("/operations/{p.entity}/delivery/legs/{p.other}/"),
        form("/operations/{p.entity}/delivery/legs/{p.other}/", country="kz"),
    ],
    "operation-event": [
        get("/operations/{p.entity}/delivery/legs/{p.other}/event/"),
        form("/operations/{p.entity}/delivery/legs/{p.other}/event/", step="departed", once="0" * 32),
    ],
    "operation-permission-new": [
        get("/operations/{p.entity}/delivery/permissions/new/?country=kz"),
        form("/operations/{p.entity}/delivery/permissions/new/", country="kz", status="requested"),
    ],
    "operation-permission": [
        get("/operations/{p.entity}/delivery/permissions/{p.other}/"),
        get("/operations/{p.entity}/delivery/permissions/{p.other}/?fix={p.ref}"),
        form("/operations/{p.entity}/delivery/permissions/{p.other}/", status="refused"),
    ],
    "operation-log": [
        get("/operations/{p.entity}/log/"),
        get("/operations/{p.entity}/log/?kind=event&office={p.office}"),
        get("/operations/{p.entity}/log/?watch=1"),
        form("/operations/{p.entity}/log/", kind="event", text="x", once="0" * 32),
    ],
    "operation-log-line": [
        get("/operations/{p.entity}/log/{p.other}/"),
        form("/operations/{p.entity}/log/{p.other}/", kind="event", text="x", because="x", once="0" * 32),
    ],
    "operation-log-print": [get("/operations/{p.entity}/log/print/")],
    "operation-log-csv": [form("/operations/{p.entity}/log/csv/")],
    "operation-plan": [get("/operations/{p.entity}/plan/")],
    "operation-add": [
        get("/operations/{p.entity}/plan/add/?what=phase&ref={p.ref}"),
        form("/operations/{p.entity}/plan/add/?what=result", date="2026-11-20", detained="3"),
    ],
    "operation-checks": [
        get("/operations/{p.entity}/plan/checks/risk/"),
        form("/operations/{p.entity}/plan/checks/legal/", **{"legal-basis-answer": "met"}),
    ],
    "operation-source": [
        get("/operations/{p.entity}/plan/source/?id={p.other}"),
        form("/operations/{p.entity}/plan/source/", reference="S-1", use="lead", mayKnow="{p.office}"),
    ],
    "operation-decide": [
        get("/operations/{p.entity}/plan/decide/"),
        form("/operations/{p.entity}/plan/decide/", **{"approve": "1", "password": PASSWORD}),
    ],
    "operation-step": [form("/operations/{p.entity}/step/", step="agreed", date="2026-11-20")],
    "operation-offices": [form("/operations/{p.entity}/offices/", office="{p.office}")],
    "operation-dismiss": [form("/operations/{p.entity}/offices/{p.office}/end/", password=PASSWORD)],
    "operation-brief": [
        get("/operations/{p.entity}/briefing/"),
        form("/operations/{p.entity}/briefing/", people="4"),
    ],
    "operation-brief-one": [get("/operations/{p.entity}/briefing/{p.office}/")],
    "operation-brief-write": [get("/operations/{p.entity}/briefing/{p.office}/write/")],
    "operation-results": [get("/operations/{p.entity}/results/")],
    "operation-join": [
        get("/operations/{p.entity}/results/join/"),
        form("/operations/{p.entity}/results/join/", record="/e/{p.other}/"),
    ],
    "seat": [get("/seat/")],
    "language": [form("/language/", language="ru")],
    "tokens": [get("/tokens/")],
    "token-end": [form("/tokens/1/end/")],
    "app-password": [form("/tokens/phone/", device="")],
    "app-password-end": [form("/tokens/phone/1/end/")],
    "monitor-substances": [get("/monitor/substances/"), get("/monitor/substances/?q={p.words}&show=new&form=csv")],
    "monitor-substance": [get("/monitor/substances/heroin/"), get("/monitor/substances/none-such/")],
    "monitor-rules": [
        get("/monitor/rules/"),
        get("/monitor/rules/?amount=1000&unit=tablet&substance={p.words}&day=2014"),
        get("/monitor/rules/?form=csv"),
    ],
    "monitor-places": [
        get("/monitor/places/"),
        get("/monitor/places/?q={p.words}&country=uz&page=2"),
        get("/monitor/places/?q=Termez&form=csv"),
    ],
    "monitor-places-settle": [
        get("/monitor/places/settle/?country=tj&written={p.words}"),
        form("/monitor/places/settle/", country="uz", written="{p.words}", region="UZ-SU", reason="A map"),
        form("/monitor/places/settle/", country="fr", written="x", region="UZ-SU", reason=""),
    ],
    "help": [get("/help/")],
    "pin": [get("/pin/"), form("/pin/", pin="280973", again="280973", password=PASSWORD)],
    "terminal": [get("/terminal/"), form("/terminal/?who=1", pin="280973", purpose="0")],
    "terminal-enrol": [
        get("/terminal/enrol/"),
        form("/terminal/enrol/", office="{p.office}", code="00000000", label="x"),
    ],
    "terminal-lock": [form("/terminal/lock/")],
    "terminals": [get("/terminals/")],
    "terminal-end": [form("/terminals/1/end/")],
    "pin-unlock": [form("/terminals/pin/1/unlock/")],
    "pin-end": [form("/terminals/pin/1/end/")],
    "offices": [get("/offices/")],
    "office": [get("/offices/{p.office}/")],
    "office-new": [get("/offices/new/")],
    "office-close": [get("/offices/{p.office}/close/")],
    "officers": [get("/officers/")],
    "officer-new": [get("/officers/new/")],
    "seat-new": [get("/officers/seat/")],
    "seat-roles": [get("/officers/1/roles/")],
    "seat-end": [form("/officers/999/end/")],
    "groups": [get("/groups/")],
    "group-new": [get("/groups/new/"), form("/groups/new/", name="members", name_en="x", members="{p.office}")],
    "group-join": [get("/groups/{p.group}/join/"), form("/groups/{p.group}/join/", members="{p.office}")],
    "group-leave": [form("/groups/{p.group}/leave/", member="{p.office}")],
    "audit": [get("/audit/"), get("/audit/?what={p.entity}")],
    "audit-export": [get("/audit/export.csv")],
    "audit-verify": [get("/audit/verify/")],
    "account_login": [get("/sign-in/")],
    "account_logout": [get("/sign-out/")],
    "account_change_password": [get("/password/")],
    "account_inactive": [get("/closed/")],
    "account_signup": [get("/sign-up/")],
    "account_reset_password": [get("/password/reset/")],
    "account_set_password": [get("/password/set/")],
    "account_reauthenticate": [get("/reauthenticate/")],
    "mfa_authenticate": [get("/sign-in/second-factor/")],
    "unlock": [get("/unlock/"), form("/unlock/", secret=PASSWORD)],
    "invitation": [get("/invitation/no-such/"), form("/invitation/no-such/", password=PASSWORD, again=PASSWORD)],
    "second-factor": [get("/second-factor/")],
    "factor-codes": [form("/second-factor/codes/")],
    "factor-end": [form("/second-factor/1/end/")],
    "officer": [get("/officers/1/")],
    "officer-sessions-end": [form("/officers/1/sessions/end/")],
    "officer-back": [get("/officers/1/back/")],
    "officer-drafts": [form("/officers/1/drafts/", to="1")],
}

DRAWS_ANEW = {"factor-app", "factor-key", "sessions"}
"""Pages of the own account that show a fresh secret or the time of a session, and no facts."""

SHOWS_THE_NODE = {"health"}
"""The administrator's page that counts entries and free bytes of the whole node: no facts, but not per reader."""


def listed(text: str) -> str:
    """The path of a file that holds this table; the same for the same table."""
    path = Path(tempfile.gettempdir()) / f"sarhad-{hashlib.sha256(text.encode()).hexdigest()[:16]}.csv"
    path.write_text(text, "utf-8")
    return str(path)


PHONES: dict[str, list[Route]] = {
    "form-list": [get("/openrosa/formList"), get("/openrosa/formList?formID=seizure&verbose=true")],
    "form-xml": [get("/openrosa/forms/seizure/1.xml"), get("/openrosa/forms/none-such/1.xml")],
    "form-manifest": [get("/openrosa/forms/seizure/manifest")],
    "form-media": [
        get("/openrosa/forms/seizure/media/offices.csv"),
        get("/openrosa/forms/seizure/media/crossings.csv"),
    ],
    "submission": [form("/openrosa/submission", xml_submission_file=REPORT)],
}
"""What form programs ask, with an app password."""

API: dict[str, list[Route]] = {
    "GET /me": [get("/api/me")],
    "GET /schemata": [get("/api/schemata")],
    "GET /mappings": [get("/api/mappings")],
    "GET /monitor/sources": [get("/api/monitor/sources")],
    "GET /monitor/seizures": [
        get("/api/monitor/seizures?by=country&by=year&measure=n&measure=kg"),
        get("/api/monitor/seizures?since=2026&substance=heroin&once=all"),
    ],
    "GET /monitor/records": [get("/api/monitor/records?size=5"), get("/api/monitor/records?country=tj&after=1")],
    "GET /search": [get("/api/search?q={p.words}"), get("/api/search?q={p.words}&limit=2")],
    "GET /search/{dataset}": [
        get("/api/search/default?q={p.words}"),
        get("/api/search/{p.office}?q={p.words}&limit=2&offset=1"),
        get("/api/search/default?q={p.words}&exclude_schema=Company&include_dataset={p.office}"),
    ],
    "POST /match/{dataset}": [
        send("/api/match/default", queries={"a": ASKED, "b": {**ASKED, "schema": "Company"}}),
        send("/api/match/{p.office}?limit=1", queries={"a": ASKED}),
        send("/api/match/default?exclude_entity_ids={p.entity}&cutoff=0.6", queries={"a": ASKED}),
    ],
    "GET /entities/{entity}": [get("/api/entities/{p.entity}"), get("/api/entities/{p.entity}?nested=false")],
    "GET /catalog": [get("/api/catalog")],
    "GET /algorithms": [get("/api/algorithms")],
    "GET /healthz": [get("/api/healthz")],
    "GET /readyz": [get("/api/readyz")],
    "GET /reconcile/{dataset}": [
        get("/api/reconcile/{p.office}"),
        get('/api/reconcile/default?queries={{"q0":{{"query":"{p.words}","type":"Person"}}}}'),
    ],
    "POST /reconcile/{dataset}": [
        form("/api/reconcile/default", queries='{{"q0": {{"query": "{p.words}"}}, "q1": {{"query": "note 5"}}}}')
    ],
    "GET /reconcile/{dataset}/suggest/{what}": [
        get("/api/reconcile/default/suggest/entity?prefix={p.words}"),
        get("/api/reconcile/{p.office}/suggest/property?prefix=na"),
    ],
    "GET /reconcile/{dataset}/preview": [get("/api/reconcile/default/preview?id={p.entity}")],
    "GET /hits": [
        get("/api/hits"),
        get("/api/hits?kind=pointers"),
        get("/api/hits?kind=done"),
        get("/api/hits?entity={p.entity}"),
    ],
    "POST /hits/{one}/{other}/handled": [send("/api/hits/{p.entity}/{p.other}/handled")],
    "DELETE /hits/{one}/{other}/handled": [send("/api/hits/{p.entity}/{p.other}/handled", "DELETE")],
    "POST /pointers/{token}/handled": [send("/api/pointers/{p.entity}/handled")],
    "DELETE /pointers/{token}/handled": [send("/api/pointers/{p.entity}/handled", "DELETE")],
    "GET /profiles/{entity}": [get("/api/profiles/{p.entity}")],
    "GET /profiles/{entity}/relations": [get("/api/profiles/{p.entity}/relations")],
    "GET /profiles/{entity}/history": [get("/api/profiles/{p.entity}/history")],
    "GET /profiles/{entity}/recipients": [get("/api/profiles/{p.entity}/recipients")],
    "GET /statements/{ref}/recipients": [get("/api/statements/{p.ref}/recipients")],
    "GET /contributions/{contribution}": [get("/api/contributions/{p.contribution}")],
    "GET /attachments/{digest}": [get("/api/attachments/{p.digest}")],
    "GET /export": [
        get("/api/export?entity={p.entity}"),
        get("/api/export?form=xlsx"),
        get("/api/export?form=csv"),
    ],
    "POST /contributions": [
        send("/api/contributions", items=[PERSON], scope={"read": ["<group>"]}, why="x"),
        send("/api/contributions", items=[{**PERSON, "entity": "<entity>"}], scope={"read": ["<office>"]}),
    ],
    "POST /statements/{ref}/correct": [send("/api/statements/{p.ref}/correct", draft=PERSON, why="x")],
    "POST /links/between": [send("/api/links/between", ids=["<entity>", "<other>", "phone:<words>"])],
    "POST /links/expand": [
        send("/api/links/expand", ids=["<entity>"], hops=2, limit=20),
        send("/api/links/expand", ids=["phone:<words>", "<other>"], kinds=["phone"], since="2026"),
    ],
    "POST /links/paths": [send("/api/links/paths", ends=["<entity>", "<other>"], until="2026-11")],
    "POST /retractions": [send("/api/retractions", refs=["<ref>"], why="wrong")],
    "POST /judgements": [send("/api/judgements", a="<entity>", b="<other>", verdict="same", why="alike")],
    "DELETE /judgements/{ref}": [send("/api/judgements/{p.ref}", "DELETE")],
    "GET /grants": [get("/api/grants"), get("/api/grants?waiting=true")],
    "POST /grants": [send("/api/grants", refs=["<ref>"], scope={"read": ["<group>"]}, password=PASSWORD)],
    "DELETE /grants/{ref}": [send("/api/grants/{p.ref}", "DELETE")],
    "POST /grants/{ref}/accept": [send("/api/grants/{p.ref}/accept")],
    "POST /profiles/{entity}/attachments": [
        form("/api/profiles/{p.entity}/attachments", scope='{{"read": ["{p.group}"]}}', files=PHOTO)
    ],
    "POST /imports": [
        form("/api/imports", source="x", mapping="ftm", scope='{{"read": ["{p.group}"]}}', file=LINES),
        form("/api/imports", source="x", mapping="ftm", check="true", snapshot="true", file=LINES),
    ],
    "GET /offices": [get("/api/offices")],
    "POST /offices": [
        send("/api/offices", id="<office>", name_en="x", country="kg", sort="agency", passphrase=PASSWORD)
    ],
    "POST /offices/{office}/close": [
        send("/api/offices/{p.office}/close", heirs=[{"office": "CENTRE"}], password=PASSWORD)
    ],
    "GET /officers": [get("/api/officers")],
    "POST /officers": [
        send("/api/officers", username="x", name="x", office="<office>", roles=["analyst"], password=PASSWORD)
    ],
    "POST /seats": [send("/api/seats", username="x", office="<office>", roles=["head"])],
    "PUT /seats/{number}/roles": [send("/api/seats/999/roles", "PUT", roles=["head"])],
    "DELETE /seats/{number}": [send("/api/seats/999", "DELETE")],
    "GET /groups": [get("/api/groups")],
    "POST /groups": [send("/api/groups", name="members", name_en="x", members=["<office>"])],
    "POST /groups/{office}/{name}/members": [send("/api/groups/{p.group}/members", members=["<office>"])],
    "DELETE /groups/{office}/{name}/members/{member}": [send("/api/groups/{p.group}/members/{p.office}", "DELETE")],
    "GET /audit": [get("/api/audit")],
}

COMMANDS: dict[str, list[Callable[[Probe], list[str]]]] = {
    "search": [lambda p: ["search", p.words], lambda p: ["search", p.words, "--json"]],
    "show": [
        lambda p: ["show", p.entity],
        lambda p: ["show", p.entity, "--json"],
        lambda p: ["show", p.contribution],
    ],
    "explain": [lambda p: ["explain", p.entity], lambda p: ["explain", p.ref, "--json"]],
    "export": [lambda p: ["export", "-", p.entity]],
    "forms": [lambda p: ["forms", "list"], lambda p: ["forms", "list", "--json"]],
    "screen": [lambda p: ["screen", listed(f"name,passport\n{p.words},\n,SIM 4471203\n"), "-"]],
}

RUNS_THE_NODE = {
    "init",
    "serve",
    "office",
    "officer",
    "verify",
    "rebuild",
    "graph",
    "backup",
    "restore",
    "import",
    "import-chart",
    "import-table",
    "submit",
    "purge",
    "weekly",
    "digest",
    "xref",
}
"""Commands of whoever runs the machine, who can read its files anyway, and those that write."""

NEEDS_NO_NODE = {"score-names"}
"""Commands that read nothing but the files that they are given."""
