"""The auditor's page."""

from __future__ import annotations

from sarhad.access import audit


def test_filters_and_export(cast):
    audit.record(cast.reader("owner"), "search", text="=karimov")
    audit.record(cast.reader("partner"), "search", text="not theirs")
    client = cast.client("auditor")
    page = client.get("/audit/").content.decode()
    assert "=karimov" in page
    assert "not theirs" not in page
    assert "=karimov" not in client.get("/audit/?officer=colleague").content.decode()
    rows = b"".join(client.get("/audit/export.csv?act=search").streaming_content).decode()
    assert "'=karimov" in rows
    assert "not theirs" not in rows
    assert client.get("/audit/?since=nonsense&page=-7").status_code == 200


def test_verify(cast):
    client = cast.client("auditor")
    page = client.post("/audit/verify/", follow=True).content.decode()
    assert "follow each other" in page


def test_only_for_the_auditor(cast):
    for who in ("owner", "administrator", "researcher"):
        client = cast.client(who)
        for address in ("/audit/", "/audit/export.csv"):
            assert client.get(address).status_code == 404
        assert client.post("/audit/verify/").status_code == 404
