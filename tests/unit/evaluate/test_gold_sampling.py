"""Drawing cells: the same for the same catalog, larger samples hold smaller ones, weights give back the catalog."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import ConfigError
from itemcenter.evaluate.gold import GoldCell, GoldLabel, GoldSet, GoldStratum, Population, SamplePlan, choose
from itemcenter.evaluate.gold.sampling import rank
from itemcenter.schema import CategoryId, ItemId, KeyId

_KEYS = tuple(map(KeyId, ("colour", "height", "maker")))


def populations(sizes: list[int], keys: tuple[KeyId, ...] = _KEYS, seed: int = 0) -> list[Population]:
    out = []
    for number, size in enumerate(sizes):
        items = [ItemId(f"{number}-{place}") for place in range(size)]
        ranked = tuple(sorted(items, key=lambda item: (rank(seed, item), item)))
        # every second category lacks the last key
        out.append(Population(CategoryId(f"c{number}"), keys[: len(keys) - number % 2], ranked, size))
    return out


SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=8)
PLANS = st.builds(SamplePlan, items=st.integers(1, 80), at_least=st.integers(0, 4), per_key=st.integers(0, 30))


@settings(deadline=None)
@given(SIZES, PLANS)
def test_every_stratum_has_its_least_and_no_more_than_there_is(sizes: list[int], plan: SamplePlan) -> None:
    found = populations(sizes)
    chosen = choose(found, plan)
    for entry in found:
        for key in entry.keys:
            items = chosen.get((entry.category_id, key), ())
            assert min(plan.at_least, entry.size) <= len(items) <= entry.size
            assert items == entry.ranked[: len(items)]
    for key in _KEYS:
        there = sum(entry.size for entry in found if key in entry.keys)
        assert sum(len(items) for (_, k), items in chosen.items() if k == key) >= min(plan.per_key, there)


@settings(deadline=None)
@given(SIZES, PLANS)
def test_the_number_of_items_is_the_wanted_one_where_nothing_asks_for_more(sizes: list[int], plan: SamplePlan) -> None:
    plain = SamplePlan(plan.items, 0, 0)
    drawn = {item for items in choose(populations(sizes), plain).values() for item in items}
    assert len(drawn) == min(plan.items, sum(sizes))


@settings(deadline=None)
@given(SIZES, PLANS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_a_larger_sample_holds_the_smaller_one_and_order_does_not_count(
    sizes: list[int], plan: SamplePlan, more: int, chance: random.Random
) -> None:
    found = populations(sizes)
    small = choose(found, plan)
    shuffled = [*found]
    chance.shuffle(shuffled)
    assert choose(shuffled, plan) == small
    larger = choose(found, SamplePlan(plan.items + more, plan.at_least, plan.per_key + more))
    assert all(set(items) <= set(larger[stratum]) for stratum, items in small.items())


@settings(deadline=None)
@given(SIZES, PLANS, st.integers(1, 5))
def test_the_weights_of_each_stratum_add_up_to_its_items(sizes: list[int], plan: SamplePlan, left_out: int) -> None:
    gold = GoldSet()
    found = populations(sizes)
    for (category, key), items in choose(found, plan).items():
        gold.add([GoldStratum(category, key, next(e.size for e in found if e.category_id == category))])
        gold.add([GoldCell(item, key, category, "") for item in items])
    usable = [place for number, place in enumerate(sorted(gold.cells)) if number % (left_out + 1)]
    weights = gold.weights(usable)
    sums: dict[tuple[CategoryId, KeyId], float] = {}
    for place, weight in weights.items():
        cell = gold.cells[place]
        sums[cell.category_id, cell.key_id] = sums.get((cell.category_id, cell.key_id), 0.0) + weight
    assert sums == {stratum: pytest.approx(gold.strata[stratum]) for stratum in sums}


def test_estimates_are_right_on_average() -> None:
    """Unequal strata, unequal rates: the weighted share over many seeds comes to that of the catalog."""
    sizes, rates = [200, 20, 4], [0.9, 0.5, 0.0]
    truth = sum(size * rate for size, rate in zip(sizes, rates, strict=True)) / sum(sizes)
    found = []
    for seed in range(200):
        gold, (key,) = GoldSet(), _KEYS[:1]
        drawn = populations(sizes, (key, KeyId("other")), seed)
        for (category, _), items in choose(drawn, SamplePlan(30, 3, 0, seed)).items():
            gold.add([GoldStratum(category, key, sizes[int(category[1:])])])
            gold.add([GoldCell(item, key, category, "") for item in items])
        weights = gold.weights(gold.cells)
        hits = {
            place: int(place[0].split("-")[1]) < sizes[int(place[0][0])] * rates[int(place[0][0])] for place in weights
        }
        found.append(sum(weights[place] for place in weights if hits[place]) / sum(weights.values()))
    assert sum(found) / len(found) == pytest.approx(truth, abs=0.01)


def test_impossible_plans_are_refused() -> None:
    with pytest.raises(ConfigError, match="cannot draw 0 items"):
        SamplePlan(0)


def test_labels_name_their_labeller() -> None:
    with pytest.raises(Exception, match="who gave it"):
        GoldLabel(ItemId("a"), KeyId("b"), " ")
