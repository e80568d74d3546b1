"""How often mentions in a context were right, with back-off to kin, each item judged without its own part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.contexts import UNIT_VIEW, VIEWS
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.precision_table import PrecisionTable
from tests.unit.evidence.lamp_keys import COLOUR, HEIGHT, OTHER_COLOUR, TRIM, context

_KEYS = (COLOUR, OTHER_COLOUR, TRIM, HEIGHT)
Row = tuple[int, str, bool, int]
_ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.booleans(), st.integers(0, FOLDS - 1)), max_size=40
)


def counted(rows: list[Row], *, pruned: bool = True) -> PrecisionTable:
    table = PrecisionTable()
    for key, word, right, part in rows:
        table.add(_KEYS[key], context(word), float(right), part)
    if pruned:
        table.prune()
    return table


def answers(table: PrecisionTable, part: int) -> list[object]:
    out: list[object] = []
    for key in _KEYS:
        for word in "abcz":
            out.append(table.look_up(key, context(word), part))
            out.extend(word in table.ever_right(key, view, part) for view in range(len(VIEWS)))
    return out


@settings(deadline=None)
@given(_ROWS, st.integers(0, 40))
def test_tables_that_counted_apart_answer_together_like_one(rows: list[Row], cut: int) -> None:
    together, rest = counted(rows[:cut], pruned=False), counted(rows[cut:], pruned=False)
    answers(together, EVERYTHING)
    together.add_all(rest)
    whole = counted(rows, pruned=False)
    assert together.empty == whole.empty
    for part in (EVERYTHING, 0, 3):
        assert answers(together, part) == answers(whole, part)
    together.add_all(rest)
    assert answers(rest, EVERYTHING) == answers(counted(rows[cut:], pruned=False), EVERYTHING), "what is added is kept"


@settings(deadline=None)
@given(_ROWS, st.integers(0, FOLDS - 1))
def test_no_answer_about_a_part_holds_anything_that_the_part_said(rows: list[Row], part: int) -> None:
    rest = [row for row in rows if row[3] != part]
    assert answers(counted(rows), part) == answers(counted(rest), EVERYTHING) == answers(counted(rest), part)


@settings(deadline=None)
@given(_ROWS, st.sampled_from([EVERYTHING, 0, 1]))
def test_pruning_changes_no_answer(rows: list[Row], part: int) -> None:
    assert answers(counted(rows, pruned=True), part) == answers(counted(rows, pruned=False), part)


@settings(deadline=None)
@given(_ROWS, st.permutations(range(40)))
def test_the_order_of_items_and_what_was_asked_do_not_matter(rows: list[Row], order: list[int]) -> None:
    one, other = counted(rows), counted([rows[place] for place in order if place < len(rows)])
    answers(one, EVERYTHING)
    assert one.to_json() == other.to_json()
    assert list(one.to_json()) == list(other.to_json())
    assert one.empty == other.empty


@settings(deadline=None)
@given(_ROWS)
def test_stored_counts_answer_alike(rows: list[Row]) -> None:
    table = counted(rows)
    answers(table, EVERYTHING)
    again = PrecisionTable.from_json(table.to_json())
    assert again.to_json() == table.to_json() and again.empty == table.empty
    for part in (EVERYTHING, 0, 4):
        assert answers(again, part) == answers(table, part)


def test_unknown_contexts_start_at_a_quarter() -> None:
    assert PrecisionTable().look_up(COLOUR, context("a"), EVERYTHING) == [0.25] * len(VIEWS)
    assert not PrecisionTable().ever_right(COLOUR, UNIT_VIEW, EVERYTHING)


def test_a_key_leans_on_keys_of_its_name_and_those_on_its_type() -> None:
    """m = 3 at every level; the value type learns from all its keys, the key's own included."""
    table = counted([(0, "a", True, 0)] * 4 + [(1, "a", False, 0)] * 2 + [(2, "a", False, 0)] * 6)
    kind = (4 + 3 * 0.25) / (12 + 3)
    name = (4 + 3 * kind) / (6 + 3)
    assert table.look_up(COLOUR, context("a"), EVERYTHING) == [pytest.approx((4 + 3 * name) / (4 + 3))] * 7
    other = (0 + 3 * ((0 + 3 * kind) / (6 + 3))) / (6 + 3)
    assert table.look_up(TRIM, context("a"), EVERYTHING) == [pytest.approx(other)] * 7
    assert table.look_up(HEIGHT, context("a"), EVERYTHING) == [0.25] * 7


def test_a_key_with_thirty_trials_stands_alone() -> None:
    bad_kin = [(2, "a", False, 0)] * 200
    assert counted([(0, "a", True, 0)] * 30 + bad_kin).look_up(COLOUR, context("a"), EVERYTHING) == [1.0] * 7
    assert counted([(0, "a", True, 0)] * 29 + bad_kin).look_up(COLOUR, context("a"), EVERYTHING)[0] < 1.0


def test_views_are_counted_apart() -> None:
    table = PrecisionTable()
    for _ in range(2):
        table.add(COLOUR, context("k", "u", "b", "a", "s", "x", "f"), 1.0, 0)
        table.add(COLOUR, context("k", "v", "b", "a", "s", "x", "f"), 0.0, 0)
    found = dict(zip(VIEWS, table.look_up(COLOUR, context("k", "u", "b", "a", "z", "x", "f"), EVERYTHING), strict=True))
    assert found["unit"] > found["kind"] == found["before"] > 0.25 == found["slot"]
    assert "u" in table.ever_right(COLOUR, UNIT_VIEW, EVERYTHING)
    assert "v" not in table.ever_right(COLOUR, UNIT_VIEW, EVERYTHING), "met, never right"
    assert "k" not in table.ever_right(COLOUR, UNIT_VIEW, EVERYTHING), "a word of another view"
    assert "u" not in table.ever_right(OTHER_COLOUR, UNIT_VIEW, EVERYTHING), "only the key's own counts say"


def test_what_was_right_once_in_the_own_part_was_never_right() -> None:
    table = counted([(0, "a", True, 3), (0, "a", False, 1), (0, "a", False, 1)])
    assert "a" in table.ever_right(COLOUR, UNIT_VIEW, EVERYTHING)
    assert "a" not in table.ever_right(COLOUR, UNIT_VIEW, 3)


def test_a_table_is_empty_until_something_stays_in_it() -> None:
    table = PrecisionTable()
    assert table.empty and PrecisionTable.from_json({}).empty
    table.look_up(COLOUR, context("a"), EVERYTHING)
    assert table.to_json() == {}
    table.add(COLOUR, context("a"), 1.0, 0)
    assert not table.empty
    table.prune()
    assert table.empty and table.to_json() == {}, "met once, forgotten"


def test_a_damaged_table_is_refused() -> None:
    stored = counted([(0, "a", True, 0)] * 2).to_json()
    level = next(iter(stored))
    with pytest.raises(ValueError, match="views"):
        PrecisionTable.from_json(stored | {level: stored[level][:-1]})
    with pytest.raises(ValueError, match="tally"):
        PrecisionTable.from_json({level: [{"a": [1.0]}] * len(VIEWS)})
