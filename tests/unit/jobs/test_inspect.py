"""Looking things up by id or name, and what stands near a name that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from itemcenter.errors import NotFoundError
from itemcenter.jobs.inspect import cell_account, find_key, item_sheet, no_item, no_key
from itemcenter.schema import AttributeKey, ItemId, KeyId, OntologyRelease, ValueType
from itemcenter.testing import ReferenceStore
from itemcenter.tunnel import forget
from tests.unit.jobs.parts import COLOUR, HUMAN, NOON_US, Shop, item, rows

RELEASE = OntologyRelease(
    categories=(),
    value_lists=(),
    keys=(
        AttributeKey(COLOUR, "Colour", ValueType.TEXT, open=True, synonyms=("shade", "Farbe")),
        AttributeKey(KeyId("shade_of_lid"), "Lid", ValueType.TEXT, open=True, synonyms=("shade",)),
        AttributeKey(KeyId("depth"), "Depth", ValueType.TEXT, open=True),
    ),
)


def test_keys_by_id_name_and_synonym() -> None:
    def found(text: str) -> str | None:
        key = find_key(RELEASE, text)
        return key.id if key is not None else None

    assert [found(text) for text in ("colour", "COLOUR", "farbe", "lid", "shade", "Fabre")] == [
        "colour", "colour", "colour", "shade_of_lid", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("coulor", "no key 'coulor' in the release (nearest: colour)"),
        ("shade", "'shade' names several keys (nearest: colour, shade_of_lid)"),
        ("§", "no key '§' in the release (`itemcenter ontology show CATEGORY` lists keys)"),
    ],
)
def test_keys_that_are_none(text: str, told: str) -> None:
    assert str(no_key(RELEASE, text)) == told


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("SHO-12-9", "SHO-12-1, SHO-12-2"),
        ("SHO-12-1x", "SHO-12-1"),
        ("sho-12-2", "SHO-12-2"),
        ("LAP", "LAP-1, LAP-2"),
        ("x", "LAP-1, LAP-2, SHO-12-1"),
        ("LAQ-77", "LAP-1, LAP-2"),
    ],
)
def test_items_near_an_unknown_id(tmp_path: Path, wanted: str, near: str) -> None:
    shop = Shop(tmp_path)
    shop.build(rows(*(item(name) for name in ("SHO-12-1", "SHO-12-2", "SHO-2", "LAP-1", "LAP-2"))))
    assert no_item(shop.store, ItemId(wanted)).remedy == f"ids near it: {near}"


def test_no_item_at_all() -> None:
    assert "holds no item yet" in no_item(ReferenceStore(), ItemId("a")).remedy


def test_a_forgotten_item_and_its_history(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.build(rows(item("a")))
    shop.store.apply(forget(shop.store, ItemId("a"), source=HUMAN, now_us=NOON_US + 1))
    with pytest.raises(NotFoundError, match="was forgotten"):
        item_sheet(shop.store, RELEASE, ItemId("a"))
    account = cell_account(shop.store, RELEASE, ItemId("a"), "farbe")
    assert (account.record, account.shown, account.words, len(account.history)) == (None, None, (), 1)
    with pytest.raises(NotFoundError, match="nobody has said anything about 'depth' of b"):
        shop.build(rows(item("b")))
        cell_account(shop.store, RELEASE, ItemId("b"), "depth")
