"""A later build writes only what is new, and leaves the store showing what one that writes everything would leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from itemcenter.jobs import build as build_job
from itemcenter.schema import CellState, ItemId, ReleaseId, SourceId, TypedValue, ValueType, WriteBatch
from itemcenter.tunnel import SourcePolicy, forget, ingest_recognition, set_value, unlock
from tests.unit.jobs.parts import COLOUR, HUMAN, MACHINE, MERCHANT, NOON_US, Shop, item, rows

OTHER = SourceId("merchant:b")
#: Who outranks whom after all is said: as usual, all alike, upside down.
POLICIES = (SourcePolicy(), SourcePolicy((("*", 1),)), SourcePolicy((("machine", 3), ("merchant*", 2), ("human", 1))))


class Build(NamedTuple):
    source: SourceId
    minute: int
    items: tuple[tuple[str, str, str], ...]


class Edit(NamedTuple):
    """Made after all files that were written till then."""

    what: str
    item: str


ITEMS = st.tuples(
    st.sampled_from("ab"), st.sampled_from(("a navy mug", "a red mug", "a mug")), st.sampled_from(("", "navy", "red"))
)
STEPS = st.one_of(
    st.builds(
        Build,
        st.sampled_from((MERCHANT, OTHER)),
        st.integers(0, 6),
        st.lists(ITEMS, min_size=1, max_size=2, unique_by=lambda entry: entry[0]).map(tuple),
    ),
    st.builds(Edit, st.sampled_from(("red", "lock", "unlock", "forget")), st.sampled_from("ab")),
)


def _take(shop: Shop, step: Build | Edit) -> None:
    now_us = NOON_US + (step.minute if isinstance(step, Build) else 100)
    if isinstance(step, Build):
        shop.build(rows(*(item(*entry) for entry in step.items)), time_us=now_us, source=step.source)
        return
    item_id, policy = ItemId(step.item), SourcePolicy()
    if shop.store.item(item_id) is None:
        return
    words = {word.source: word.state for word in shop.store.words([item_id]).get(item_id, [])}
    if step.what == "forget":
        shop.store.apply(forget(shop.store, item_id, source=HUMAN, now_us=now_us))
    elif step.what == "unlock":
        if words.get(HUMAN, CellState.WITHDRAWN) is not CellState.WITHDRAWN:
            shop.store.apply(unlock(shop.store, item_id, COLOUR, policy=policy, source=HUMAN, now_us=now_us))
    else:
        red = (TypedValue(ValueType.COLOUR, "red"),)
        edit = partial(set_value, shop.store, item_id, COLOUR, red, policy=policy, source=HUMAN, now_us=now_us)
        shop.store.apply(edit(release_id=ReleaseId("r"), locked=step.what == "lock"))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=2, max_size=6), st.sampled_from(POLICIES))
@example([Build(MERCHANT, 0, (("a", "a mug", "red"),)), Build(MERCHANT, 1, (("a", "a navy mug", "red"),))], POLICIES[1])
def test_what_is_left_out_shows_nowhere(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Build | Edit], later: SourcePolicy
) -> None:
    """Whatever two merchants and a person say in whatever order, and whoever outranks whom afterwards."""
    digests = []
    folder = tmp_path_factory.mktemp("shops")
    for name, guarded in (("spare", True), ("whole", False)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build_job, "ingest_recognition", _ingesting(guarded))
            (folder / name).mkdir()
            shop = Shop(folder / name)
            for step in steps:
                _take(shop, step)
        before = shop.store.digest()
        shop.store.remerge(later.of(shop.store.sources()))
        digests.append((before, shop.store.digest()))
    assert digests[0] == digests[1]


def _ingesting(guarded: bool) -> Callable[..., WriteBatch]:
    def ingest(*parts: Any, **named: Any) -> WriteBatch:
        return ingest_recognition(*parts, **(named | {"guarded": guarded}))

    return ingest


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=60), st.sampled_from((1, 8, 9, 100))
)
def test_rows_that_wait_for_others_are_not_lost_and_count_as_met(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], batch: int
) -> None:
    """Half of the items are known and unchanged, so that the others of several batches are decided together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_job, "BATCH_ITEMS", batch)
        shop = Shop(tmp_path_factory.mktemp("shop"))
        shop.build(rows(*(item(name) for name in "acegikmoqsuwy")))
        report = shop.build(rows(*(item(name) for name in names)), time_us=NOON_US + 60)
    met = set(names)
    assert (report.items, report.new) == (len(met), len(met - set("acegikmoqsuwy")))
    assert report.rejected.get("duplicate_id", 0) == len(names) - len(met)
    first = {name: names.index(name) + 1 for name in reversed(names)}
    assert {record.item.id: record.row for record in shop.store.items() if record.item.id in met} == first


def test_a_cell_of_which_nothing_is_new_is_not_written_again(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.build(rows(item("a", "a navy mug"), item("b", "a mug", "red")))
    held = shop.store.counts().writes
    later = shop.build(rows(item("a", "a navy mug indeed"), item("b", "a mug indeed", "red")), time_us=NOON_US + 60)
    assert (later.changed, later.changes) == (2, 0)
    words = {word.source: word.version.time_us for word in shop.store.words([ItemId("b")])[ItemId("b")]}
    assert words == {MERCHANT: NOON_US, MACHINE: NOON_US}, "said at one time before, and nothing new"
    (alone,) = shop.store.words([ItemId("a")])[ItemId("a")]
    assert alone.version.time_us == NOON_US and shop.store.counts().writes == held
    shop.build(rows(item("b", "a navy mug", "red")), time_us=NOON_US + 90)
    words = {word.source: word.version.time_us for word in shop.store.words([ItemId("b")])[ItemId("b")]}
    assert words == {MERCHANT: NOON_US + 90, MACHINE: NOON_US + 90}, "one says something new: both times may decide"
