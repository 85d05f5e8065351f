"""Tables that leave: each form is read back by the program that it is for, or by one that reads the same."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest

from sarhad.collect.exports import Stamp
from sarhad.kernel.claim import Handling
from sarhad.systems.monitor.out import geo, labelled, pictures, sdmx, tabular
from sarhad.systems.monitor.out.forms import FORMS, offered
from sarhad.systems.monitor.out.records import Column, Sheet

STAMP = Stamp("TJ-DCA", "owner", "2026-11-22T01:00:00+00:00", "=analysis")
SQUARE = {"type": "Polygon", "coordinates": [[[68.0, 37.0], [69.0, 37.0], [69.0, 38.0], [68.0, 37.0]]]}
TWO = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], SQUARE["coordinates"]]}
LINE = {"type": "LineString", "coordinates": [[68.5, 37.5], [37.6, 55.7]]}
SHEET = Sheet(
    name="seizures-by-country", title="Изъятия по странам",
    columns=(
        Column("country", "Страна", "code", codes={"tj": "Таджикистан", "uz": "Узбекистан"}),
        Column("year", "Год", "year"),
        Column("n", "Изъятия", "number"),
        Column("kg", "Вес", "number", "kg"),
        Column("note", "Примечание"),
    ),
    rows=[("tj", 2016, 127, 731.25, "=1+1"), ("uz", 2016, 908, None, ""), ("tj", 2015, 90, 0.1 + 0.2, None)],
    about=("UNODC, отдельные изъятия", "Каннабиса в этой копии нет"), handling=Handling(1),
    shapes=(SQUARE, TWO, None), picture='<svg viewBox="0 0 20 10"><path stroke="var(--c1)" d="M0 0L9 9"/></svg>',
    vega={"mark": "line"},
)  # fmt: skip


def test_a_spreadsheet_runs_nothing_and_unknown_is_empty():
    head, *rows = csv.reader(io.StringIO(tabular.csv(SHEET, STAMP).decode("utf-8-sig")))
    assert head[:5] == ["country", "year", "n", "kg", "note"]
    assert rows[0] == ["tj", "2016", "127", "731.25", "'=1+1", "H1", "TJ-DCA", "owner", STAMP.at, "'=analysis"]
    assert [row[3] for row in rows] == ["731.25", "", "0.3"]
    book = openpyxl.load_workbook(io.BytesIO(tabular.xlsx(SHEET, STAMP)))
    cover, table, codes = book.worksheets
    assert [cell.value for cell in table[1]] == ["Страна", "Год", "Изъятия", "Вес, kg", "Примечание"]
    assert [cell.value for cell in table[2]] == ["Таджикистан", 2016, 127, 731.25, "=1+1"]
    assert table["E2"].data_type == "s"
    assert table["D3"].value is None
    assert "Каннабиса в этой копии нет" in [row[0].value for row in cover]
    assert [cell.value for cell in codes[1]] == ["country", "tj", "Таджикистан"]


def test_what_is_public_bears_no_stamp():
    assert b"TJ-DCA" not in tabular.csv(SHEET, None)
    assert b"exported" not in tabular.json(SHEET, None)
    assert json.loads(tabular.json(SHEET, STAMP))["exported"]["office"] == "TJ-DCA"


def test_parquet_keeps_types(tmp_path: Path):
    path = tmp_path / "t.parquet"
    path.write_bytes(tabular.parquet(SHEET, None))
    found = duckdb.sql(f"SELECT * FROM '{path}' ORDER BY year, country").fetchall()
    assert found == [
        ("tj", 2015, 90.0, 0.1 + 0.2, ""),
        ("tj", 2016, 127.0, 731.25, "=1+1"),
        ("uz", 2016, 908.0, None, ""),
    ]


def test_spss_and_stata_are_read_back_with_their_labels(tmp_path: Path):
    pyreadstat = pytest.importorskip("pyreadstat")
    for write, read in ((labelled.spss, pyreadstat.read_sav), (labelled.stata, pyreadstat.read_dta)):
        path = tmp_path / "table"
        path.write_bytes(write(SHEET, STAMP))
        frame, about = read(str(path))
        assert about.column_names_to_labels["kg"] == "Вес, kg"
        assert about.variable_value_labels["country"] == {1: "tj Таджикистан", 2: "uz Узбекистан"}
        assert list(frame["country"]) == [1, 2, 1]
        assert frame["kg"].isna().tolist() == [False, True, False]
        assert "Изъятия" in about.file_label


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_a_layer_opens_in_gdal(form: str, tmp_path: Path):
    pyogrio = pytest.importorskip("pyogrio")
    path = tmp_path / f"layer.{form}"
    path.write_bytes(FORMS[form].write(SHEET, STAMP))
    about = pyogrio.read_info(path)
    assert about["features"] == 2, "a row without a shape is no feature"
    assert about["crs"] == "EPSG:4326"
    meta, _fid, shapes, fields = pyogrio.raw.read(path)
    assert dict(zip(meta["fields"], fields, strict=True))["country"].tolist() == ["tj", "uz"]
    assert [bytes(each) for each in shapes] == [geo.wkb(SQUARE), geo.wkb(TWO)]
    assert list(about["total_bounds"]) == [68.0, 37.0, 69.0, 38.0]


def test_a_geopackage_holds_what_the_standard_asks_for(tmp_path: Path):
    path = tmp_path / "layer.gpkg"
    path.write_bytes(geo.geopackage(replace(SHEET, shapes=(LINE, None, None)), STAMP))
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert db.execute("SELECT geometry_type_name, srs_id FROM gpkg_geometry_columns").fetchall() == [
        ("LINESTRING", 4326)
    ]
    assert {row[0] for row in db.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")} == {-1, 0, 4326}
    [(about,)] = db.execute("SELECT description FROM gpkg_contents")
    assert "H1" in about


def test_sdmx_has_an_observation_for_each_number():
    assert sdmx.fits(SHEET)
    assert not sdmx.fits(replace(SHEET, columns=SHEET.columns[:1]))
    lines = list(csv.DictReader(io.StringIO(sdmx.write(SHEET, None).decode())))
    said = ("REF_AREA", "TIME_PERIOD", "INDICATOR", "OBS_VALUE", "OBS_STATUS")
    assert [tuple(each[name] for name in said) for each in lines][:4] == [
        ("TJ", "2016", "N", "127", "A"), ("TJ", "2016", "KG", "731.25", "A"),
        ("UZ", "2016", "N", "908", "A"), ("UZ", "2016", "KG", "", "M"),
    ]  # fmt: skip
    assert {(e["STRUCTURE"], e["STRUCTURE_ID"], e["ACTION"], e["FREQ"]) for e in lines} == {
        ("dataflow", "SARHAD:DF_SEIZURES_BY_COUNTRY(1.0)", "R", "A")
    }


def test_a_picture_stands_alone():
    drawn = pictures.svg(SHEET, STAMP).decode()
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawn
    assert "#632419" in drawn
    assert "var(" not in drawn
    assert "H1" in drawn
    assert pictures.png(SHEET, STAMP)[:4] == b"\x89PNG"


def test_only_what_fits_is_offered():
    bare = replace(SHEET, shapes=(), picture="", vega=None, columns=SHEET.columns[:1], rows=[("tj",)])
    assert {code for code, _label in offered(bare)} <= {"csv", "xlsx", "json", "parquet", "sav", "dta"}
    assert {code for code, _label in offered(SHEET)} >= {"geojson", "gpkg", "svg", "png", "vl", "sdmx"}
