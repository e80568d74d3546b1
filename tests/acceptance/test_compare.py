"""Items side by side: units, verdicts, order; prices in minor units."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from itemcenter.center import ItemCenter
from itemcenter.jobs.compare import comparison
from itemcenter.jobs.ucp_form import price
from itemcenter.schema import Cell, ItemId, ItemView, TypedValue, ValueType
from itemcenter.values.quantity import quantity


def _with(view: ItemView, key: str, value: TypedValue) -> ItemView:
    def told(cell: Cell) -> Cell:
        return replace(cell, facts=(replace(cell.facts[0], value=value),)) if cell.key_id == key else cell

    return replace(view, cells=tuple([told(cell) for cell in view.cells]))


@pytest.fixture
def mug(center: ItemCenter) -> ItemView:
    view = center.store.view(ItemId("M-1"))
    assert view is not None
    return view


def _row(views: list[ItemView], center: ItemCenter, key: str) -> Any:
    return next(row for row in comparison(views, center.release)["rows"] if row["key"] == key)


def test_numbers_of_a_row_are_in_one_unit(center: ItemCenter, mug: ItemView) -> None:
    tall = _with(mug, "height", quantity(0.1, 0.2, "m"))
    row = _row([mug, tall], center, "height")
    assert row["unit"] == "cm" and row["verdict"] == "different"
    value = row["cells"][1]["values"][0]
    assert (value["number"], value["number_to"], value["text"]) == (10.0, 20.0, "10-20 cm")
    assert _row([mug, _with(mug, "height", quantity(100.0, None, "mm"))], center, "height")["verdict"] == "same"
    heavy = _row([mug, _with(mug, "height", quantity(1.0, None, "kg"))], center, "height")
    assert heavy["unit"] == "" and heavy["verdict"] == "different"  # what does not convert keeps its words
    assert [cell["values"][0]["text"] for cell in heavy["cells"]] == ["10 cm", "1 kg"]


def test_sets_and_order(center: ItemCenter) -> None:
    views = [view for name in ("M-1", "M-2", "M-3", "V-1") if (view := center.store.view(ItemId(name)))]
    for chosen in itertools.permutations(views, 3):
        found = comparison(chosen, center.release)
        cores = [row["core"] for row in found["rows"]]
        assert cores == sorted(cores, reverse=True)
        assert found["one_category"] is ("V-1" not in [view.record.item.id for view in chosen])
        for row in found["rows"]:
            assert [cell["item"] for cell in row["cells"]] == [view.record.item.id for view in chosen]
            silent = any(cell["state"] != "facts" for cell in row["cells"])
            assert (row["verdict"] == "incomplete") is silent
    red = TypedValue(ValueType.COLOUR, "red")
    assert _row([_with(views[1], "colour", red), views[3]], center, "colour")["verdict"] == "same"


@pytest.mark.parametrize(
    ("text", "amount"), [("79.99 USD", 7999), ("0.10 EUR", 10), ("1200.00 JPY", 1200), ("1.50 KWD", 1500), ("", None)]
)
def test_prices_are_in_minor_units(text: str, amount: int | None) -> None:
    assert (price(text) or {}).get("amount") == amount
