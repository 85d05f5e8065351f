"""Mails to subscribers: only what is public goes into words, nothing is lost, nothing comes twice."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from click.testing import CliRunner
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from sarhad.access.models import Seat
from sarhad.commands.digest import digest as command
from sarhad.entities.actions import retract
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.models import Subscription
from sarhad.systems.monitor.news import queries, sending, subscriptions
from sarhad.systems.monitor.tests.newsing import item
from tests.cast import MEMBERS, Cast

WANTS = {"address": "p@example.org", "every": "day", "language": "en", "news": "on", "warnings": "on"}


@pytest.fixture
def mail(settings):
    settings.MAIL_ON, settings.MAIL_FROM = True, "node@example.org"
    settings.ADDRESS = "https://node.example.org"


def subscribe(cast: Cast, who: str = "partner", **more: str) -> Subscription:
    assert cast.client(who).post("/monitor/subscriptions/", WANTS | more).status_code == 302
    return Subscription.objects.get(ended=None, officer=who)


def run(days: int = 0) -> list[tuple[str, str]]:
    return [(each.who, each.state) for each in sending.send_due(now=timezone.now() + timedelta(days=days))]


def test_a_digest_tells_in_words_only_what_is_public_and_each_thing_once(cast: Cast, mail, mailoutbox):
    owner = cast.reader("owner")
    item(owner, name="Before")
    subscribe(cast, nudge="on", language="ru")
    assert run() == [("partner@KZ-MIA", "nothing")]  # what was there before is not told
    item(owner, name="Open to all <b>")
    item(owner, name="Members' secret", scope=Scope(read=(MEMBERS,)))
    assert run() == []  # its day has not come
    assert run(1) == [("partner@KZ-MIA", "sent")]
    [sent] = mailoutbox
    html, kind = sent.alternatives[0]
    assert (sent.to, sent.from_email, kind) == (["p@example.org"], "node@example.org", "text/html")
    assert "Open to all <b>" in sent.body
    assert "Open to all &lt;b&gt;" in html
    for text in (sent.subject, sent.body, html):
        assert "secret" not in text
        assert "Before" not in text
    assert "Новости об изъятиях" in html
    assert "войдите" in sent.body  # there is something, and nothing of what it is
    assert "https://node.example.org/monitor/news/" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert run(2) == [("partner@KZ-MIA", "nothing")]
    assert len(mailoutbox) == 1


def test_of_what_is_not_public_nothing_is_said_unless_asked_for(cast: Cast, mail, mailoutbox):
    subscribe(cast)
    subscribe(cast, "outsider", nudge="on")
    item(cast.reader("owner"), name="Members'", scope=Scope(read=(MEMBERS,)))
    assert run() == [("partner@KZ-MIA", "nothing"), ("outsider@OUTSIDE", "nothing")]
    assert mailoutbox == []


def test_what_fails_is_seen_and_tried_again_and_what_is_withdrawn_meanwhile_is_not_sent(
    cast: Cast, mail, mailoutbox, monkeypatch
):
    row = subscribe(cast, country="tj")
    owner = cast.reader("owner")
    item(owner, name="Kept")
    item(owner, name="Withdrawn")
    item(owner, name="Elsewhere", country="uz")

    def refuse(self, messages):
        raise SMTPServerDisconnected("come back later")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert [run(), run()] == [[("partner@KZ-MIA", "failed")]] * 2
    page = cast.client("partner").get("/monitor/subscriptions/").content.decode()
    assert "The last mail could not be sent (2 tries)." in page
    assert "come back later" in page
    health = cast.client("administrator").get("/health/").content.decode()
    assert "1 subscriber could not be sent the last digest" in health
    assert "come back later" not in health
    cast.client("partner").post("/monitor/subscriptions/", WANTS | {"address": "new@example.org", "country": "tj"})
    [gone] = [each for each in queries.news(owner) if each.name == "Withdrawn"]
    retract(owner, [gone.by.ref], "wrong")
    assert run() == [("partner@KZ-MIA", "sent")]
    [sent] = mailoutbox
    assert sent.to == ["new@example.org"]
    assert "Kept" in sent.body
    assert "Withdrawn" not in sent.body
    assert "Elsewhere" not in sent.body
    row.refresh_from_db()
    assert (row.tries, row.fault) == (0, "")


def test_the_link_in_a_mail_ends_it_and_so_does_the_end_of_the_seat(cast: Cast, mail, mailoutbox):
    subscribe(cast, every="week")
    assert run() == [("partner@KZ-MIA", "nothing")]
    item(cast.reader("owner"), name="One")
    assert run(6) == []
    assert run(7) == [("partner@KZ-MIA", "sent")]
    address = re.search(r"https://node.example.org(/monitor/subscriptions/end/\S+)", mailoutbox[0].body)[1]
    anybody = cast.client("anonymous")
    assert "Send me no more" in anybody.get(address).content.decode()
    assert Subscription.objects.filter(ended=None).count() == 1
    assert anybody.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert anybody.post("/monitor/subscriptions/end/1:nonsense/").status_code == 404
    assert list(Subscription.objects.values_list("address", "told")) == [("", [])]
    subscribe(cast)
    Seat.objects.filter(officer__username="partner").update(until=timezone.now())
    assert run() == [("partner@KZ-MIA", "ended")]
    assert run() == []


def test_the_command_says_what_it_does_and_what_it_lacks(cast: Cast, settings, mailoutbox):
    subscribe(cast)
    item(cast.reader("owner"), name="One")
    ask = lambda *given: CliRunner().invoke(command, given)
    assert "partner@KZ-MIA: due: 1 news" in ask("--check").output
    without = ask()
    assert without.exit_code == 1
    assert "SARHAD_MAIL_URL" in str(without.exception or without.output)
    settings.MAIL_ON, settings.MAIL_FROM = True, "node@example.org"
    assert "partner@KZ-MIA: sent: 1 news" in ask().output
    assert ask().output == "No subscription is due.\n"
    assert len(mailoutbox) == 1


def test_forms_that_say_nothing_are_refused(cast: Cast):
    client = cast.client("researcher")
    assert client.get("/monitor/subscriptions/").status_code == 200
    bad = {"address": "nobody", "every": "hour", "language": "xx", "country": "zzz", "substance": "\0"}
    found = client.post("/monitor/subscriptions/", bad).context["form"].errors
    assert {"address", "every", "language", "country", "substance", "news"} <= found.keys()
    assert subscriptions.standing(cast.reader("researcher")) is None
