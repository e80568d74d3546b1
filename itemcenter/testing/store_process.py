"""A fixed sequence of batches, and a process that applies them to a store, to be killed or hindered by tests.

    python -m itemcenter.testing.store_process FILE|URL#SCHEMA FIRST LAST ORIGIN [MOST_BYTES_A_FILE]

Prints the number of each batch once the store has reported it, so that a test knows what must have survived.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from itemcenter import registry
from itemcenter.errors import StoreError
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
    Tombstone,
    TypedValue,
    ValueType,
    WriteBatch,
)


def open_file(path: Path, **options: Any) -> Store:
    sqlite = registry.backend("store", "sqlite")
    store: Store = sqlite.open(sqlite.Options(path, **options))
    return store


def open_schema(url: str, schema: str, clock: Callable[[], int] | None = None, **options: Any) -> Store:
    postgresql = registry.backend("store", "postgresql")
    store: Store = postgresql.open(postgresql.Options(url, schema, **options), clock)
    return store


def write(item: str, key: str, source: str, text: str, time_us: int, priority: int = 100) -> AttributeWrite:
    item_id, key_id = ItemId(item), KeyId(key)
    value, proof = TypedValue(ValueType.TEXT, text), (TextSpan("title", 0, len(text), text),)
    fact = Fact(item_id, key_id, value, 0.5, proof, Producer.LOCAL_MODEL, ReleaseId("r"))
    return AttributeWrite.of(
        item_id, key_id, SourceId(source), CellState.FACTS, (fact,), priority=priority, time_us=time_us
    )


def batch(number: int, origin: str) -> WriteBatch:
    """Some new items, some old ones again, now and then a tombstone; depends on the arguments alone."""
    chance = random.Random(f"{origin} {number}")
    items = [f"item {chance.randrange(40 + 4 * number)}" for _ in range(12)]
    records = [
        ItemRecord(Item(ItemId(entry), f"{origin} {number}"), None, SourceId(origin), number, 0, f"{origin} {number}")
        for entry in dict.fromkeys(items)
    ]
    stones = [Tombstone(ItemId(items[0]), number, SourceId("desk"))] if number % 5 == 0 else []
    writes = [
        write(entry, f"key {key}", origin, f"{origin} {number} {key}", number) for entry in items for key in range(15)
    ]
    return WriteBatch(tuple(records), tuple(stones), tuple(writes))


def even_item(number: int) -> WriteBatch:
    """The same text in all cells of one item, so that a reader can tell a half-applied batch."""
    return WriteBatch(writes=tuple([write("even", f"key {key}", "m", f"text {number}", number) for key in range(20)]))


def main(place: str, first: str, last: str, origin: str, file_limit: str = "0") -> None:
    if int(file_limit):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_limit), int(file_limit)))
    url, _, schema = place.partition("#")
    store = open_schema(url, schema) if "://" in url else open_file(Path(place))
    print("open", flush=True)
    for number in range(int(first), int(last)):
        try:
            store.apply(even_item(number) if origin == "even" else batch(number, origin))
        except StoreError as error:
            print(f"refused: {error}", flush=True)
            sys.exit(6)
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
