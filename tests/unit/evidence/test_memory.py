"""What a catalog has taught, as a whole: how often keys are filled, what is kept, and how it is stored."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.binning import AnyArray
from itemcenter.evidence.field_words import Gram
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.memory_arrays import memory_from_arrays, memory_to_arrays
from itemcenter.schema import KeyId
from itemcenter.values.figures import figures
from tests.unit.evidence.lamp_keys import COLOUR, HEIGHT, MAKER, OTHER_COLOUR, TRIM, cm, context

_FILLS = st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, FOLDS - 1)), max_size=40)
_KEYS = (COLOUR, OTHER_COLOUR, TRIM)
_WORDS = st.sampled_from(["hp", "é", "\ud800", "打印", 'a "quoted" word', "", "a b"])
_PART = st.integers(0, FOLDS - 1)
#: One labelled item: a word, whether its value was found, a part.
_ITEMS = st.lists(st.tuples(_WORDS, st.booleans(), _PART), max_size=20)


def filled(rows: list[tuple[int, bool, int]]) -> CatalogMemory:
    memory = CatalogMemory()
    for which, full, part in rows:
        memory.add_fill(_KEYS[which], full, part)
    return memory


@settings(deadline=None)
@given(_FILLS, _PART)
def test_how_often_a_key_is_filled_is_told_without_the_own_part(rows: list[tuple[int, bool, int]], part: int) -> None:
    rest = filled([row for row in rows if row[2] != part])
    for key in (*_KEYS, MAKER):
        assert filled(rows).fill(key, part) == rest.fill(key, EVERYTHING) == rest.fill(key, part)
        assert filled(rows).knows(key, part) == rest.knows(key, EVERYTHING)


def test_fill_leans_on_keys_of_the_name_and_of_the_type() -> None:
    """m = 3 at every level, half where nothing is known."""
    memory = filled([(0, True, 0)] * 3 + [(1, False, 0)] * 2)
    assert CatalogMemory().fill(COLOUR, EVERYTHING) == 0.5
    kind = (3 + 3 * 0.5) / (5 + 3)
    name = (3 + 3 * kind) / (5 + 3)
    assert memory.fill(COLOUR, EVERYTHING) == pytest.approx((3 + 3 * name) / (3 + 3))
    assert memory.fill(TRIM, EVERYTHING) == pytest.approx(kind), "another name, the same type"
    assert memory.fill(MAKER, EVERYTHING) == 0.5
    assert (memory.knows(COLOUR, EVERYTHING), memory.knows(OTHER_COLOUR, EVERYTHING)) == (3.0, 2.0)
    assert (memory.knows(TRIM, EVERYTHING), memory.knows(COLOUR, 0)) == (0.0, 0.0)


def taught(items: list[tuple[str, bool, int]]) -> CatalogMemory:
    memory = CatalogMemory()
    for word, right, part in items:
        memory.items += 1
        memory.add_fill(COLOUR, right, part)
        memory.add_fill(HEIGHT, right, part)
        values = ["#red"] if right else ["#blue"]
        memory.associations.setdefault(MAKER.id, KeyAssociations()).add(values, [word, "lamp"], part)
        memory.brands.setdefault(MAKER.id, {}).setdefault(word, KeyAssociations()).add(values, (), part)
        memory.precision.add(COLOUR, context(word), float(right), part)
        memory.rules.add_units(HEIGHT, figures("Frame 5 x 8"), (cm(20.32 if right else 5),), part)
        memory.rules.add_cuts(MAKER, ["0123456"], ["123" if right else "456"], part)
    return memory


def answers(memory: CatalogMemory) -> list[object]:
    words = ["hp", "é", "\ud800", "打印", "lamp"]
    grams = {word: Gram(word, "title", 0, 1) for word in words}
    out: list[object] = [memory.items, sorted(memory.associations), sorted(memory.brands)]
    for part in (EVERYTHING, 0, 3):
        out += [memory.fill(COLOUR, part), memory.knows(HEIGHT, part), memory.rules.cuts(MAKER, part)]
        out.append(memory.rules.assumed_units(HEIGHT, part))
        out += [memory.precision.look_up(COLOUR, context(word), part) for word in words]
        for known in memory.associations.values():
            out += [known.best(grams, part), known.log_odds(words, ["#red", "#blue"], part)]
        for brands in memory.brands.values():
            out += [(brand, known.prior("#red", part)) for brand, known in sorted(brands.items())]
    return out


@settings(deadline=None)
@given(_ITEMS, st.booleans())
def test_a_stored_memory_is_the_same_memory(items: list[tuple[str, bool, int]], pruned: bool) -> None:
    memory = taught(items)
    if pruned:
        memory.prune()
    arrays = memory_to_arrays(memory)
    again = memory_from_arrays(arrays)
    assert again.to_json() == memory.to_json()
    assert answers(again) == answers(memory)
    twice = memory_to_arrays(again)
    assert twice.keys() == arrays.keys()
    assert all(twice[name].tobytes() == arrays[name].tobytes() for name in arrays), "byte by byte"
    assert (arrays["names"].dtype, arrays["counts"].dtype) == (np.uint8, np.float32)


@settings(deadline=None)
@given(_ITEMS)
def test_the_order_of_items_does_not_change_a_byte(items: list[tuple[str, bool, int]]) -> None:
    one, other = memory_to_arrays(taught(items)), memory_to_arrays(taught(items[::-1]))
    assert all(one[name].tobytes() == other[name].tobytes() for name in one)


def test_the_order_in_which_keys_are_met_does_not_change_a_byte() -> None:
    made = []
    for keys in ((COLOUR, HEIGHT, MAKER), (MAKER, HEIGHT, COLOUR)):
        memory = CatalogMemory()
        for key in keys:
            memory.add_fill(key, True, 0)
            memory.associations.setdefault(key.id, KeyAssociations()).add(["#a"], ["b"], 0)
            memory.brands.setdefault(key.id, {}).setdefault("acme", KeyAssociations()).add(["#a"], (), 0)
            memory.precision.add(key, context("a"), 1.0, 0)
            memory.rules.add_cuts(key, ["0123456"], ["123"], 0)
        made.append(memory_to_arrays(memory))
    assert all(made[0][name].tobytes() == made[1][name].tobytes() for name in made[0])


@settings(deadline=None)
@given(_ITEMS)
def test_pruning_changes_no_answer(items: list[tuple[str, bool, int]]) -> None:
    memory = taught(items)
    memory.prune()
    assert answers(memory) == answers(taught(items))


def test_pruning_forgets_what_was_met_once() -> None:
    memory = taught([("hp", True, 0), ("hp", True, 1), ("é", True, 2)])
    memory.prune()
    stored = memory.to_json()
    assert list(stored["associations"][MAKER.id]["grams"]) == ["hp", "lamp"]
    assert all(list(view) == ["hp"] for views in stored["precision"].values() for view in views)


_STORED = memory_to_arrays(taught([("hp", True, 0), ("hp", False, 1), ("é", True, 2)]))


def names(change: object) -> dict[str, AnyArray]:
    """Arrays whose names say something else."""
    return {"names": np.frombuffer(json.dumps(change).encode(), dtype=np.uint8)}


def tree() -> dict[str, object]:
    stored: dict[str, object] = json.loads(bytes(_STORED["names"]).decode("utf-8", "surrogatepass"))
    return stored


@pytest.mark.parametrize(
    "change",
    [
        {"names": np.zeros(0, dtype=np.uint8)},
        {"names": np.frombuffer(b"\xff{}", dtype=np.uint8)},
        names([]),
        names({}),
        names(5),
        names(tree() | {"items": 10**9}),
        names(tree() | {"items": -1}),
        names(tree() | {"items": None}),
        names(tree() | {"items": {"a": 0}}),
        names(tree() | {"precision": {"k colour": [0]}}),
        names(tree() | {"precision": 5}),
        names(tree() | {"associations": {"maker": {}}}),
        names(tree() | {"fills": 0}),
        names(tree() | {"rules": {"units": {}, "cuts": {"k maker": {"7 one 3": 0}}}}),
        {"counts": np.zeros(0, dtype=np.float32)},
        {"counts": np.zeros((0, 12), dtype=np.float32)},
        {"counts": np.asarray(_STORED["counts"])[:, :-1]},
        {"counts": np.asarray(_STORED["counts"])[:-1]},
        {"counts": np.asarray(_STORED["counts"]) * np.float32(np.nan)},
        {"counts": np.asarray(_STORED["counts"]) - np.float32(1)},
        {"counts": np.array(["many"])},
    ],
)
def test_damaged_arrays_are_refused(change: dict[str, AnyArray]) -> None:
    with pytest.raises(InvariantError, match="damaged"):
        memory_from_arrays({**_STORED, **change})


def test_missing_arrays_are_refused() -> None:
    for name in _STORED:
        with pytest.raises(InvariantError, match="damaged"):
            memory_from_arrays({other: array for other, array in _STORED.items() if other != name})


def test_an_empty_memory_is_stored_too() -> None:
    again = memory_from_arrays(memory_to_arrays(CatalogMemory()))
    assert (again.items, again.associations, again.precision.empty) == (0, {}, True)
    assert KeyId("colour") not in again.brands
