"""Every writer for another system passes the suite, read back by parsers that know nothing of the writers."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from itemcenter.items.write.akeneo import UNITS as AKENEO_UNITS
from itemcenter.items.write.jsonld import UNIT_CODES
from itemcenter.items.write.targets import WRITERS
from itemcenter.testing.writer_suite import WriterSuite
from itemcenter.values.units import UNITS


def sheet(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """Rows of a table, none of whose cells a spreadsheet would run."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter, strict=True))
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
    return rows


def texts(value: Any) -> str:
    """All texts and numbers in a value, one after another."""
    if isinstance(value, dict):
        return " ".join(f"{name} {texts(entry)}" for name, entry in value.items())
    if isinstance(value, list | tuple):
        return " ".join(map(texts, value))
    return str(value)


def json_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


class TestGoogle(WriterSuite):
    writer = WRITERS["google"]

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        if kind == "tsv":
            return [(row["id"], texts(list(row.values()))) for row in sheet(path, "\t")]
        space = "{http://base.google.com/ns/1.0}"
        items = ET.parse(path).getroot().findall("channel/item")
        return [(item.findtext(f"{space}id") or "", " ".join(item.itertext())) for item in items]


class TestOpenAI(WriterSuite):
    writer = WRITERS["openai"]

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        rows = sheet(path) if kind == "csv" else json_lines(path)
        return [(row["item_id"], texts(row)) for row in rows]


class TestShopify(WriterSuite):
    writer = WRITERS["shopify"]

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        rows = [row for row in sheet(path) if row["Variant SKU"]]
        first = {row["Handle"]: row for row in reversed(rows)}  # what is said once for the product
        return [(row["Variant SKU"], texts([*row.values(), *first[row["Handle"]].values()])) for row in rows]

    def test_options_tell_the_variants_of_a_product_apart(self, tmp_path: Path) -> None:
        from itemcenter.testing.writer_suite import mug

        group = [mug("m1", group="g", colour="red"), mug("m2", group="g", colour="navy")]
        same = [mug("m3", group="h"), mug("m4", group="h")]
        path, _ = self._written(tmp_path, "csv", [group, same, [mug("m5")]])
        rows = {row["Variant SKU"]: row for row in sheet(path)}
        assert [rows["m1"]["Option1 Name"], rows["m1"]["Option1 Value"]] == ["colour", "red"]
        assert [rows["m2"]["Option1 Name"], rows["m2"]["Option1 Value"]] == ["", "navy"]
        assert rows["m1"]["height (product.metafields.custom.height)"] == "10.5 cm"
        assert rows["m2"]["height (product.metafields.custom.height)"] == "", "said once"
        assert [rows["m3"]["Option1 Name"], rows["m3"]["Option1 Value"]] == ["SKU", "m3"]
        assert [rows["m5"]["Option1 Name"], rows["m5"]["Option1 Value"]] == ["Title", "Default Title"]
        assert len({rows[name]["Handle"] for name in ("m1", "m2", "m3", "m4", "m5")}) == 3


class TestAkeneo(WriterSuite):
    writer = WRITERS["akeneo"]

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        rows = sheet(path, ";")
        for row in rows:
            assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in row), list(row)
            assert row.get("height-unit", "") == ("CENTIMETER" if row.get("height") else "")
        return [(row["sku"], texts(list(row.values()))) for row in rows]

    def test_every_unit_is_one_of_ours(self) -> None:
        assert set(AKENEO_UNITS) - {"dB"} <= set(UNITS) and set(UNIT_CODES) <= set(UNITS)


class TestJsonLd(WriterSuite):
    writer = WRITERS["jsonld"]

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        text = path.read_text(encoding="utf-8")
        if kind == "html":
            found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
            objects = [json.loads(entry) for entry in found]
        else:
            objects = json_lines(path)
        assert all(entry["@context"] == "https://schema.org" for entry in objects)
        products = [product for entry in objects for product in entry.get("hasVariant", [entry])]
        return [(product["sku"], texts(product)) for product in products]


class TestParquet(WriterSuite):
    writer = WRITERS["parquet"]

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        return [
            (row["id"], texts([value for value in row.values() if value])) for row in pq.read_table(path).to_pylist()
        ]


class TestCsv(WriterSuite):
    writer = WRITERS["csv"]

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        return [(row["id"], texts(list(row.values()))) for row in sheet(path)]
