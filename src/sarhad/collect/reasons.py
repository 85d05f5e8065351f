"""Every reason for which an import refuses a file, a row or a value, with its remedy; `errors` makes the faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.kernel import dates, units


class Reason(NamedTuple):
    """What happened, and what the user can do about it. Templates for `Fault.values`."""

    message: str | Promise
    remedy: str | Promise


_SAVE_AS = _("Open it in the program that made it and save it as XLSX or as CSV (UTF-8).")
_EXPORT_AGAIN = _("Export or download the file again.")
_AT_SOURCE = _("Correct the row in the file and import it again; what is in already stays unchanged.")
_MAPPING = _("Correct the mapping file.")

FILES: dict[str, Reason] = {
    "no-file": Reason(_("The file is not there or cannot be opened."), _("Check the path and its permissions.")),
    "empty-file": Reason(_("The file is empty."), _EXPORT_AGAIN),
    "no-rows": Reason(_("There is no record in the file."), _("Check that the right file or sheet was exported.")),
    "file-too-large": Reason(
        _("The file has %(size)s bytes; at most %(most)s are read."), _("Split the file and import the parts.")
    ),
    "unknown-format": Reason(
        _("This is not a table, a list of JSON lines or an XML list that can be read here."), _SAVE_AS
    ),
    "wrong-format": Reason(
        _("The mapping %(mapping)s reads %(expected)s; this file holds %(found)s."),
        _("Choose the mapping that fits the file."),
    ),
    "no-template": Reason(
        _("This workbook was not made from the template of a form."),
        _("Fetch the template of the form, copy the rows into it and import that."),
    ),
    "old-template": Reason(
        _("The template is of the form “%(form)s”, version %(version)s, which is not here any more."),
        _("Fetch a new template, copy the rows into it and import that."),
    ),
    "old-excel": Reason(_("This is an old Excel file (.xls) or one locked with a password."), _SAVE_AS),
    "other-office": Reason(_("This document is neither XLSX nor CSV."), _SAVE_AS),
    "broken-zip": Reason(_("The ZIP or XLSX file is damaged or cut off."), _EXPORT_AGAIN),
    "broken-gzip": Reason(_("The gzip file is damaged or cut off."), _EXPORT_AGAIN),
    "locked-zip": Reason(_("The ZIP file is locked with a password."), _("Unpack it and import what is inside.")),
    "zip-members": Reason(
        _("The ZIP file holds %(found)s files; one is read."), _("Unpack it and import each file by itself.")
    ),
    "zip-bomb": Reason(
        _("Unpacked, the file would take %(size)s bytes, more than a real one does."),
        _("Do not open it elsewhere; ask whoever sent it."),
    ),
    "broken-excel": Reason(_("The workbook cannot be read: it is damaged or not really XLSX."), _SAVE_AS),
    "no-sheet": Reason(
        _("There is no sheet “%(sheet)s”. The workbook has: %(sheets)s."), _("Name one of its sheets.")
    ),
    "broken-xml": Reason(_("The XML breaks off or is damaged at line %(line)s."), _EXPORT_AGAIN),
    "xml-entities": Reason(
        _("The XML declares entities or a document type; such files are not opened."),
        _("Do not open it elsewhere; ask whoever sent it."),
    ),
    "wrong-xml": Reason(
        _("This XML is not the consolidated list of the UN Security Council."),
        _("Download the list in XML from un.org."),
    ),
    "xml-record-too-large": Reason(_("One record of the XML has more than %(most)s bytes."), _EXPORT_AGAIN),
    "json-array": Reason(
        _("The file is one JSON list; JSON lines are read, one record on each line."),
        _("Convert it, for example with: jq -c '.[]'"),
    ),
    "encoding": Reason(
        _("Line %(line)s is not text in the encoding %(encoding)s."),
        _("Name the right encoding, or save the file as UTF-8."),
    ),
    "unknown-encoding": Reason(
        _("“%(encoding)s” is not the name of an encoding."), _("Write it like utf-8, windows-1251 or koi8-r.")
    ),
    "binary": Reason(_("The file holds binary data, no text."), _SAVE_AS),
    "line-too-long": Reason(
        _("Line %(line)s has more than %(most)s characters."), _("Check that the file has line breaks.")
    ),
    "no-header": Reason(
        _("No row names the columns that the mapping expects: %(expected)s."),
        _("Give the columns these names, or use another mapping."),
    ),
    "missing-column": Reason(
        _("The file has no column “%(column)s”, which the mapping needs."),
        _("Add the column, or use another mapping."),
    ),
    "double-column": Reason(
        _("Two columns are named “%(column)s”; which one identifies the record is not clear."),
        _("Rename one of them."),
    ),
    "too-many-rows": Reason(
        _("The table has more than %(most)s rows."),
        _("Split it and send the parts, or have it screened on the node with `sarhad screen`."),
    ),
    "too-many-calls": Reason(
        _("The file has more than %(most)s calls."), _("Split it by months and add the parts.")
    ),
    "table-rows": Reason(_("The table has more than %(most)s rows."), _("Split it by years and add the parts.")),
    "no-numbers": Reason(
        _("No column of numbers under a heading was found."), _("Check that the file is a table of this kind.")
    ),
    "table-columns": Reason(
        _("What its columns say does not fit the file."), _("Add the file again and say what each column holds.")
    ),
    "too-many-columns": Reason(
        _("The table has more than %(most)s columns."), _("Delete the empty columns at its right.")
    ),
}

MAPPINGS: dict[str, Reason] = {
    "no-mapping": Reason(
        _("There is no mapping “%(name)s”."), _("Name a mapping file (.yml) or one of: %(known)s.")
    ),
    "broken-mapping": Reason(_("The mapping cannot be read: %(why)s"), _MAPPING),
    "mapping-key": Reason(_("The mapping has an unknown entry “%(key)s” in %(where)s."), _MAPPING),
    "mapping-value": Reason(_("In the mapping, %(where)s must be %(expected)s."), _MAPPING),
    "mapping-schema": Reason(_("The mapping names an unknown schema “%(schema)s”."), _MAPPING),
    "mapping-property": Reason(_("%(schema)s has no property “%(property)s”."), _MAPPING),
    "mapping-link": Reason(
        _("%(property)s points to “%(entity)s”, which the mapping does not have or which does not fit."), _MAPPING
    ),
    "mapping-circle": Reason(
        _("The entities of the mapping take their keys from each other in a circle."), _MAPPING
    ),
    "mapping-question": Reason(
        _("%(where)s names the question “%(question)s”, which the form does not have there."),
        _("Correct the mapping file: use the question’s name in the form, or the end of its path (“group/name”)."),
    ),
    "mapping-ambiguous": Reason(
        _("%(where)s: several questions are called “%(question)s”: %(found)s."),
        _("Correct the mapping file: write the end of the path that you mean, such as “group/name”."),
    ),
    "mapping-repeat": Reason(
        _("%(where)s names the repeat “%(repeat)s”, which the form does not have. It has: %(known)s."), _MAPPING
    ),
    "mapping-web": Reason(_("The mapping takes its rows from a database; only files are read here."), _MAPPING),
}

CHARTS: dict[str, Reason] = {
    "wrong-anx": Reason(
        _("This XML is not a chart of Analyst’s Notebook: it holds “%(found)s” where a chart was expected."),
        _("Save the chart there as an Exchange file (.anx)."),
    ),
    "old-anb": Reason(
        _("This is a chart in the closed format of Analyst’s Notebook (.anb), which only that program reads."),
        _("Open it there and save it as an Exchange file (.anx)."),
    ),
    "chart-too-large": Reason(
        _("The file holds more than %(most)s %(what)s."), _("Split the chart and import the parts.")
    ),
    "no-things": Reason(
        _("Nothing in the file could be read as a person, a thing or a link."),
        _("Check that it is the right file, and say what each column holds."),
    ),
    "no-ends": Reason(
        _("No two columns say what a link joins."), _("Choose the columns that hold both ends of a link.")
    ),
    "chart-quotes": Reason(
        _("The quotation marks after line %(line)s do not match."),
        _("Write a quotation mark inside a quoted cell twice."),
    ),
    "self-link": Reason(_("The link leads back to where it begins; it is left out."), _AT_SOURCE),
    "anx-key": Reason(
        _("The item has no EntityId, or the same as another one."), _("Save the chart anew in Analyst’s Notebook.")
    ),
    "anx-end": Reason(
        _("The link leads to “%(end)s”, which is not on the chart."),
        _("Nothing, if it was cut from a larger chart. Otherwise add what it leads to."),
    ),
    "end-missing": Reason(_("One end of the link is empty."), _AT_SOURCE),
    "unknown-end": Reason(
        _("The list of things does not hold “%(end)s”; it is added under that name."),
        _("Add it to the list, or leave it."),
    ),
    "same-thing": Reason(_("Another row has the same id; the first one stands."), _AT_SOURCE),
    "not-a-number": Reason(_("“%(text)s” is not a number; the link counts once."), _AT_SOURCE),
    "no-name": Reason(_("It has neither a name nor an id."), _AT_SOURCE),
    "not-statable": Reason(
        _("A chart cannot state a record of this kind, and you have none like it; it is left out."),
        _("Nothing, or enter it on its own page."),
    ),
    "not-fitting": Reason(
        _("A %(schema)s cannot stand between these two; it becomes a link in general."),
        _("Choose another kind of link, or leave it."),
    ),
}

ROWS: dict[str, Reason] = {
    "cells": Reason(
        _("The row has %(found)s cells, the header %(expected)s."),
        _("Look for a stray separator, quotation mark or line break in the row."),
    ),
    "quotes": Reason(
        _("The quotation marks of this row do not match."),
        _("Write a quotation mark inside a quoted cell twice."),
    ),
    "cell-too-large": Reason(
        _("A cell has more than %(most)s characters."), _("Check the quotation marks; shorten the text.")
    ),
    "record-too-large": Reason(_("The record has more than %(most)s characters."), _("Shorten its longest text.")),
    "nul": Reason(_("The text holds a NUL character."), _AT_SOURCE),
    "half-character": Reason(_("The text holds half a character (an unpaired surrogate)."), _AT_SOURCE),
    "not-text": Reason(_("The value is not text, a number, a date or yes or no."), _AT_SOURCE),
    "not-json": Reason(_("The line is not JSON: %(why)s."), _AT_SOURCE),
    "not-record": Reason(_("The line is not an entity with “id”, “schema” and “properties”."), _AT_SOURCE),
    "no-id": Reason(_("The record has no id."), _AT_SOURCE),
    "bad-schema": Reason(_("“%(schema)s” cannot name a schema."), _AT_SOURCE),
    "act-schema": Reason(
        _("“%(schema)s” is an act that only its office can sign here."), _("Take the record out of the file.")
    ),
    "bad-property": Reason(_("“%(property)s” cannot name a property."), _AT_SOURCE),
    "too-nested": Reason(_("Records stand inside records more than %(most)s deep."), _AT_SOURCE),
    "same-key": Reason(
        _("Another row has the same key and says that it is a %(other)s, this one a %(schema)s."),
        _("Give each record a key of its own."),
    ),
    "required": Reason(_("The column is empty, and the mapping requires a value."), _AT_SOURCE),
    "grade": Reason(_("“%(text)s” is not a grade of the scheme %(scheme)s."), _AT_SOURCE),
}

_DATE_REMEDIES = {
    "ambiguous": _("Say which it is: --dates dmy (day first) or --dates mdy (month first)."),
    "calendar": _("Declare the calendar in the mapping, such as: calendar: solar-hijri"),
}
_NUMBER_REMEDIES = {"ambiguous": _('Declare the decimal sign in the mapping, such as: decimal: ","')}


def _borrowed(prefix: str, messages: Mapping[str, str], remedies: Mapping[str, Any]) -> dict[str, Reason]:
    """Reasons of the kernel's parsers, whose messages stand beside them."""
    return {f"{prefix}-{key}": Reason(_(text), remedies.get(key, _AT_SOURCE)) for key, text in messages.items()}


CATALOGUE: dict[str, Reason] = {
    **FILES,
    **MAPPINGS,
    **CHARTS,
    **ROWS,
    **_borrowed("date", dates.MESSAGES, _DATE_REMEDIES),
    **_borrowed("number", units.MESSAGES, _NUMBER_REMEDIES),
    "nothing": Reason(_("None of the columns that the mapping reads has a value in this row."), _AT_SOURCE),
    "heading": Reason(
        _("The row is one merged cell across the table: a heading, not a record."),
        _("Nothing, if it is one. Otherwise split the cell."),
    ),
    "kept": Reason(
        _("“%(text)s” could not be read as what the property needs; it is kept as given."),
        _("Correct the value in the file, or leave it: it is shown as given."),
    ),
    "unknown-unit": Reason(
        _("“%(text)s” is not a known unit; the quantity is kept as given and not converted."),
        _("Write the unit as kg, g, l, ml, tablets or another from the list."),
    ),
}
