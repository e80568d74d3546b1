"""Where a change goes: by how often its item changes, what it is worth, and how much else there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import ConfigError
from itemcenter.schema import Item, ItemId, Tier
from itemcenter.tunnel.tier_policy import TierOptions, TierPolicy

SECOND_US = 1_000_000


def item(name: str = "a", value: str = "", category: str = "Lamps") -> Item:
    return Item(
        ItemId(name), "a lamp", category_path=("Home", category), extras=(("turnover", value),) if value else ()
    )


def test_an_idle_center_answers_at_once_and_a_busy_one_within_a_minute() -> None:
    policy = TierPolicy(TierOptions(second_rate=2.0))
    assert [policy.assign(item(f"i{n}"), 0) for n in range(4)] == [Tier.SECOND, Tier.SECOND, Tier.MINUTE, Tier.MINUTE]
    assert policy.assign(item("j"), SECOND_US // 2) is Tier.SECOND, "half a second brings one more"
    assert policy.assign(item("k"), SECOND_US // 2) is Tier.MINUTE


def test_an_item_in_a_transient_state_waits() -> None:
    policy = TierPolicy(TierOptions(second_rate=100.0, busy_changes=2.5, busy_seconds=60.0))
    tiers = [policy.assign(item(), n * SECOND_US) for n in range(5)]
    assert tiers == [Tier.SECOND, Tier.SECOND, Tier.MINUTE, Tier.MINUTE, Tier.MINUTE]
    assert policy.assign(item("other"), 5 * SECOND_US) is Tier.SECOND
    assert policy.assign(item(), 600 * SECOND_US) is Tier.SECOND, "it has been quiet for ten minutes"


def test_by_value_and_category() -> None:
    options = TierOptions(
        "turnover", second_value=100.0, day_value=5.0, second_categories=("Phones",), day_categories=("Spare parts",)
    )
    policy = TierPolicy(options)
    given_ = [item("a", "1,250.50 EUR"), item("b", "99"), item("c", "4.99"), item("d", "none"), item("e")]
    tiers = [policy.assign(entry, 0) for entry in given_]
    assert tiers == [Tier.SECOND, Tier.MINUTE, Tier.DAY, Tier.MINUTE, Tier.MINUTE]
    assert policy.assign(item("f", "50", "Phones"), 0) is Tier.SECOND
    assert policy.assign(item("g", "5000", "Spare parts"), 0) is Tier.DAY
    assert policy.assign(replace(item("h"), category_path=(), category_id="Phones"), 0) is Tier.SECOND  # type: ignore[arg-type]


def test_nothing_at_once() -> None:
    assert TierPolicy(TierOptions(second_rate=0.0)).assign(item(), 0) is Tier.MINUTE


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90)), max_size=40), st.floats(0, 5))
def test_the_same_events_go_the_same_ways(events: list[tuple[str, int]], rate: float) -> None:
    policies = [TierPolicy(TierOptions(second_rate=rate)) for _ in range(2)]
    told = [[policy.assign(item(name), second * SECOND_US) for name, second in events] for policy in policies]
    assert told[0] == told[1]
    if events:
        span = max(second for _, second in events) - events[0][1]
        assert told[0].count(Tier.SECOND) <= max(1.0, rate) + rate * max(0, span) + 1e-6


@pytest.mark.parametrize("wrong", [{"busy_seconds": 0.0}, {"second_rate": -1.0}, {"second_value": 5.0}])
def test_options_that_mean_nothing(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        TierOptions(**wrong)  # type: ignore[arg-type]
