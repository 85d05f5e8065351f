"""Reconciles two cells as a client of OpenRefine's API does. Run by the clients' interpreter: the service's URL."""

import json
import sys

import pandas
from reconciler import reconcile

cells = pandas.DataFrame({"name": ["Каримов Фарҳод", "Yusupova Madina"], "born": ["1983-04-14", "1990-01-02"]})
found = reconcile(
    cells["name"],
    type_id="Person",
    property_mapping={"birthDate": cells["born"]},
    reconciliation_endpoint=sys.argv[1],
)
print(json.dumps(found[["id", "name", "match", "input_value"]].to_dict("records")))
