"""Agreement, scores, comparisons and the gate, against figures worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evaluate.gold import (
    CellScore,
    GateLimits,
    GoldLabel,
    GoldSet,
    agreement,
    compare,
    score_cell,
    shares,
)
from itemcenter.evaluate.gold.gold_set import agree
from itemcenter.evaluate.intervals import wilson, wilson_share
from itemcenter.schema import AttributeKey, CategoryId, ItemId, KeyId, TypedValue, ValueId, ValueListId, ValueType

KEY = AttributeKey(KeyId("colour"), "colour", ValueType.COLOUR, multiple=True, value_list_id=ValueListId("colours"))
MUGS = CategoryId("mugs")


def colour(name: str) -> TypedValue:
    return TypedValue(ValueType.COLOUR, name, ValueId(f"colour/{name}"))


def label(labeller: str, *names: str, beyond: str = "", final: bool = False) -> GoldLabel:
    return GoldLabel(ItemId("M-1"), KEY.id, labeller, tuple(map(colour, names)), beyond, "", final)


def cell(number: int, given: int, stated: int, right: int, weight: float = 1.0, key: str = "colour") -> CellScore:
    return CellScore(ItemId(f"M-{number}"), KeyId(key), MUGS, weight, given, stated, right)


def by_place(*cells: CellScore) -> dict[tuple[ItemId, KeyId], CellScore]:
    return {(entry.item_id, entry.key_id): entry for entry in cells}


def test_alpha_of_krippendorffs_own_example() -> None:
    """Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), part C: nominal data, four observers,
    twelve units, missing data; alpha = 0.743.
    """
    observers = (
        (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
        (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
    )
    units = [[str(v) for v in unit if v is not None] for unit in zip(*observers, strict=True)]
    found = agreement([units])
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert found.cells == 11


def test_agreement_of_nobody_and_of_one_answer() -> None:
    assert agreement([]).percent is None
    same = agreement([[["a", "a"], ["a", "a"]]])
    assert (same.percent, same.alpha) == (1.0, None), "answers that never differ tell nothing about chance"
    assert agreement([[["a", "b"]], [["a", "a"], ["b", "b"]]]).percent == pytest.approx(2 / 3)


def test_whose_answer_counts() -> None:
    gold, place = GoldSet(), (ItemId("M-1"), KEY.id)
    gold.add([label("ada", "red")])
    assert gold.truth(place, KEY) == label("ada", "red")
    gold.add([label("bob", "navy")])
    assert gold.truth(place, KEY) is None and gold.disputed(place, KEY)
    gold.add([label("cleo", "navy")])
    truth = gold.truth(place, KEY)
    assert truth is not None and truth.values == (colour("navy"),)
    gold.add([label("dora", "red", final=True)])
    assert gold.truth(place, KEY) == label("dora", "red", final=True)


def test_labels_agree_in_any_order_but_not_on_a_part() -> None:
    assert agree(label("a", "red", "navy"), label("b", "navy", "red"), KEY)
    assert not agree(label("a", "red"), label("b", "navy", "red"), KEY)
    assert not agree(label("a", beyond="teal"), label("b"), KEY)
    assert agree(label("a"), label("b"), KEY)


def test_a_cell_is_counted_by_its_values() -> None:
    def score(given: list[str], truth: GoldLabel) -> tuple[int, int, int]:
        found = score_cell((ItemId("M-1"), KEY.id), MUGS, 1.0, [colour(name) for name in given], truth, KEY)
        return found.given, found.stated, found.right

    assert score(["red", "navy"], label("a", "red")) == (2, 1, 1)
    assert score([], label("a", "red", "navy")) == (0, 2, 0)
    assert score(["red", "red"], label("a", "red")) == (2, 1, 1), "a value counts once"
    assert score(["red"], label("a")) == (1, 0, 0)
    assert score(["red"], label("a", beyond="teal")) == (1, 1, 0), "what the list lacks is stated, and missed"


def test_weighted_shares() -> None:
    found = shares([cell(1, 1, 1, 1, 9.0), cell(2, 1, 1, 0, 1.0)])
    assert found.precision == found.recall == pytest.approx(0.9)
    assert found.precision_95 == pytest.approx(wilson_share(0.9, 100 / 82))
    plain = shares([cell(n, 1, 1, int(n < 8)) for n in range(10)])
    assert plain.precision_95 == pytest.approx(wilson(8, 10))
    alike = shares([cell(n // 5, 1, 1, int(n < 5), key=f"k{n}") for n in range(10)])
    assert alike.precision == 0.5 and alike.precision_95 == pytest.approx(wilson_share(0.5, 2)), "two items, not ten"
    assert shares([]).precision is None and shares([cell(1, 0, 0, 0)]).recall is None


CELLS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 2), st.integers(0, 2), st.floats(0.5, 50.0), st.sampled_from("abc")),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)
@given(CELLS)
def test_shares_lie_in_their_intervals_and_a_build_equals_itself(rows: list[tuple[int, int, int, float, str]]) -> None:
    cells = by_place(*(cell(n, g, s, min(g, s), w, k) for n, g, s, w, k in rows))
    found = shares(cells.values())
    for share, (low, high) in ((found.precision, found.precision_95), (found.recall, found.recall_95)):
        assert share is None or (low <= share + 1e-9 and share - 1e-9 <= high)
    same = compare(cells, cells)
    assert same.whole.precision.change in (None, 0.0) and not same.failures(GateLimits(min_facts=1))
    assert all(not key.worse for key in same.keys)


@settings(deadline=None)
@given(CELLS, CELLS)
def test_a_comparison_turns_round(
    a: list[tuple[int, int, int, float, str]], b: list[tuple[int, int, int, float, str]]
) -> None:
    one, two = (by_place(*(cell(n, g, s, min(g, s), 1.0, k) for n, g, s, _, k in rows)) for rows in (a, b))
    there, back = compare(one, two).whole, compare(two, one).whole
    if there.precision.change is not None:
        assert back.precision.change == pytest.approx(-there.precision.change)
        low, high = there.precision.change_95 or (0.0, 0.0)
        assert back.precision.change_95 == pytest.approx((-high, -low))


def test_a_paired_interval_is_that_of_mcnemar() -> None:
    """With one value a cell and equal weights: the standard error of a difference of paired shares."""
    before = by_place(*(cell(n, 1, 1, int(n < 90)) for n in range(100)))
    after = by_place(*(cell(n, 1, 1, int(n >= 8 and n < 92)) for n in range(100)))
    found = compare(before, after).whole.precision
    assert found.change == pytest.approx(-0.06)
    lost, won, n = 8, 2, 100
    spread = 1.96 * math.sqrt(((lost + won) - (lost - won) ** 2 / n) / n / (n - 1))
    assert found.change_95 == pytest.approx((-0.06 - spread, -0.06 + spread), abs=1e-4)


def test_the_gate_names_what_was_lost() -> None:
    def build(wrong: int) -> dict[tuple[ItemId, KeyId], CellScore]:
        colours = [cell(n, 1, 1, int(n >= wrong)) for n in range(20)]
        return by_place(*colours, *(cell(n, 1, 1, 1, key="height") for n in range(180)))

    found, limits = compare(build(0), build(2)), GateLimits()
    assert found.lost_share(limits) == 0.5 and [key.key_id for key in found.lost_keys(limits)] == ["colour"]
    assert found.lost_keys(limits)[0].worse == ((ItemId("M-0"), KeyId("colour")), (ItemId("M-1"), KeyId("colour")))
    (told,) = found.failures(limits)
    assert "colour (-10.0)" in told
    assert compare(build(0), build(1)).failures(limits) == [], "five points are not more than five points"
    assert compare(build(2), build(0)).failures(limits) == []
    assert found.failures(GateLimits(max_lost_share=0.5)) == []
    assert found.failures(GateLimits(max_lost_share=0.5, max_precision_loss=0.005)) != []
    assert found.failures(GateLimits(min_facts=21)) == [], "too few values to compare colours by"
    assert len(found.failures(GateLimits(min_facts=21, min_precision=0.995, min_recall=0.995))) == 2
    silent = by_place(*(cell(n, 0, 1, 0, key="height") for n in range(180)))
    assert any("no value" in told for told in compare(build(0), silent).failures(limits))
