"""Which feed a file is, how certain that is, and where it differs from the pinned version."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from catalog_files import ReadText
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import CatalogError, ConfigError
from itemcenter.items import CatalogOptions
from itemcenter.items.feeds import ALL, FEEDS, recognise
from itemcenter.items.feeds.akeneo import Attribute, attribute_of
from itemcenter.items.feeds.feed import FeedColumn
from itemcenter.testing.feed_samples import FeedSample, feed_samples

FLAT = [sample for sample in feed_samples() if sample.path.suffix in (".csv", ".tsv") and "renamed" not in sample.name]


def header(sample: FeedSample) -> list[str]:
    line = sample.path.read_text("utf-8").splitlines()[0]
    return max((next(csv.reader([line], delimiter=sign)) for sign in ",;\t"), key=len)


@pytest.mark.parametrize("sample", FLAT, ids=lambda sample: sample.name)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_third_of_the_columns_may_be_renamed(sample: FeedSample, place: int) -> None:
    """Certainty falls, the format is still told."""
    names = header(sample)
    signs = {name for group in FEEDS[sample.feed].signs for name in group}
    changed = [
        f"col {number}" if number % 3 == place and name not in signs else name for number, name in enumerate(names)
    ]
    before, after = recognise(names, []), recognise(changed, [])
    assert before is not None and after is not None
    assert before.feed.name == after.feed.name == sample.feed
    assert 0.6 <= after.certainty < before.certainty <= 1.0


@pytest.mark.parametrize(
    "names",
    [
        "sku,group,title,brand,category,description,price,image,specs",
        "id,title,description,price,image_link",
        "id,name,title,supplier,img_high,img_500x500",
        "upc,name,manufacturer,short_description,long_description",
        "Handle,Title,Price",
        "ID,SKU,Name,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)",
        "sku,parent,categories,name,price,weight",
        "product-id,product-name,list-price",
        "id,title,brand,seller_name,price,color,size",
        "标题,品牌,类目",
    ],
)
def test_catalogs_of_their_own_are_left_alone(names: str) -> None:
    assert recognise(names.split(","), []) is None


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=30))
def test_any_header_gives_a_probability(names: list[str]) -> None:
    for feed in ALL:
        assert 0.0 <= feed.certainty(names, []) <= 1.0
        assert set(feed.roles(names, {}, CatalogOptions())) <= set(names)


@pytest.mark.parametrize("feed", ALL, ids=lambda feed: feed.title)
def test_tables_are_sound(feed: object) -> None:
    columns: Sequence[FeedColumn] = feed.columns  # type: ignore[attr-defined]
    names = [column.name for column in columns]
    assert len(set(names)) == len(names)
    earlier = [name for column in columns for name, _ in column.earlier]
    assert len(set(earlier)) == len(earlier) and not set(earlier) & set(names)
    assert all(0.0 <= column.telling < 1.0 for column in columns)
    assert any(column.role == "id" for column in columns)


def test_a_forced_format_must_fit(read: ReadText) -> None:
    with pytest.raises(CatalogError, match=r"no Shopify product .*format = 'shopify'.*no column 'Title'"):
        read("sku,name\n1,Lamp\n", format="shopify")
    with pytest.raises(CatalogError, match=r"no Akeneo product export.*no column 'sku' or"):
        read("id,title\n1,Lamp\n", format="akeneo")
    with pytest.raises(ConfigError, match=r"format cannot be 'gogle'.*did you mean 'google'"):
        CatalogOptions(format="gogle")
    found = read("id,title,price\n1,Lamp,2\n", format="google")
    assert "(as [catalog] format says)" in found.reader.notices[0]
    assert "'link', 'image_link', 'availability'" in "".join(found.reader.notices)


def test_the_users_word_wins_over_the_feed(read: ReadText) -> None:
    text = "item_id,title,is_eligible_search,seller_name,price,mpn,notes\n1,Lamp,true,Shop,2,M-1,good\n"
    assert read(text).item.id == "1"
    item = read(text, columns=(("id", "mpn"), ("text", "notes")), spec_columns=("seller_name",)).item
    assert item.id == "M-1"
    assert item.texts == (("notes", "good"),)
    assert [spec.name for spec in item.specs] == ["seller_name"]


def test_late_columns_of_json_lines_get_the_role_of_the_feed(read: ReadText) -> None:
    first = '{"item_id": "1", "title": "Lamp", "is_eligible_search": true, "seller_name": "S", "store_country": "DE"}\n'
    late = '{"item_id": "2", "title": "Lamp", "age_restriction": "18", "length": "3", "dimensions_unit": "cm"}\n'
    found = read(first * 1 + "".join(first.replace('"1"', f'"a{n}"') for n in range(300)) + late, "f.jsonl")
    assert {(spec.name, spec.value) for spec in found.items[-1].specs} == {
        ("age restriction", "18"),
        ("length", "3 cm"),
    }


def test_renamed_and_unknown_columns_are_named(read: ReadText) -> None:
    """The case that the issue names: an OpenAI feed whose columns were renamed."""
    found = read(
        "enable_search,sku,product_title,link,seller_name,img\ntrue,1,Lamp,https://x.y,Shop,https://x.y/i.jpg\n"
    )
    told = "\n".join(found.reader.notices)
    assert "'enable_search' is read as 'is_eligible_search' (2025-09)" in told
    assert "'sku' is read as 'item_id' (alias)" in told
    assert "'title' ('product_title' was taken for it)" in told
    assert re.search(r"requires columns that are missing: .*'brand'", told)
    assert "unknown to OpenAI product feed 2026-10: 'product_title' (taken for title), " in told
    assert "'img' (taken for images, as its name suggests)" in told
    assert found.item.id == "1" and found.item.images == ("https://x.y/i.jpg",)


def test_both_names_of_a_field(read: ReadText) -> None:
    """The present one is read, the other is kept."""
    found = read("id,item_id,title,is_eligible_search,seller_name\nold,new,Lamp,true,Shop\n")
    assert found.item.id == "new" and ("id", "old") in found.item.extras


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("name", ("name", "", "", "")),
        ("name-en_US", ("name", "en_US", "", "")),
        ("description-fr_FR-ecommerce", ("description", "fr_FR", "ecommerce", "")),
        ("image-mobile", ("image", "", "mobile", "")),
        ("weight-unit", ("weight", "", "", "unit")),
        ("weight-print-unit", ("weight", "", "print", "unit")),
        ("price-EUR", ("price", "", "", "EUR")),
        ("price-de_DE-print-EUR", ("price", "de_DE", "print", "EUR")),
        ("label-zh_Hant_TW", ("label", "zh_Hant_TW", "", "")),
    ],
)
def test_akeneo_column_names(name: str, parts: tuple[str, ...]) -> None:
    assert attribute_of(name) == Attribute(*parts)


@pytest.mark.parametrize("name", ["Product name", "a--b", "a-b-c-d-e", "", "größe"])
def test_what_is_no_akeneo_column(name: str) -> None:
    assert attribute_of(name) is None


def test_a_locale_that_no_column_has(tmp_path: Path, read: ReadText) -> None:
    text = "sku;family;enabled;groups;name-de_DE;name-fr_FR\n1;lamps;1;;Lampe;Lampe fr\n"
    with pytest.raises(CatalogError, match=r"no column has the locale 'it_IT' \(locales of the file: de_DE, fr_FR\)"):
        read(text, locale="it_IT")
    assert read(text, locale="fr_FR").item.title == "Lampe fr"
    found = read(text)
    assert found.item.title == "Lampe"  # of equals the first by name
    assert "of several locales 'de_DE' is read, 'fr_FR' are kept aside" in "".join(found.reader.notices)
