"""What single formats write into their cells, and rows of one product together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from catalog_files import ReadText
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.items import CatalogOptions
from itemcenter.items.feeds.google import Google
from itemcenter.items.feeds.metafields import Metafield, metafield_of, metafield_values
from itemcenter.items.feeds.shopify import Shopify
from itemcenter.items.feeds.shopify_json import flat_rows
from itemcenter.items.rows import SourceRow

OPTIONS = CatalogOptions()


def details(cell: Any) -> list[tuple[str, str]]:
    row = next(Google().unfold([SourceRow(1, {"product_detail": cell}, [""])], OPTIONS))
    return [(entry["name"], entry["value"]) for entry in row.cells["product_detail"]]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("General:Socket:E14,General:Power:8 W", [("Socket", "E14"), ("Power", "8 W")]),
        (":Socket:E14", [("Socket", "E14")]),
        ("Socket:E14", [("Socket", "E14")]),
        ('"A:Colour:red, blue",A:Ratio:16:9', [("Colour", "red, blue"), ("Ratio", "16:9")]),
        ("A:Colour:red, blue,A:Power:8 W", [("Colour", "red, blue"), ("Power", "8 W")]),
        ("Lamp:Height:42 cm,Box:Height:50 cm", [("Lamp Height", "42 cm"), ("Box Height", "50 cm")]),
        ("loose words", [("", "loose words")]),
        ({"section_name": "A", "attribute_name": "B", "attribute_value": "C"}, [("B", "C")]),
    ],
)
def test_product_detail(cell: Any, wanted: list[tuple[str, str]]) -> None:
    assert details(cell) == wanted


WORDS = st.text(st.characters(exclude_characters='":,\r\n\0', exclude_categories=("Cs", "Cc", "Z")), min_size=1)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, st.text(st.sampled_from("abc ,:;'")).map(str.strip)), min_size=1, max_size=6))
def test_written_details_are_read_back(rows: list[tuple[str, str, str]]) -> None:
    cell = ",".join('"' + ":".join(row) + '"' for row in rows)
    assert [value for _, value in details(cell)] == [value for _, _, value in rows]
    assert all(pair[0].endswith(row[1].strip()) for pair, row in zip(details(cell), rows, strict=True))


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Color (product.metafields.shopify.color-pattern)", Metafield("Color", "product", "shopify", "color-pattern")),
        ("Drop (variant.metafields.custom.drop)", Metafield("Drop", "variant", "custom", "drop")),
        ("Color", None),
    ],
)
def test_metafield_columns(column: str, field: Metafield | None) -> None:
    assert metafield_of(column) == field


@pytest.mark.parametrize(
    ("value", "space", "wanted"),
    [
        ("red; blue", "shopify", ["red", "blue"]),
        ("red; blue", "custom", "red; blue"),
        ('["mesh", "suede"]', "custom", ["mesh", "suede"]),
        ('{"value": 5.0, "unit": "CENTIMETERS"}', "custom", "5 centimeters"),
        ('["gid://shopify/Metaobject/5"]', "shopify", []),
        ("gid://shopify/Product/5", "custom", ""),
        ({"value": 5, "unit": None}, "custom", "5"),
    ],
)
def test_metafield_values(value: Any, space: str, wanted: Any) -> None:
    assert metafield_values(value, space) == wanted


HEADER = (
    "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Variant Image\n"
)


def test_a_variant_says_what_its_product_says(read: ReadText) -> None:
    found = read(
        HEADER + "a,Shirt,Soft.,Knit,Size,S,A-S,9,1.jpg,\na,,,,,M,,9,2.jpg,m.jpg\na,,,,,,,,3.jpg,\nb,Hat,,Knit,,,,5,,\n"
    )
    small, medium, hat = found.items
    assert (medium.id, medium.title, medium.brand, medium.group_id) == ("a/M", "Shirt", "Knit", "a")
    assert [(spec.name, spec.value) for spec in medium.specs] == [("Size", "M")]
    assert small.images == ("1.jpg", "2.jpg", "3.jpg")
    assert (hat.id, hat.specs) == ("b", ())
    assert [row.row for row in found.rows] == [1, 2, 4]
    assert found.reader.passed_over == 1


def test_a_bad_row_between_variants_harms_none(read: ReadText) -> None:
    found = read(HEADER + "a,Shirt,,Knit,Size,S,A-S,9,,\na,,,\na,,,,,M,A-M,9,,\n")
    assert found.reasons == ["columns"]
    assert [(row.row, row.item.id, row.item.title) for row in found.rows if row.item] == [
        (1, "A-S", "Shirt"), (3, "A-M", "Shirt"),
    ]  # fmt: skip


CELLS = st.fixed_dictionaries(
    {
        "Handle": st.sampled_from(["a", "b", ""]),
        "Title": st.sampled_from(["T", ""]),
        "Option1 Name": st.sampled_from(["Size", ""]),
        "Option1 Value": st.sampled_from(["S", "M", ""]),
        "Variant SKU": st.sampled_from(["1", "2", ""]),
        "Image Src": st.sampled_from(["x.jpg", ""]),
    }
)


@settings(deadline=None)
@given(st.lists(CELLS, max_size=12))
def test_rows_keep_their_number_order_and_own_cells(rows: list[dict[str, str]]) -> None:
    given_rows = [SourceRow(number, cells, [str(number)]) for number, cells in enumerate(rows)]
    out = list(Shopify().unfold(iter(given_rows), OPTIONS))
    assert [row.line for row in out] == [row.line for row in given_rows]
    for before, after in zip(given_rows, out, strict=True):
        own = {name: value for name, value in before.cells.items() if value and name != "Image Src"}
        assert own.items() <= dict(after.cells).items()
        assert after.raw == before.raw


def test_a_flat_row_of_json_can_be_read_again(read: ReadText) -> None:
    product = {
        "id": 5, "title": "Lamp", "handle": "lamp", "body_html": "x", "vendor": "V", "product_type": "Lamps",
        "variants": [{"id": 6, "option1": "Red", "sku": "", "price": "1"}, {"id": 7, "option1": "Blue", "sku": "L-B"}],
        "options": [{"name": "Color"}], "images": [{"src": "1.jpg"}],
    }  # fmt: skip
    rows = list(flat_rows(product))
    assert [row["sku"] for row in rows] == ["lamp/Red", "L-B"]
    again = read("\n".join(map(json.dumps, rows)) + "\n", "flat.jsonl", format="shopify")
    whole = read(json.dumps({"products": [product]}), "products.json")
    assert again.items == whole.items
