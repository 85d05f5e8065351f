"""nomenklatura's logic-v2 on pairs of names. Runs in the environment of nomenklatura; knows nothing of ours."""

import json
import sys
import time
from itertools import count

from followthemoney import model
from nomenklatura.matching.logic_v2.model import LogicV2

ALGORITHM, CONFIG = LogicV2, LogicV2.default_config()


ids = count()  # it remembers the names of an entity by its id


def entity(schema, name):
    return model.get_proxy({"id": f"entity-{next(ids)}", "schema": schema, "properties": {"name": [name]}})


def score(schema, one, other):
    return ALGORITHM.compare(entity(schema, one), entity(schema, other), CONFIG).score


pairs = json.load(sys.stdin)
score("Person", "warm up", "up warm")
start = time.perf_counter()
scores = [score(*pair) for pair in pairs]
print(json.dumps({"scores": scores, "seconds": time.perf_counter() - start}))
