"""Whole drafts: what is looked at, what is released, and that nothing depends on order, hashing or odd texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap_items import item, shop, source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import ConfigError
from itemcenter.ontology import lint, read_workbook, write_workbook
from itemcenter.ontology.bootstrap import BootstrapOptions, OntologyDraft, bootstrap
from itemcenter.ontology.bootstrap.brand_names import brand_entries
from itemcenter.ontology.bootstrap.observe import observe
from itemcenter.schema import AttributeKey, Item, ValueType

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def draft() -> OntologyDraft:
    return bootstrap(source(shop()), name="shop")


def _key(draft: OntologyDraft, name: str) -> AttributeKey:
    return next(key for key in draft.release.keys if key.name == name)


def test_types_units_and_values_of_the_shop(draft: OntologyDraft) -> None:
    types = {key.name: (key.type, key.unit) for key in draft.release.keys}
    assert types == {
        "product colour": (ValueType.COLOUR, ""),
        "display diagonal": (ValueType.QUANTITY, "in"),
        "internal memory": (ValueType.QUANTITY, "GB"),
        "touchscreen": (ValueType.BOOLEAN, ""),
        "keyboard layout": (ValueType.CATEGORICAL, ""),
        "water tank capacity": (ValueType.QUANTITY, "l"),
        "cordless": (ValueType.BOOLEAN, ""),
        "housing material": (ValueType.CATEGORICAL, ""),
        "power": (ValueType.QUANTITY, "W"),
        "dimmable": (ValueType.BOOLEAN, ""),
        "socket": (ValueType.CATEGORICAL, ""),
        "number of bulbs": (ValueType.COUNT, ""),
    }
    key = _key(draft, "housing material")
    assert key.value_list_id is not None and key.open
    assert {value.name for value in draft.release.list_by_id[key.value_list_id].values} == {
        "Glass", "Stainless steel", "Plastic"
    }  # fmt: skip


def test_keys_apply_where_they_are_shown(draft: OntologyDraft) -> None:
    release = draft.release
    scopes = {(scope.category_id, release.key_by_id[scope.key_id].name): scope.core for scope in release.scopes}
    assert scopes["products", "product colour"]
    assert scopes["products/notebook", "display diagonal"]
    assert ("products/desk-lamp", "display diagonal") not in scopes
    orders = [scope.order for scope in release.scopes if scope.category_id == "products/notebook"]
    assert sorted(orders) == [*range(1, len(orders) + 1)]


def test_every_entry_tells_its_source(draft: OntologyDraft) -> None:
    key = _key(draft, "display diagonal")
    assert key.description == "24 items (“display diagonal” 24), e.g. n0, n1, n2"
    assert key.normalisation == "bare numbers are in in: stated in texts" and key.tolerance == 0.01
    notebooks = next(entry for entry in draft.release.categories if entry.name == "Notebook")
    assert "30 items; e.g. n0, n1, n2" in notebooks.description
    finding = next(entry for entry in draft.findings if entry.kind == "key" and entry.entry == key.id).to_json()
    assert finding["unit_from"] == {"how": "stated in texts", "items": 24, "share": 1.0} and finding["items"] == 24
    assert draft.release.source == "bootstrap of shop, 90 items" and draft.release.name == "auto shop"


def test_figures_and_categories(draft: OntologyDraft) -> None:
    assert draft.figures["items"] == 90 and draft.figures["keys"] == 12 and draft.figures["categories"] == 4
    assert draft.figures["types"]["quantity"] == 4 and draft.figures["units_by"] == {"stated": 4}
    assert len(draft.categories) == 90 and draft.categories["n4"] == "products/notebook"  # an item without specs
    json.dumps(draft.figures)


def test_items_of_no_group_are_at_the_root() -> None:
    drawn = bootstrap(source([*shop(10), *(item(f"x{n}", f"{n}{n}") for n in range(4))]))
    assert drawn.categories["x0"] == "products" and drawn.figures["items_without_category"] == 0


def test_lint_finds_no_error_and_the_workbook_keeps_all(draft: OntologyDraft, tmp_path: Path) -> None:
    assert not [entry for entry in lint(draft.release) if entry.severity.value == "error"]
    write_workbook(draft.release, tmp_path)
    assert read_workbook(tmp_path).release.id == draft.release.id


def test_brands() -> None:
    items = [item(n, f"Acme thing {n}", brand="Acme") for n in range(3)]
    items += [item(f"s{n}", f"Bo Slim Fit jeans {n}", brand="Slim") for n in range(3)]
    items += [item("a", "ACME other", brand="ACME"), item("b", "Once", brand="Once"), item("c", "No brand")]
    brands, left_out = brand_entries(observe(source(items), BootstrapOptions()))
    assert [(brand.id, brand.name) for brand in brands] == [("acme", "Acme")]
    assert len(left_out) == 1 and "'Slim'" in left_out[0].message


def test_further_columns_are_keys_where_they_are_named() -> None:
    extras = [("finish", "Matt"), ("link", "https://x.example"), ("made", "2020-01-01T00:00:00"), ("eans", '["1"]')]
    items = [item(n, f"Thing {n}", extras=extras) for n in range(9)]
    named = BootstrapOptions(columns=frozenset(name for name, _ in extras))
    assert [key.name for key in bootstrap(source(items), named).release.keys] == ["finish"]
    assert not bootstrap(source(items)).release.keys


def _drawn(cells: list[dict[str, str]]) -> OntologyDraft:
    return bootstrap(source([item(n, f"Thing {n}", entry, path=("Things",)) for n, entry in enumerate(cells)]))


def test_names_of_one_key_are_one_key() -> None:
    colours = ("Black", "White", "Red")
    drawn = _drawn([{("Colour", "Color", "Product color")[n % 3]: colours[n // 3 % 3]} for n in range(60)])
    assert len(drawn.release.keys) == 1
    key = drawn.release.keys[0]
    assert (key.name, set(key.synonyms)) == ("Color", {"Colour", "Product color"})
    assert key.description.startswith("60 items") and sum(entry.kind == "join" for entry in drawn.findings) == 2
    assert drawn.release.scopes[0].core


def test_mixed_units_and_values_that_hardly_return_are_told() -> None:
    cells = [
        {"width": f"{n} {'cm' if n % 3 else 'in'}", "capacity": f"{n} {'ml' if n % 2 else 'mAh'}"} for n in range(1, 31)
    ]
    drawn = _drawn(
        [entry | {"remark": f"of {chr(97 + n % 26)}{n}" if n > 1 else "plain"} for n, entry in enumerate(cells)]
    )
    told = {entry.entry: entry.message for entry in drawn.findings if entry.kind == "unit"}
    assert "33% of the measurements are in other units than cm" in told["width"]
    assert "several dimensions under one name" in told["capacity"]
    assert _key(drawn, "remark").type is ValueType.TEXT


def test_ids_of_keys_are_distinct() -> None:
    long = "a very long name of a key that goes on and on and on until nobody can tell it from another"
    drawn = _drawn([{f"{long} one": "x", f"{long} two": "y"} for _ in range(9)])
    assert len({key.id for key in drawn.release.keys}) == 2


def test_rare_keys_are_left_out() -> None:
    items = [item(n, f"Thing {n}", {"common": "a", **({"rare": "b"} if n < 4 else {})}) for n in range(1_000)]
    assert [key.name for key in bootstrap(source(items)).release.keys] == ["common"]
    small = [item(n, f"Thing {n}", {"common": "a", **({"rare": "b"} if n < 2 else {})}) for n in range(20)]
    assert {key.name for key in bootstrap(source(small)).release.keys} == {"common", "rare"}


def test_a_catalog_without_specs_and_an_empty_one_say_so() -> None:
    bare = bootstrap(source([item(n, f"Acme phone {n}", path=("Phones",), brand="Acme") for n in range(9)]))
    assert [entry.name for entry in bare.release.categories] == ["Phones"] and not bare.release.keys
    assert any("no key to learn" in entry.message for entry in bare.findings if entry.kind == "notice")
    empty = bootstrap(source([]))
    assert any("no item" in entry.message for entry in empty.findings) and empty.release.counts["keys"] == 0


def test_a_sample_of_a_large_catalog_does_not_depend_on_the_order() -> None:
    items, options = shop(), BootstrapOptions(most_items=60)
    observed = [observe(source(order), options) for order in (items, items[::-1])]
    assert observed[0].items == observed[1].items == 60 and observed[0].items_seen == 90
    assert set(observed[0].ids) == set(observed[1].ids)
    drawn = bootstrap(source(items), options)
    assert any("a sample of 60 of 90 items" in entry.message for entry in drawn.findings)
    assert drawn.figures["items"] == 90 and drawn.figures["items_looked_at"] == 60


def test_options_are_checked() -> None:
    with pytest.raises(ConfigError, match="key_items"):
        BootstrapOptions(key_items=0)
    with pytest.raises(ConfigError, match="core_share"):
        BootstrapOptions(core_share=1.5)
    options = BootstrapOptions()
    assert [options.smallest_key(n) for n in (10, 400, 800, 10_000)] == [2, 2, 4, 5]
    assert [options.smallest_scope(n) for n in (10, 999, 1_000, 10_000)] == [1, 1, 2, 3]
    assert options.smallest_category(100) == 3 and options.smallest_category(20_000) == 10


_DIGEST = """
import sys
sys.path.insert(0, sys.argv[1])
from bootstrap_items import shop, source
from itemcenter.ontology.bootstrap import bootstrap
draft = bootstrap(source(shop()))
print(draft.release.id, hash_of := __import__("hashlib").sha256(
    "".join(str(sorted(f.to_json().items(), key=str)) for f in draft.findings).encode()).hexdigest())
