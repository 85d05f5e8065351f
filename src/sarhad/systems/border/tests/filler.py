"""A browser without JavaScript, as far as forms need one: fields as they stand, buttons, redirects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.test import Client

POSITION = re.compile(r"\[\d+\]")


class Fields(HTMLParser):
    """What the last form of a page would send, and its buttons."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.buttons: list[str] = []
        self.errors: list[str] = []
        self.select = self.area = ""
        self.in_error = False
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "form" and given.get("enctype") == "multipart/form-data":
            self.inside = True
        if tag == "p" and given.get("class") == "error":
            self.in_error = True
        if not self.inside:
            return
        if tag == "button" and name == "go":
            self.buttons.append(given["value"])
        elif tag == "input" and given.get("type") != "file":
            self.names.add(name)
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.sent.setdefault(name, []).append(given.get("value", ""))
        elif tag == "select":
            self.select, self.sent[name] = name, [""]
            self.names.add(name)
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = [given.get("value", "")]
        elif tag == "textarea":
            self.area, self.sent[name] = name, [""]
            self.names.add(name)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data
        if self.in_error:
            self.errors.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        if tag == "p":
            self.in_error = False
        if tag == "form":
            self.inside = False


class Filler:
    """Goes through a form page by page; answers are given by the names of questions, wherever they stand."""

    def __init__(self, client: Client, form: str) -> None:
        self.client, self.where, self.visited = client, f"/reports/new/{form}/", 0
        self.get()

    def get(self) -> str:
        answer = self.client.get(self.where)
        assert answer.status_code == 200, self.where
        self.text, self.size = answer.content.decode(), len(answer.content)
        self.fields = Fields(self.text)
        return self.text

    def press(self, go: str, answers: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Send the page with these answers; follows the redirect and returns where it led."""
        self.visited += 1
        assert self.visited < 60, self.where
        data: dict[str, Any] = dict(self.fields.sent)
        for name in self.fields.names:
            leaf = POSITION.sub("", name).rpartition("/")[2]
            if answers and leaf in answers:
                data[name] = answers[leaf]
        answer = self.client.post(self.where, {**data, **more, "go": go})
        if answer.status_code == 200:
            self.text = answer.content.decode()
            self.fields = Fields(self.text)
            return self.where
        assert answer.status_code == 302, (self.where, answer.status_code)
        self.where = answer["Location"].partition("#")[0]
        self.get()
        return self.where

    def through(self, answers: Mapping[str, Any]) -> str:
        """To the check. Fails where a page refuses the answers."""
        while not self.where.endswith("/check/"):
            self.press("next", answers)
            assert not self.fields.errors, (self.where, self.fields.errors)
        return self.text

    def sign(self) -> str:
        """The address of the report."""
        instance = re.search(r'name="instance" value="([^"]+)"', self.text)[1]
        answer = self.client.post(self.where, {"instance": instance})
        assert answer.status_code == 302, re.findall(r"<li>(.*?)</li>", answer.content.decode())
        return answer["Location"]
