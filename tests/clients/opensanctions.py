"""Asks a node as OpenSanctions' own tools do: nomenklatura's enricher, and yente's models of every answer.

Run by the clients' interpreter: URL of the API, token, id of a person who is known there. Prints JSON.
"""

import json
import sys

import requests
from followthemoney import Dataset, StatementEntity
from nomenklatura.cache import Cache
from nomenklatura.db import get_engine
from nomenklatura.enrich.yente import YenteEnricher
from sqlalchemy import MetaData
from yente.data.common import (
    AlgorithmResponse,
    DataCatalogModel,
    EntityMatchResponse,
    EntityResponse,
    SearchResponse,
    StatusResponse,
)

url, token, known = sys.argv[1:]
QUERY = {"schema": "Person", "properties": {"name": ["Farhod Karimov"], "birthDate": ["1983-04-14"]}}


def enriched() -> dict[str, object]:
    """What the enricher finds of one person, and whom it reaches from there."""
    dataset = Dataset.make({"name": "probe", "title": "Probe"})
    cache = Cache(get_engine("sqlite://"), MetaData(), dataset, create=True)
    config = {"api": f"{url}/", "api_key": token, "cutoff": 0.5}
    enricher = YenteEnricher(dataset, cache, config)
    person = StatementEntity.from_dict({"id": "mine", **QUERY}, dataset)
    found = list(enricher.match(person))
    around = [(each.schema.name, each.caption) for one in found for each in enricher.expand(person, one)]
    return {"found": [[each.id, each.caption, each.first("birthDate")] for each in found], "around": sorted(around)}


def validated() -> list[str]:
    """Every answer that yente's models accept."""
    session = requests.Session()
    session.headers["Authorization"] = f"ApiKey {token}"
    queries = {f"q{n}": QUERY for n in range(100)}
    posted = session.post(
        f"{url}/match/default", params={"algorithm": "best", "fuzzy": "false"}, json={"queries": queries}
    )
    matches = EntityMatchResponse.model_validate(posted.json())
    assert all(answer.results[0].id == known and answer.results[0].match for answer in matches.responses.values())
    assert all(each.explanations for answer in matches.responses.values() for each in answer.results)
    accepted = {"match": posted}
    for path, model in {
        "search/default?q=Karimov&schema=Person&fuzzy=true": SearchResponse,
        "search/tj_dca?q=Karimov&sort=caption&filter_op=AND": SearchResponse,
        f"entities/{known}": EntityResponse,
        "catalog": DataCatalogModel,
        "algorithms": AlgorithmResponse,
        "healthz": StatusResponse,
        "readyz": StatusResponse,
    }.items():
        accepted[path] = session.get(f"{url}/{path}")
        model.model_validate(accepted[path].json())
    assert all(answer.status_code == 200 for answer in accepted.values())
    return sorted(path.partition("/")[0].partition("?")[0] for path in accepted)


print(json.dumps({**enriched(), "accepted": validated()}))
