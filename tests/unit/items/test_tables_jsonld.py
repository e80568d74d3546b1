"""schema.org data in pages and files: products, variants, properties, and what is broken."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from catalog_files import Read, ReadText
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import CatalogError
from itemcenter.items import ReadContext, reread
from itemcenter.items.tables.html_scripts import scripts
from itemcenter.schema import Item, RejectedRow

LD = '<script type="application/ld+json">'


def page(*values: Any, around: str = "") -> str:
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    return (
        f"<!DOCTYPE html>\n<html><head>{around}\n" + "\n".join(f"{LD}{text}</script>" for text in texts) + "\n</html>"
    )


def specs(item: Item) -> list[tuple[str, str]]:
    return [(spec.name, spec.value) for spec in item.specs]


LAMP: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "Product",
    "sku": "L1",
    "gtin13": "4006381333931",
    "name": "Desk lamp",
    "description": "A lamp.\n<b>Dimmable</b>",
    "brand": {"@type": "Brand", "name": "Lumo"},
    "image": [{"@type": "ImageObject", "url": "https://a/1.jpg"}, "https://a/2.jpg"],
    "color": "red",
    "weight": {"@type": "QuantitativeValue", "value": 1.5, "unitCode": "KGM"},
    "additionalProperty": [
        {"@type": "PropertyValue", "name": "Height", "value": 40, "unitText": "cm"},
        {"@type": "PropertyValue", "name": "Cable", "minValue": 1, "maxValue": 2, "unitCode": "MTR"},
        {"@type": "PropertyValue", "name": "Socket", "value": ["E14", "E27"]},
        {"@type": "PropertyValue", "propertyID": "dimmable", "value": True},
        {
            "@type": "PropertyValue",
            "name": "Light",
            "value": {"@type": "QuantitativeValue", "value": "806", "unitCode": "LUM"},
        },
    ],
    "offers": {
        "@type": "Offer",
        "price": "19.90",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
    },
    "isRelatedTo": {"@type": "Product", "sku": "X", "name": "Another"},
}


def test_a_product_with_everything(read: ReadText) -> None:
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 2, "name": "Desk lamps"},
            {"@type": "ListItem", "position": 1, "item": {"@id": "https://a/", "name": "Lamps"}},
            {"@type": "ListItem", "position": 3, "name": "Desk lamp"},
        ],
    }
    item = read(page(LAMP, trail), "lamp.html").item
    assert (item.id, item.title, item.brand, item.description) == ("L1", "Desk lamp", "Lumo", LAMP["description"])
    assert item.images == ("https://a/1.jpg", "https://a/2.jpg")
    assert item.category_path == ("Lamps", "Desk lamps")
    assert specs(item) == [
        ("color", "red"),
        ("weight", "1.5 kg"),
        ("Height", "40 cm"),
        ("Cable", "1 - 2 m"),
        ("Socket", "E14"),
        ("Socket", "E27"),
        ("dimmable", "true"),
        ("Light", "806 lm"),
    ]
    extras = dict(item.extras)
    assert (extras["price"], extras["availability"], extras["gtin13"]) == ("19.90", "InStock", "4006381333931")


GROUP: dict[str, Any] = {
    "@type": "ProductGroup",
    "@id": "#g",
    "productGroupID": "G7",
    "name": "Coat",
    "brand": {"@id": "#brand"},
    "material": "wool",
    "additionalProperty": [{"name": "Lining", "value": "silk"}, {"name": "Hood", "value": "yes"}],
}
SMALL: dict[str, Any] = {
    "@type": "Product",
    "@id": "#s",
    "sku": "C-S",
    "size": "S",
    "additionalProperty": {"name": "Hood", "value": "no"},
}
LARGE: dict[str, Any] = {"@type": "Product", "sku": "C-L", "name": "Coat, large", "size": {"name": "L"}}
BRAND: dict[str, Any] = {"@type": "Brand", "@id": "#brand", "name": "Nord"}


@pytest.mark.parametrize(
    "value",
    [
        {"@graph": [{**GROUP, "hasVariant": [SMALL, LARGE, {"url": "https://a/other"}]}, BRAND]},
        {"@graph": [{**GROUP, "hasVariant": [{"@id": "#s"}, LARGE]}, SMALL, BRAND]},
        {"@graph": [GROUP, {**SMALL, "isVariantOf": {"@id": "#g"}}, {**LARGE, "inProductGroupWithID": "G7"}, BRAND]},
        [{**SMALL, "isVariantOf": GROUP}, {**LARGE, "isVariantOf": GROUP}, BRAND],
    ],
)
def test_variants_of_a_group(read: ReadText, value: Any) -> None:
    small, large = read(page(value), "coat.html").items
    assert (small.id, small.title, small.group_id, small.brand) == ("C-S", "Coat", "G7", "Nord")
    assert (large.id, large.title, large.group_id, large.brand) == ("C-L", "Coat, large", "G7", "Nord")
    assert specs(small) == [("size", "S"), ("material", "wool"), ("Hood", "no"), ("Lining", "silk")]
    assert specs(large) == [("size", "L"), ("material", "wool"), ("Lining", "silk"), ("Hood", "yes")]


def test_a_group_without_variants_is_one_item(read: ReadText) -> None:
    assert read(page([GROUP, BRAND]), "g.html").item.id == "G7"


def test_the_vocabulary_with_prefixes_and_languages(read: ReadText) -> None:
    value = {
        "@type": ["schema:Product", "http://schema.org/Car"],
        "schema:sku": 12,
        "http://schema.org/name": {"@value": "Wagen", "@language": "de"},
    }
    item = read(page({"mainEntity": {"itemListElement": [{"item": value}]}}), "p.html").item
    assert (item.id, item.title) == ("12", "Wagen")


def test_scripts_of_other_kinds_and_comments_are_passed_over(read: ReadText) -> None:
    around = (
        f'<script>var a = \'{LD}\';</script><!-- {LD}{{"@type": "Product"}}</script> -->'
        "<SCRIPT nonce=x TYPE='application/ld+json; charset=utf-8'>//<![CDATA[\n"
        '{"@type": "Product", "sku": 1, "name": "a </b> -- b"}\n//]]></SCRIPT >'
    )
    found = read(page({"@type": "WebSite", "name": "Shop"}, around=around), "p.html")
    assert [(item.id, item.title) for item in found.items] == [("1", "a </b> -- b")]


def test_broken_json_goes_to_quarantine_with_its_place_and_can_be_mended(read: ReadText) -> None:
    broken = '{"@type": "Product", "sku": "B", "name": "Bulb" "color": "red"}'
    found = read(page(LAMP, broken, {**LAMP, "sku": "L2"}, {**LAMP, "sku": "L3", "name": ""}), "p.html")
    assert [item.id for item in found.items] == ["L1", "L2"]
    bulb, nameless = found.rejected
    assert (bulb.reason, bulb.line, bulb.raw) == ("json", 4, broken)
    context = ReadContext.from_json(json.loads(json.dumps(found.reader.context.to_json())))
    item = reread(dataclasses.replace(bulb, raw=broken.replace('" "', '", "')), context)
    assert isinstance(item, Item) and (item.id, specs(item)) == ("B", [("color", "red")])
    assert nameless.reason == "no_title"
    item = reread(
        dataclasses.replace(nameless, raw=nameless.raw.replace('"id": "L3"', '"id": "L3", "name": "x"')), context
    )
    assert isinstance(item, Item) and item.title == "x" and item.brand == "Lumo"
    two = reread(dataclasses.replace(bulb, raw=json.dumps([LAMP, LAMP])), context)
    assert isinstance(two, RejectedRow) and "holds 2 products" in two.message


def test_many_pages_in_one_file_keep_their_own_breadcrumbs(read: ReadText) -> None:
    def trail(name: str) -> dict[str, Any]:
        return {"@type": "BreadcrumbList", "itemListElement": [{"position": 1, "name": name}]}

    pages = page({**LAMP, "sku": "1"}, trail("A")) + page({**LAMP, "sku": "2"}, trail("B")) + page({**LAMP, "sku": "3"})
    assert [item.category_path for item in read(pages, "p.html").items] == [("A",), ("B",), ()]


def test_a_declared_encoding(read: ReadText) -> None:
    text = page({**LAMP, "name": "Лампа"}, around='<meta charset="windows-1251">')
    assert read(text.encode("cp1251"), "p.html").item.title == "Лампа"


def test_pages_without_products(read: ReadText) -> None:
    for text in ("<!DOCTYPE html><html>Sign in</html>", page({"@type": "WebSite"}), f"<html>{LD}"):
        with pytest.raises(CatalogError, match=r"holds no schema\.org product .*export the catalog as CSV"):
            read(text, "p.html")


@pytest.mark.parametrize("lines", [True, False])
def test_files_of_schema_org_data(read: ReadText, lines: bool) -> None:
    rows = [{**LAMP, "sku": str(number)} for number in range(3)]
    text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows)
    found: Read = read(text, "c.json")
    assert [item.id for item in found.items] == ["0", "1", "2"] and found.items[0].brand == "Lumo"
    assert [item.id for item in read(json.dumps({"@graph": rows}, indent=1), "c.jsonld").items] == ["0", "1", "2"]


class _Cut:
    """A text in pieces of one length."""

    suspect = False

    def __init__(self, text: str, size: int) -> None:
        self._text, self._size = text, size

    def chunks(self) -> Any:
        return (self._text[place : place + self._size] for place in range(0, len(self._text), self._size))


PIECES = st.sampled_from(
    [
        LD,
        "</script>",
        "<script>",
        "<!--",
        "-->",
        "<html>",
        "x\n",
        "<",
        "</",
        "{}",
        "<script type='application/ld+json'>",
    ]
)


@settings(deadline=None, max_examples=200)
@given(pieces=st.lists(PIECES, max_size=12), size=st.integers(1, 9), most=st.sampled_from([3, 1000]))
def test_scripts_do_not_depend_on_how_the_text_comes(pieces: list[str], size: int, most: int) -> None:
    text = "".join(pieces)
    whole = list(scripts(_Cut(text, 10_000), most))
    assert [script[:3] for script in scripts(_Cut(text, size), 1000)] == [
        s[:3] for s in scripts(_Cut(text, 10_000), 1000)
    ]
    assert [script.cut for script in scripts(_Cut(text, size), most)] == [script.cut for script in whole]


def test_an_endless_script_is_set_aside(tmp_path: Path, read: ReadText) -> None:
    found = read(page(LAMP, '{"a": "' + "x" * 100_000 + '"}', {**LAMP, "sku": "L2"}), "p.html", max_cell_chars=1000)
    assert [item.id for item in found.items] == ["L1", "L2"] and found.reasons == ["oversize"]
