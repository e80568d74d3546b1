"""The fake reader passes the conformance suite."""

from __future__ import annotations

from itemcenter.ports import SlotReader
from itemcenter.testing.fake_slot_reader import FakeSlotReader
from itemcenter.testing.slot_reader_suite import SlotReaderSuite


class TestFake(SlotReaderSuite):
    def open_reader(self) -> SlotReader:
        return FakeSlotReader(("a", "b"))