"""


def test_the_same_whatever_the_hash_seed() -> None:
    told = set()
    for seed in ("0", "1", "77"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", _DIGEST, str(Path(__file__).parent)]
        told.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(told) == 1


_TEXT = st.text(st.characters(exclude_categories=[]), min_size=1, max_size=20)  # half surrogate pairs, too
_WORDS = st.sampled_from(
    ["Colour", "colour ", "Width (mm)", "12", "12 mm", "Yes", "A+", "=1+1", "a|b", "\\n", "é", "打印机"]
)
_CELL = st.one_of(_WORDS, _TEXT).filter(lambda text: bool(text.strip()))


@st.composite
def _items(draw: st.DrawFn) -> list[Item]:
    return [
        item(
            number,
            draw(st.one_of(_CELL, st.just("Acme desk lamp"))),
            draw(st.lists(st.tuples(_CELL, _CELL), max_size=5)),
            path=draw(st.lists(_CELL, max_size=3)),
            brand=draw(st.one_of(st.just(""), _CELL)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_items())
def test_any_catalog_gives_a_sound_release(tmp_path_factory: pytest.TempPathFactory, items: list[Item]) -> None:
    drawn = bootstrap(source(items), BootstrapOptions(key_items=1, value_items=1, category_items=1))
    assert not [entry for entry in lint(drawn.release) if entry.severity.value == "error"]
    folder = tmp_path_factory.mktemp("book")
    write_workbook(drawn.release, folder)
    assert read_workbook(folder).release.id == drawn.release.id
    drawn.model.assign(items)
