"""What is hidden: a seeded share of the groups, whatever the order, twins together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import ConfigError
from itemcenter.evaluate import MaskPlan, MaskUnit, choose_cells, group_of
from itemcenter.evaluate.masking import draw
from itemcenter.schema import Item, ItemId, Spec, SpuId


def item(name: str, group: str = "", title: str = "", **specs: str) -> Item:
    pairs = tuple(Spec(key.replace("_", " "), value) for key, value in specs.items())
    return Item(ItemId(name), title or f"thing {name}", group_id=SpuId(group) if group else None, specs=pairs)


def never(name: str) -> bool:
    return False


def hidden(plan: MaskPlan, entry: Item) -> list[tuple[str, str]]:
    return [(cell.key, cell.value) for cell in choose_cells(entry, plan, never)]


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_the_share_is_kept_and_seeds_differ(share: float) -> None:
    items = [item(f"i{number}", colour="red") for number in range(4000)]
    chosen = [{i.id for i in items if hidden(MaskPlan(share, seed=seed), i)} for seed in (0, 1)]
    for found in chosen:
        assert abs(len(found) / 4000 - share) < 4 * (share * (1 - share) / 4000) ** 0.5
    both = len(chosen[0] & chosen[1]) / 4000
    assert abs(both - share**2) < 0.03, "two seeds draw independently"


@given(st.permutations(range(30)), st.integers(0, 5), st.sampled_from(MaskUnit))
def test_the_order_of_rows_does_not_matter(order: list[int], seed: int, unit: MaskUnit) -> None:
    plan = MaskPlan(0.4, unit, seed)
    items = [item(f"i{number}", f"g{number % 7}", colour="red", size="M") for number in range(30)]
    here = {entry.id: hidden(plan, entry) for entry in items}
    assert {items[place].id: hidden(plan, items[place]) for place in order} == here


@pytest.mark.parametrize("unit", MaskUnit)
def test_twins_are_hidden_together(unit: MaskUnit) -> None:
    plan, masked = MaskPlan(0.3, unit), 0
    for number in range(200):
        grouped = [item(f"{number}-{size}", f"g{number}", size, colour="red", size=size) for size in ("S", "M")]
        titled = [item(f"{number}-{size}", title=f"Mug  No. {number}!", colour="red", size=size) for size in ("S", "M")]
        for twins in (grouped, titled):
            keys = [[key for key, _ in hidden(plan, twin)] for twin in twins]
            assert keys[0] == keys[1]
            masked += bool(keys[0])
    assert masked > 50


def test_groups_by_id_then_by_brand_and_title_then_by_item() -> None:
    assert group_of(item("a", "g", "one")) == group_of(item("b", "g", "two"))
    assert group_of(item("a", title="Red mug")) == group_of(item("b", title="red  MUG"))
    other = Item(ItemId("c"), "Red mug", brand="Ada")
    assert group_of(item("a", title="Red mug")) != group_of(other)
    assert group_of(item("a", title="?")) != group_of(item("b", title="?"))
    assert group_of(item("a", "x")) != group_of(item("a", title="x"))


def test_a_whole_item_or_single_cells() -> None:
    whole, single = MaskPlan(0.5, MaskUnit.ITEM), MaskPlan(0.5, MaskUnit.CELL)
    counts = set()
    for number in range(100):
        entry = item(f"i{number}", colour="red", size="M", weight="5 g")
        assert len(hidden(whole, entry)) in (0, 3)
        counts.add(len(hidden(single, entry)))
    assert counts == {0, 1, 2, 3}


def test_cells_of_one_name_are_one_cell() -> None:
    plan = next(MaskPlan(0.5, seed=seed) for seed in range(50) if MaskPlan(0.5, seed=seed).hides_item(item("a")))
    specs = (Spec("Colour", "red"), Spec("Size", "M"), Spec("colour", "blue"), Spec("COLOUR", "red"))
    entry = Item(ItemId("a"), "thing a", specs=specs, extras=(("Warranty", "2 years"), ("price", "5")))
    assert hidden(plan, entry) == [("Colour", "red, blue"), ("Size", "M")]
    with_columns = choose_cells(entry, plan, lambda name: name == "Warranty")
    assert [(cell.key, cell.values) for cell in with_columns][2:] == [("Warranty", ("2 years",))]


@pytest.mark.parametrize("share", [0.0, 1.0, -0.2, 20.0, float("nan")])
def test_a_share_that_hides_nothing_or_all_is_refused(share: float) -> None:
    with pytest.raises(ConfigError, match="between 0 and 1"):
        MaskPlan(share)


@given(st.integers(), st.lists(st.text(), min_size=1, max_size=3))
def test_a_draw_is_a_share(seed: int, parts: list[str]) -> None:
    assert 0.0 <= draw(seed, *parts) < 1.0 and draw(seed, *parts) == draw(seed, *parts)
