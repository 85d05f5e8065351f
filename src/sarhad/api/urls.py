"""Puts the API together."""

from __future__ import annotations

from ninja import NinjaAPI

from sarhad import __version__
from sarhad.api import __doc__ as description
from sarhad.api import acts, hits, links, manage, matching, monitor, openrefine, records
from sarhad.api.guard import ApiKey, Compact, Rate, Strict, Token, refusals

api = NinjaAPI(
    title="Sarhad",
    version=__version__,
    description=description or "",
    urls_namespace="api",
    auth=[Token(), ApiKey()],
    throttle=[Rate()],
    parser=Strict(),
    renderer=Compact(),
)
refusals(api)
for router in (
    records.router,
    hits.router,
    matching.router,
    openrefine.router,
    links.router,
    monitor.router,
    acts.router,
    manage.router,
):
    api.add_router("", router)
