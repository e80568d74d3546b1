"""The conformance suite of the `store` port, for built-in and third-party stores alike.

Use, in a test module (pytest and Hypothesis installed):

    class TestMyStore(StoreSuite):
        def open_store(self, folder, clock=None):
            return my_store.open(my_store.Options(folder / "store.db"), clock or my_store.now)

Random sequences of steps are applied to the store and to `ReferenceStore`; after every step all they show must agree.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.ports import CellDimension, CellQuery, ItemDimension, Store
from itemcenter.ports.lookup import raw_items_of
from itemcenter.schema import (
    AttributeWrite,
    Cell,
    CellState,
    Item,
    ItemEvent,
    ItemId,
    ItemRecord,
    KeyId,
    Presence,
    RunMark,
    SourceId,
    Tombstone,
    WriteBatch,
)
from itemcenter.schema.write_block import WriteBlock
from itemcenter.testing import store_strategies as make
from itemcenter.testing.coordination_suite import CoordinationSuite
from itemcenter.testing.reference_store import ReferenceStore


class StoreSuite(CoordinationSuite):
    #: Random sequences a property. The three properties together run about three times as many.
    sequences = 1_000

    #: Cells of the tests that read more than a page.
    many = 1_200

    #: Whether what was applied is still there after `open_store` on the same folder.
    persistent = True

    @contextlib.contextmanager
    def new_store(self) -> Iterator[Store]:
        with (
            tempfile.TemporaryDirectory(dir=self.folders) as folder,
            contextlib.closing(self.open_store(Path(folder))) as store,
        ):
            yield store

    def _settings(self) -> settings:
        return settings(
            max_examples=self.sequences, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
        )

    def test_agrees_with_the_reference_after_every_step(self) -> None:
        @self._settings()
        @given(
            st.lists(make.steps(), min_size=1, max_size=6),
            st.lists(make.cell_queries(), min_size=3, max_size=3),
            make.dimensions(),
        )
        def check(steps: list[make.Step], queries: list[CellQuery], by: list[CellDimension]) -> None:
            self._step_by_step(steps, queries, by)

        check()

    def test_agrees_on_items_that_come_and_go(self) -> None:
        @self._settings()
        @given(st.lists(make.absence_steps(), min_size=2, max_size=6), make.dimensions())
        def check(steps: list[make.Step], by: list[CellDimension]) -> None:
            self._step_by_step(steps, [CellQuery(), CellQuery(include_retired=True)], by)

        check()

    def _step_by_step(self, steps: list[make.Step], queries: list[CellQuery], by: list[CellDimension]) -> None:
        with tempfile.TemporaryDirectory(dir=self.folders) as name:
            store, reference = self.open_store(Path(name)), ReferenceStore()
            try:
                for step in steps:
                    if isinstance(step, make.Reopen):
                        if self.persistent:
                            store.close()
                            store = self.open_store(Path(name))
                    elif isinstance(step, WriteBatch):
                        assert store.apply(step) == reference.apply(step)
                    elif isinstance(step, make.Bulk):
                        block = WriteBlock.of(step.batch.writes)
                        assert store.merge(block, step.batch.items) == reference.merge(block, step.batch.items)
                    elif isinstance(step, make.Remerge):
                        assert store.remerge(step.priorities) == reference.remerge(step.priorities)
                    elif isinstance(step, make.Missing):
                        place = (step.item_ids, step.run, step.time_us, step.retire)
                        assert store.mark_missing(*place) == reference.mark_missing(*place)
                    elif isinstance(step, RunMark):
                        store.mark_run(step)
                        reference.mark_run(step)
                    else:
                        store.mark_seen(step.rows, step.run, step.time_us, step.fingerprints)
                        reference.mark_seen(step.rows, step.run, step.time_us, step.fingerprints)
                    assert_agree(store, reference, queries, by)
                assert store.mend([(item_id, key_id) for item_id in make.ITEMS for key_id in make.KEYS]) == []
                assert_agree(store, reference, queries, by)
            finally:
                store.close()

    def test_order_repetition_and_splits_of_deliveries_do_not_matter(self) -> None:
        @self._settings()
        @given(st.lists(make.batches(), min_size=1, max_size=4), st.data())
        def check(batches: list[WriteBatch], data: st.DataObject) -> None:
            parts = [WriteBatch(items=(record,)) for batch in batches for record in batch.items]
            parts += [WriteBatch(tombstones=(entry,)) for batch in batches for entry in batch.tombstones]
            parts += [WriteBatch(writes=(write,)) for batch in batches for write in batch.writes]
            again = data.draw(st.lists(st.sampled_from(parts), max_size=4)) if parts else []
            mixed = data.draw(st.permutations(parts + again))
            size = data.draw(st.integers(1, 5))
            reference = ReferenceStore()
            for part in parts:
                reference.apply(part)
            with self.new_store() as store:
                for first in range(0, len(mixed), size):
                    store.apply(_joined(mixed[first : first + size]))
                assert_same_state(store, reference)
                before = store.counts()
                for part in parts:  # everything once more: nothing happens
                    assert store.apply(part) == []
                assert store.counts() == before

        check()

    def test_a_change_of_priorities_equals_having_had_them_from_the_start(self) -> None:
        @self._settings()
        @given(st.lists(make.attribute_writes(), max_size=12), st.permutations([*make.PRIORITIES, 150]))
        def check(writes: list[AttributeWrite], ranks: list[int]) -> None:
            priorities = dict(zip(make.SOURCES, ranks, strict=True))
            reference = ReferenceStore()
            for write in writes:
                version = replace(write.version, priority=priorities[write.source])
                reference.apply(WriteBatch(writes=(replace(write, version=version),)))
            with self.new_store() as store:
                store.apply(WriteBatch(writes=tuple(writes)))
                number = store.counts().changes
                changes = store.remerge(priorities)
                assert_same_state(store, reference)
                assert [change.number for change in changes] == list(range(number + 1, number + 1 + len(changes)))
                assert store.remerge(priorities) == []

        check()

    def test_an_empty_store_answers_everything_with_nothing(self) -> None:
        with self.new_store() as store:
            assert_agree(store, ReferenceStore(), [CellQuery()], ["key"])
            assert store.apply(WriteBatch()) == []
            assert store.remerge({make.SOURCES[0]: 1}) == []
            store.mark_seen({make.ITEMS[0]: 1}, "run")
            assert store.stamps(make.ITEMS) == {}

    def test_a_stream_keeps_to_the_state_at_its_first_entry(self) -> None:
        with self.new_store() as store:
            store.apply(WriteBatch(writes=tuple([_write(number) for number in range(self.many)])))
            expected = list(store.cells(CellQuery()))
            stream, log = store.cells(CellQuery()), store.changes()
            first, first_change = next(stream), next(log)
            store.apply(WriteBatch(writes=tuple([_write(number, time_us=2, content=1) for number in range(self.many)])))
            assert [first, *stream] == expected
            numbers = [first_change.number, *(change.number for change in log)]
            assert numbers[: self.many] == list(range(1, self.many + 1)), "the log may go on, but has no gap"
            assert numbers == list(range(1, len(numbers) + 1))

    def test_a_state_that_is_read_stays_as_it_was(self) -> None:
        record = ItemRecord(Item(_write(0).item_id, "t"), None, SourceId("m"), 1, 0, "f", run="first")
        with self.new_store() as store:
            store.apply(WriteBatch(items=(record,), writes=tuple([_write(number) for number in range(self.many)])))
            before = store.digest(), store.counts(), list(store.cells(CellQuery())), store.view(record.item.id)
            with store.reading() as still:
                new = AttributeWrite.of(
                    *_place(_write(0))[:2], SourceId("new"), CellState.NOT_STATED, priority=1, time_us=9
                )
                later = [_write(number, time_us=2, content=1) for number in range(self.many)]
                store.apply(WriteBatch(writes=(*later, new)))
                store.mark_missing([record.item.id], "second", 2, retire=True)
                stream, log = still.cells(CellQuery()), still.net_changes(0, before[1].changes)
                cells = [next(stream), *stream]
                assert (still.digest(), still.counts(), cells, still.view(record.item.id)) == before
                assert len(list(still.changes())) == len(list(log)) == self.many
                assert [entry.event for entry in still.item_changes()] == [ItemEvent.NEW]
                assert store.counts().changes > before[1].changes
            with store.reading() as still:
                assert (still.digest(), still.counts()) == (store.digest(), store.counts())

    def test_a_write_whose_version_denies_its_content_is_refused_and_nothing_of_its_batch_is_kept(self) -> None:
        good = _write(1)
        false = replace(good, version=replace(good.version, content="0" * 32))
        with self.new_store() as store:
            store.apply(WriteBatch(writes=(_write(0),)))
            before = store.digest(), store.counts(), store.sources()
            with pytest.raises(InvariantError, match="hash"):
                store.apply(WriteBatch(writes=(replace(_write(2), source=SourceId("new")), false)))
            assert (store.digest(), store.counts(), store.sources()) == before
            new = replace(_write(2), source=SourceId("new"))
            assert [change.number for change in store.apply(WriteBatch(writes=(new,)))] == [2]
            assert store.sources() == ["m", "new"]
            assert [cell.source for cell in store.cells(CellQuery())] == ["m", "new"]

    def test_a_record_as_new_as_the_held_one_replaces_it(self) -> None:
        record = ItemRecord(Item(make.ITEMS[0], "lamp"), None, SourceId("m"), 5, 0, "f", row=1, run="first")
        with self.new_store() as store:
            store.apply(WriteBatch(items=(record,)))
            store.mark_seen({record.item.id: 7}, "second", 5)
            assert store.item(record.item.id) == replace(record, row=7, run="second")
            for other, kept in ((replace(record, run="third"), True), (replace(record, time_us=4), False)):
                store.apply(WriteBatch(items=(other,)))
                assert (store.item(record.item.id) == other) == kept

    def test_a_lock_set_or_taken_off_is_a_change(self) -> None:
        with self.new_store() as store:
            locks = [False, True, True, False]
            writes = [_with_lock(_write(0, time_us), locked) for time_us, locked in enumerate(locks)]
            assert [len(store.apply(WriteBatch(writes=(write,)))) for write in writes] == [1, 1, 0, 1]

    def test_a_text_that_stands_elsewhere_in_a_fact_does_not_use_up_the_limit(self) -> None:
        proof_only, value = _write(0, content=2), _write(1, content=4)  # "4" as evidence, "4" as value
        with self.new_store() as store:
            store.apply(WriteBatch(writes=(proof_only, value)))
            found = list(store.cells(CellQuery(text="4", limit=1)))
            assert [cell.item_id for cell in found] == [value.item_id]

    def test_the_log_can_be_read_from_any_number_on(self) -> None:
        with self.new_store() as store:
            changes = store.apply(WriteBatch(writes=tuple([_write(number) for number in range(7)])))
            for after in (0, 3, 7, 9):
                for limit in (None, 0, 2):
                    assert list(store.changes(after, limit)) == changes[after:][:limit]

    def test_a_cell_that_shows_nothing_at_both_ends_is_no_net_change(self) -> None:
        word = _write(0)
        silence = replace(
            AttributeWrite.of(*_place(word), CellState.NOT_STATED, (), priority=1, time_us=1), author="Ana"
        )
        gone = [AttributeWrite.of(*_place(word), CellState.WITHDRAWN, (), priority=1, time_us=t) for t in (2, 4)]
        back = _write(0, time_us=3)
        with self.new_store() as store:
            store.apply(WriteBatch(writes=(silence, gone[0])))
            assert [change.number for change in store.changes()] == [1, 2]
            assert list(store.net_changes(0, 2)) == []
            store.apply(WriteBatch(writes=(back, gone[1])))
            store.apply(WriteBatch(writes=(_write(1),), tombstones=(Tombstone(word.item_id, 9, SourceId("desk")),)))
            for until in (4, 5):
                told = [(change.number, change.item_id) for change in store.net_changes(0, until)]
                assert told == [(5, _write(1).item_id)][: until - 4]

    def test_a_cell_that_comes_goes_and_comes_back_is_one_net_change(self) -> None:
        first, again, other = _write(0), _write(0, time_us=3), _write(0, time_us=4, content=1)
        gone = AttributeWrite.of(*_place(first), CellState.WITHDRAWN, (), priority=1, time_us=2)
        with self.new_store() as store:
            changes = store.apply(WriteBatch(writes=(first, gone, again, other)))
            assert [change.number for change in changes] == [1, 2, 3, 4]
            net = [(change.number, change.before, change.after) for change in store.net_changes(0, 4)]
            assert net == [(4, None, Cell.of(other))]
            assert list(store.net_changes(1, 3)) == [], "said again after a gap: the same at both ends"
            assert [change.before for change in store.net_changes(1, 4)] == [Cell.of(first)]

    def test_an_item_forgotten_and_delivered_anew_shows_what_became_of_its_cells(self) -> None:
        first, again = _write(0), _write(0, time_us=3, content=1)
        record = ItemRecord(Item(first.item_id, "t"), None, SourceId("m"), 1, 0, "f", run="first")
        with self.new_store() as store:
            store.apply(WriteBatch(items=(record,), writes=(first,)))
            store.apply(WriteBatch(tombstones=(Tombstone(first.item_id, 2, SourceId("desk")),)))
            assert list(store.net_changes(0, 2)) == []
            assert store.mark_missing([first.item_id], "second", 2, retire=True) == 0
            store.apply(WriteBatch(items=(replace(record, time_us=3),), writes=(again,)))
            for after, before in ((0, None), (1, Cell.of(first)), (2, None)):
                net = list(store.net_changes(after, 3))
                assert [(change.before, change.after) for change in net] == [(before, Cell.of(again))]

    def test_a_retired_item_is_hidden_with_its_cells_and_comes_back_as_it_was(self) -> None:
        write = _write(0)
        record = ItemRecord(Item(write.item_id, "t"), None, SourceId("m"), 1, 0, "f", run="first")
        with self.new_store() as store:
            store.apply(WriteBatch(items=(record,), writes=(write, _write(1))))
            before = store.digest(), store.counts()
            assert list(store.unseen(SourceId("m"), "second", 2)) == [(write.item_id, Presence.PRESENT)]
            assert store.mark_missing([write.item_id, ItemId("none")], "second", 2, retire=True) == 1
            assert [cell.item_id for cell in store.cells(CellQuery())] == [_write(1).item_id]
            assert [cell.item_id for cell in store.cells(CellQuery(include_retired=True))] == [
                write.item_id,
                _write(1).item_id,
            ]
            held = store.item(write.item_id)
            assert held is not None and held.presence is Presence.RETIRED
            assert store.history(write.item_id, write.key_id) == [write]
            counts = store.counts()
            assert (counts.items, counts.retired, counts.cells) == (0, 1, 1)
            store.mark_seen({write.item_id: 1}, "late", 1)  # an older catalog that is read late
            assert store.counts().retired == 1
            store.mark_seen({write.item_id: 1}, "third", 3)
            assert (store.digest(), replace(store.counts(), item_changes=1)) == before
            told = [(entry.event, entry.run) for entry in store.item_changes()]
            assert told == [(ItemEvent.NEW, "first"), (ItemEvent.RETIRED, "second"), (ItemEvent.RETURNED, "third")]
            assert [entry.number for entry in store.item_changes(1, 1)] == [2]

    def test_a_tombstone_ends_an_absence_with_the_document(self) -> None:
        """Retired and then forgotten is forgotten: what is said later shows, as where the tombstone came first."""
        word, later = _write(0), _write(0, time_us=9, content=1)
        record = ItemRecord(Item(word.item_id, "t"), None, SourceId("m"), 1, 0, "f", run="first")
        place = word.item_id, KeyId("size"), word.source
        early = AttributeWrite.of(*place, CellState.NOT_STATED, (), priority=1, time_us=8)
        stone = Tombstone(word.item_id, 5, SourceId("desk"))
        with self.new_store() as store:
            store.apply(WriteBatch(items=(record,), writes=(word, early)))
            store.mark_missing([word.item_id], "second", 2, retire=True)
            assert list(store.cells(CellQuery())) == [] and store.counts().cells == 0
            store.apply(WriteBatch(tombstones=(stone,), writes=(later,)))
            assert list(store.cells(CellQuery())) == [Cell.of(later), Cell.of(early)]
            counts = store.counts()
            assert (counts.items, counts.retired, counts.cells, counts.stated, counts.facts) == (0, 0, 2, 1, 1)
            assert [entry.event for entry in store.item_changes()] == [
                ItemEvent.NEW,
                ItemEvent.RETIRED,
                ItemEvent.FORGOTTEN,
            ]
            store.apply(WriteBatch(items=(replace(record, time_us=6),)))
            assert (store.counts().items, next(iter(store.item_changes(3))).event) == (1, ItemEvent.RETURNED)

    def test_the_item_log_names_the_fields_that_changed(self) -> None:
        first = ItemRecord(Item(make.ITEMS[0], "lamp", "old"), None, SourceId("m"), 1, 1, "f", run="1")
        other = replace(first, item=Item(make.ITEMS[0], "lamp", "new"), fingerprint="g", revision=2, run="2")
        again = replace(other, fingerprint="h", revision=3, run="3")
        with self.new_store() as store:
            for record in (first, other, again, again, first):
                store.apply(WriteBatch(items=(record,)))
            told = [(entry.event, entry.fields, entry.former, entry.revision) for entry in store.item_changes()]
            assert told == [
                (ItemEvent.NEW, (), None, 1),
                (ItemEvent.CHANGED, ("description",), 1, 2),
                (ItemEvent.DECIDED, (), 2, 3),
            ]

    def test_cells_are_not_counted_by_text_nor_twice_by_one_dimension(self) -> None:
        with self.new_store() as store:
            with pytest.raises(InvariantError, match="text"):
                list(store.tally(CellQuery(text="4"), ["key"]))
            with pytest.raises(InvariantError, match="different"):
                list(store.tally(CellQuery(), ["key", "key"]))

    def test_records_can_be_read_page_by_page(self) -> None:
        ids = [ItemId(f"i{number}") for number in range(5)]
        with self.new_store() as store:
            records = [ItemRecord(Item(entry, "t"), None, SourceId("m"), 1, 0, "f") for entry in ids]
            store.apply(WriteBatch(items=tuple(records)))
            store.apply(WriteBatch(tombstones=(Tombstone(ids[1], 1, SourceId("desk")),)))
            assert [record.item.id for record in store.items()] == ["i0", "i2", "i3", "i4"]
            assert [record.item.id for record in store.items(ids[0], 2)] == ["i2", "i3"]
            assert list(store.items(ids[4])) == []


_ITEM_DIMENSIONS: tuple[ItemDimension, ...] = ("category", "source", "presence", "run")


def assert_same_state(store: Store, reference: Store) -> None:
    """What does not depend on the way there: no change numbers, no order of arrival."""
    assert store.digest() == reference.digest()
    assert store.digests(3) == reference.digests(3)
    assert list(store.cells(CellQuery())) == list(reference.cells(CellQuery()))
    assert list(store.items()) == list(reference.items())
    assert store.words(make.ITEMS) == reference.words(make.ITEMS)
    assert store.sources() == reference.sources()
    counts, expected = store.counts(), reference.counts()
    assert replace(counts, changes=0, item_changes=0) == replace(expected, changes=0, item_changes=0)
    for item_id in make.ITEMS:
        assert store.forgotten(item_id) == reference.forgotten(item_id)
        assert store.view(item_id) == reference.view(item_id)
        for key_id in make.KEYS:
            assert set(store.history(item_id, key_id)) == set(reference.history(item_id, key_id))


def assert_agree(store: Store, reference: Store, queries: list[CellQuery], by: list[CellDimension]) -> None:
    """Everything that the port shows."""
    assert_same_state(store, reference)
    assert store.counts() == reference.counts()
    assert list(store.changes()) == list(reference.changes())
    assert list(store.item_changes()) == list(reference.item_changes())
    assert store.runs() == reference.runs()
    last, last_item = reference.counts().changes, reference.counts().item_changes
    for after, until in ((0, last), (1, last - 1)):
        assert list(store.net_changes(after, until)) == list(reference.net_changes(after, until))
        of_item = list(store.net_changes(after, until, make.ITEMS[0]))
        assert of_item == list(reference.net_changes(after, until, make.ITEMS[0]))
    for after, until in ((0, last_item), (1, last_item - 1)):
        assert list(store.item_events(after, until)) == list(reference.item_events(after, until))
    assert list(store.items(include_retired=True)) == list(reference.items(include_retired=True))
    for dimension in _ITEM_DIMENSIONS:
        assert store.tally_items(dimension) == reference.tally_items(dimension)
    for time_us in make.TIMES:
        for place in ((SourceId("merchant"), "next run", time_us), (SourceId("none"), "", time_us)):
            assert list(store.unseen(*place)) == list(reference.unseen(*place))
    assert store.stamps(make.ITEMS) == reference.stamps(make.ITEMS)
    for query in queries:
        assert list(store.cells(query)) == list(reference.cells(query)), query
        if query.text is None and query.after is None:
            assert list(store.tally(query, by)) == list(reference.tally(query, by)), (query, by)
    wanted = [*make.ITEMS, ItemId("none")]
    assert raw_items_of(store, wanted) == raw_items_of(reference, wanted)
    for item_id in make.ITEMS:
        assert store.item(item_id) == reference.item(item_id)
        for key_id in make.KEYS:
            assert store.cell(item_id, key_id) == reference.cell(item_id, key_id)
            assert store.history(item_id, key_id) == reference.history(item_id, key_id)


def _write(number: int, time_us: int = 1, content: int = 0) -> AttributeWrite:
    item_id, key_id = ItemId(f"item {number:05d}"), KeyId("colour")
    facts = make.facts_of(item_id, key_id, content)
    return AttributeWrite.of(item_id, key_id, SourceId("m"), CellState.FACTS, facts, priority=1, time_us=time_us)


def _place(write: AttributeWrite) -> tuple[ItemId, KeyId, SourceId]:
    return write.item_id, write.key_id, write.source


def _with_lock(write: AttributeWrite, locked: bool) -> AttributeWrite:
    return replace(write, version=replace(write.version, locked=locked))


def _joined(parts: list[WriteBatch]) -> WriteBatch:
    return WriteBatch(
        tuple([record for part in parts for record in part.items]),
        tuple([entry for part in parts for entry in part.tombstones]),
        tuple([write for part in parts for write in part.writes]),
    )
