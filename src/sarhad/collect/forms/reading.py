"""Reads a form from Markdown tables, a workbook or an XForm, and checks that it can be published."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sarhad.collect.forms.labels import TITLE
from sarhad.collect.forms.model import Form
from sarhad.collect.forms.offers import EXTERNAL
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.tree import MOST_BYTES
from sarhad.collect.forms.xform import form_from

_TITLES = ("form_title::", "title::", "form_title:", "title:")


def read_form(source: Path | bytes, name: str = "", media: Mapping[str, bytes] | None = None) -> Form:
    """The form in a file, or in its bytes: Markdown tables (.md), a workbook (.xlsx) or an XForm (.xml).

    `name` names the form where it does not name itself; `media` holds the files that come with it, by name.
    Raises `Unpublishable`, whose message says in words why the form cannot be used.
    """
    try:
        data = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise refused("not-xlsform", why=error.strerror or "") from error
    if isinstance(source, Path) and not name:
        name = source.stem
    if len(data) > MOST_BYTES:
        raise refused("too-large", most=MOST_BYTES // 1_000_000)
    files = dict(media or {})
    xml = data.lstrip() if _is_xml(data) else _converted(data, name, files)
    return form_from(xml, name, files)


def _is_xml(data: bytes) -> bool:
    return data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")


def _converted(data: bytes, name: str, files: dict[str, bytes]) -> bytes:
    """The XForm that pyxform makes; adds the file of external choices to `files`."""
    kind = ".xlsx" if data.startswith(b"PK") else ".xls" if data.startswith(b"\xd0\xcf\x11\xe0") else ".md"
    if kind == ".md" and b"|" not in data:
        raise refused("unknown-file")
    from pyxform.errors import PyXFormError  # takes a fifth of a second to load; most processes convert nothing

    try:
        book, titles = _book(data, kind)
        found = _convert(book, name)
    except PyXFormError as error:
        raise refused("not-xlsform", why=" ".join(str(error).split())) from error
    except Exception as error:  # pyxform trips over workbooks that it did not foresee; the form is no better for it
        raise refused("not-xlsform", why=f"{type(error).__name__} {error}".strip()[:300]) from error
    if found.itemsets and EXTERNAL not in files:
        files[EXTERNAL] = found.itemsets.encode()
    return _titled(found.xform, titles).encode()


def _book(data: bytes, kind: str) -> tuple[Any, dict[str, str]]:
    """The sheets as pyxform has them, without the titles by language, which it does not know."""
    from pyxform.xls2json_backends import get_xlsform

    book = get_xlsform(data.decode("utf-8-sig") if kind == ".md" else BytesIO(data), file_type=kind)
    titles: dict[str, str] = {}
    for row in [*(book.settings or []), *(book.settings_header or [])]:
        for column in [*row]:
            prefix = next((one for one in _TITLES if column.startswith(one)), None)
            if prefix:
                titles.setdefault(column.removeprefix(prefix).strip(": "), row[column] or "")
                del row[column]
    return book, {lang: title for lang, title in titles.items() if title}


def _convert(book: Any, name: str) -> Any:
    from dataclasses import asdict

    from pyxform.xls2xform import convert

    sheets = asdict(book) | {"fallback_form_name": name or None}
    return convert(xlsform=sheets, validate=False, pretty_print=False)


def _titled(xform: str, titles: Mapping[str, str]) -> str:
    """The XForm with its titles by language as one more text; where it has no translations, they cannot differ."""
    for lang, title in titles.items():
        head, mark, rest = xform.partition(f"<translation lang={quoteattr(lang)}")
        if mark:
            end = rest.index(">") + 1
            text = f"<text id={quoteattr(TITLE)}><value>{escape(title)}</value></text>"
            xform = head + mark + rest[:end] + text + rest[end:]
    return xform
