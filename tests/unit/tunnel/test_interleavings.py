"""Drawn message sets in drawn interleavings, on two stores. `benchmarks.tunnel_converge` runs thousands, on three."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itemcenter.testing import ReferenceStore
from itemcenter.testing.interleaved_tunnel import InterleavedTunnel, Outcome
from itemcenter.testing.interleavings import drawn_interleaving, drawn_set
from itemcenter.testing.store_process import open_file
from itemcenter.tunnel.settle import Looked, Settler
from itemcenter.tunnel.standing import Document, Standing

SETS, WAYS = 5, 4


def reference(seed: int, way: str) -> Outcome:
    of = drawn_set(seed)
    return InterleavedTunnel(ReferenceStore(), of, drawn_interleaving(of, way)).run()


@pytest.mark.parametrize("seed", range(SETS))
def test_every_way_of_a_set_comes_to_the_same_on_every_store(seed: int, tmp_path: Path) -> None:
    of, first = drawn_set(seed), None
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else tmp_path
    for number in range(WAYS):
        outcome = reference(seed, f"{seed}/{number}")
        first = first or outcome
        assert outcome.state == first.state
        assert outcome.replayed["log"] == outcome.replayed["published"] == outcome.replayed["store"]
        assert outcome.counts["told_gap"] == outcome.counts["dead"] == 0
        path = folder / f"{tmp_path.name} {seed} {number}.db"
        store: Any = open_file(path, synchronous="NORMAL")
        with contextlib.closing(store):
            other = InterleavedTunnel(store, of, drawn_interleaving(of, f"{seed}/{number}")).run()
        path.unlink()
        assert (other.state, other.log, other.replayed) == (outcome.state, outcome.log, outcome.replayed)


def test_ways_have_all_that_can_happen() -> None:
    counts = sum((reference(seed, f"{seed}/0").counts for seed in range(6)), start=reference(6, "6/0").counts)
    assert {"Send", "Work", "Day", "Replay", "Publish", "killed", "changes", "told_repeated"} <= {*counts}


def test_a_broken_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an outdated document is taken for news, interleavings differ."""
    look = Settler.look

    def careless(self: Settler, documents: Sequence[Document]) -> list[Looked]:
        return [
            replace(entry, standing=Standing.OPEN, fingerprint="new") if entry.standing is Standing.OUTDATED else entry
            for entry in look(self, documents)
        ]

    monkeypatch.setattr(Settler, "look", careless)
    assert any(reference(seed, f"{seed}/0").state != reference(seed, f"{seed}/1").state for seed in range(6))
