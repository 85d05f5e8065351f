"""The forms in which a table or chart can be taken away, and the answer that carries it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.collect.exports import MEDIA_TYPES, Stamp, stamped
from sarhad.systems.monitor.out import geo, labelled, pictures, sdmx, tabular
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.store import taking
from sarhad.web.locking import MANY, asked_first

Write = Callable[[Sheet, Stamp | None], bytes]


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file."""

    label: str | Promise
    suffix: str
    media_type: str
    write: Write
    fits: Callable[[Sheet], bool]


def _always(sheet: Sheet) -> bool:
    return True


def _has_shapes(sheet: Sheet) -> bool:
    return bool(sheet.shapes)


def _has_picture(sheet: Sheet) -> bool:
    return bool(sheet.picture)


def _labelled(sheet: Sheet) -> bool:
    return labelled.can()


def _has_vega(sheet: Sheet) -> bool:
    return sheet.vega is not None


FORMS: dict[str, Form] = {
    "csv": Form(_("Table (CSV)"), "csv", MEDIA_TYPES["csv"], tabular.csv, _always),
    "xlsx": Form(_("Workbook (XLSX)"), "xlsx", MEDIA_TYPES["xlsx"], tabular.xlsx, _always),
    "json": Form("JSON", "json", "application/json", tabular.json, _always),
    "parquet": Form("Parquet", "parquet", "application/vnd.apache.parquet", tabular.parquet, _always),
    "sav": Form(_("SPSS, with labels"), "sav", "application/x-spss-sav", labelled.spss, _labelled),
    "dta": Form(_("Stata, with labels"), "dta", "application/x-stata-dta", labelled.stata, _labelled),
    "sdmx": Form("SDMX-CSV", "sdmx.csv", "application/vnd.sdmx.data+csv; version=2.0.0", sdmx.write, sdmx.fits),
    "geojson": Form("GeoJSON", "geojson", "application/geo+json", geo.geojson, _has_shapes),
    "gpkg": Form("GeoPackage", "gpkg", "application/geopackage+sqlite3", geo.geopackage, _has_shapes),
    "svg": Form(_("Drawing (SVG)"), "svg", "image/svg+xml", pictures.svg, _has_picture),
    "png": Form(_("Picture (PNG)"), "png", "image/png", pictures.png, _has_picture),
    "vl": Form("Vega-Lite", "vl.json", "application/vnd.vegalite.v5+json", pictures.vega, _has_vega),
}


def offered(sheet: Sheet) -> list[tuple[str, str]]:
    """(code, label) of the forms that this table can take, for the menu of its page."""
    return [(code, str(form.label)) for code, form in FORMS.items() if form.fits(sheet)]


def answer(request: HttpRequest, sheet: Callable[[], Sheet]) -> HttpResponse | None:
    """The file that `?form=` asks for, or None where the address asks for none that there is.

    Whoever is signed in gets it stamped with office, officer, time and purpose, and gives the password again for
    more than a hundred rows. The export is recorded before the first byte leaves.

    Args:
        sheet: makes the table; called only if a form is asked for.
    """
    form = FORMS.get(request.GET.get("form", ""))
    if form is None:
        return None
    made = bound(sheet())
    if not form.fits(made):
        return None
    reader: Reader = request.reading.reader
    if reader.office and len(made.rows) > MANY and (again := asked_first(request)):
        return again
    audit.record(reader, "export-statistics", f"{request.GET['form']} {len(made.rows)} {made.name}"[:200])
    response = HttpResponse(form.write(made, stamp_of(reader)), content_type=form.media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{made.name}.{form.suffix}")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def bound(sheet: Sheet) -> Sheet:
    """With the marks of all that is in it, and whose records are not, since they are to be asked first."""
    taken = taking.now()
    if taken is None:
        return sheet
    about = [*sheet.about, *([taking.left_out(taken)] if taken.owners else [])]
    return replace(sheet, handling=taken.handling or sheet.handling, about=about)


def stamp_of(reader: Reader) -> Stamp | None:
    """Who takes it out; nobody in particular, of what is public."""
    if not reader.office:
        return None
    return stamped(reader, timezone.now())
