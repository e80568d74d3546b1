"""Who of a group reads which partition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.schema import shares

PARTITIONS = st.frozensets(st.integers(0, 6), min_size=1)
MEMBERS = st.dictionaries(st.sampled_from("abcd"), st.one_of(st.none(), PARTITIONS))


@given(MEMBERS, st.integers(1, 6))
def test_each_goes_to_one_who_may_take_it(members: dict[str, frozenset[int] | None], count: int) -> None:
    found = shares(members, count)
    assert found == shares(dict(reversed(members.items())), count) and found.keys() <= set(range(count))
    for partition in range(count):
        named = {name for name, only in members.items() if only is not None and partition in only}
        free = {name for name, only in members.items() if only is None}
        assert found.get(partition) in (named or free or {None})


@given(st.sets(st.sampled_from("abcd"), min_size=1), st.integers(1, 9))
def test_those_who_are_for_any_share_evenly(names: set[str], count: int) -> None:
    found = [*shares(dict.fromkeys(names), count).values()]
    held = [found.count(name) for name in names]
    assert len(found) == count and max(held) - min(held) <= 1
