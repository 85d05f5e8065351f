"""No way out without a contract: a new page, endpoint or command must be put into the tables of `routes`."""

from django.urls import get_resolver

from sarhad.api.urls import api
from sarhad.cli import cli
from tests.contract.routes import (
    API,
    COMMANDS,
    DRAWS_ANEW,
    NEEDS_NO_NODE,
    PAGES,
    PHONES,
    RUNS_THE_NODE,
    SHOWS_THE_NODE,
)

URLS = [
    "sarhad.web.urls",
    "sarhad.links.urls",
    "sarhad.systems.wanted.urls",
    "sarhad.systems.border.urls",
    "sarhad.systems.exchange.urls",
    "sarhad.systems.lab.urls",
    "sarhad.systems.operations.urls",
    "sarhad.systems.programme.urls",
    "sarhad.systems.monitor.urls",
]


def test_every_page_is_in_the_tables():
    names = {pattern.name for urls in URLS for pattern in get_resolver(urls).url_patterns}
    assert names == PAGES.keys() | PHONES.keys() | SHOWS_THE_NODE | DRAWS_ANEW


def test_every_endpoint_is_in_the_tables():
    found = set()
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                found |= {f"{method} {prefix}{path}" for method in operation.methods}
    assert found == API.keys()


def test_every_command_is_in_the_tables():
    assert cli.commands.keys() == COMMANDS.keys() | RUNS_THE_NODE | NEEDS_NO_NODE
