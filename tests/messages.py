"""The texts that people read, collected for translation without GNU gettext: `python3 dev.py messages`.

Brings each catalogue in `src/sarhad/locale` up to date, compiles it and lists what it leaves untranslated.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "sarhad"
LOCALE = SOURCE / "locale"
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
TABLE = "MESSAGES"
"""Tables of plain English under this name, in rooms that import no Django; pages translate what they hold."""


def collect() -> Catalog:
    """Every text of the Python files, the templates and the plain tables."""
    found = Catalog()
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in READERS and "tests" not in path.parts:
            for message, context in READERS[path.suffix](path.read_text("utf-8")):
                found.add(message, locations=[(path.relative_to(SOURCE).as_posix(), 0)], context=context)
    return found


Found = Iterator[tuple[str | tuple[str, ...], str | None]]  # (text, or its singular and plural), context


def _calls(code: str) -> Found:
    for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), CALLS):
        yield message, context


def _python(code: str) -> Found:
    yield from _calls(code)
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assign) and TABLE in {getattr(target, "id", "") for target in node.targets}:
            yield from ((each.value, None) for each in node.value.values if isinstance(each, ast.Constant))


def _template(text: str) -> Found:
    """Django makes pseudo-code of a template, whose indentation means nothing."""
    yield from _calls("\n".join(line.strip() for line in templatize(text).splitlines()))


READERS = {".py": _python, ".html": _template}


def renewed(known: Catalog, present: Catalog) -> Catalog:
    """`present` with the translations that are known."""
    fresh = Catalog(locale=known.locale)
    for message in present:
        if message.id:
            old = known.get(message.id, context=message.context)
            string = old.string if old is not None and old.id == message.id else ""
            fresh.add(message.id, string, message.locations, context=message.context)
    return fresh


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def texts(said: str | Sequence[str]) -> tuple[str, ...]:
    """The one text of a message, or its singular and plurals."""
    return (said,) if isinstance(said, str) else tuple(said)


def untranslated(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id and not all(texts(message.string))]


def update(path: Path) -> Catalog:
    """Rewrite a catalogue, all but its header, and compile it. Sorted by file, so that changes stay small."""
    header = path.read_bytes().partition(b"\n\n")[0]
    catalog = renewed(read(path), collect())
    with path.open("wb") as po:
        po.write(header + b"\n\n")
        write_po(po, catalog, width=116, omit_header=True, sort_by_file=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, read(path))
    return catalog


def main() -> None:
    for path in sorted(LOCALE.rglob("*.po")):
        catalog = update(path)
        missing = untranslated(catalog)
        for message in missing:
            print(f"{message.locations[0][0]}: {message.id}")
        print(f"{path.relative_to(SOURCE)}: {len(catalog)} texts, {len(missing)} untranslated")


if __name__ == "__main__":
    main()
