"""Charts brought in and taken out in a browser, in both languages, wide and narrow.

With SARHAD_SCREENS=1 pictures of it go to `test-results/screens/`.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from playwright.sync_api import expect

from sarhad.kernel.claim import Handling, Scope
from sarhad.links.charts import drafts
from sarhad.links.charts.state import Placed, State
from tests.cast import Cast, person
from tests.e2e.test_pages import axe, look, shoot, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

PEOPLE = "id;name;type;group\n1;Назарова Зухра;Person;couriers\n2;+992 900 112233;Phone;\n3;Karimov;Man;couriers\n"
LINKS = "from;to;weight;comment\n1;2;52;night calls\n3;2;7;\n1;3;2;\n9;;1;\n"


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ru", 360)])
def test_a_network_comes_in_and_goes_out(transactional_db, browser, live_server, settings, language, width):
    settings.SIMULATED = True
    cast = Cast()
    lent, own = person("Rakhimov Jamshed"), person("Турсунов Бахтиёр")
    cast.contribute("KZ-MIA", [lent], Scope(read=("TJ-DCA",), handling=Handling(2, "For analysis only")))
    cast.contribute("TJ-DCA", [own])
    page = signed_in(browser, SimpleNamespace(cast=cast), "owner", live_server.url, language, width)
    faults = look(page, f"{live_server.url}/charts/import/", f"chart-import-{language}-{width}")
    page.set_input_files(
        "input[name=file]", {"name": "links.csv", "mimeType": "text/csv", "buffer": LINKS.encode()}
    )
    page.set_input_files(
        "input[name=second]", {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    )
    page.locator("main form button.main").click()
    expect(page.locator("select[name=role-0-2]")).to_have_value("times")
    faults += look(page, page.url, f"chart-check-{language}-{width}") + axe(page, "chart-check")
    page.locator("button[value=sign]").click()
    page.wait_for_url("**/charts/*/")
    shoot(page, f"chart-brought-in-{language}-{width}")
    state = State(nodes={lent.entity: Placed(0, 0), own.entity: Placed(200, 60)})
    number = drafts.begin(cast.reader("owner"), "Fuel-tank route", state)
    faults += look(page, f"{live_server.url}/charts/{number}/export/", f"chart-export-{language}-{width}")
    faults += axe(page, "chart-export")
    assert "KZ-MIA" in page.content()
    with page.expect_download() as fetched:
        page.locator("a[href*='form=pdf']").click()
    assert fetched.value.suggested_filename.endswith(".pdf")
    page.context.close()
    assert not faults, "\n".join(faults)
