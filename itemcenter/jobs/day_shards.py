"""Shards of a catalog for the day job: Parquet files of items that belong together, and the plan that names them.

Items of one category stand in one shard, those of one product group beside each other: whoever decides them works with
the same keys and value lists again and again. A shard's name holds a hash of its rows. The plan is written last, so a
killed sharding is begun anew; while the catalog and its reading are the same, a plan is used again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from itemcenter.errors import StoreError
from itemcenter.flow.sorted_spill import SortedSpill
from itemcenter.flow.whole_file import text_file, whole_file
from itemcenter.items import DUPLICATE_ID, ReadRow, RowFault
from itemcenter.schema import Item, RejectedRow, SourceId
from itemcenter.schema.item import PATH_SEPARATOR

#: Categories are dealt into so many piles; a pile becomes a shard when it is full.
_PILES = 32
SHARD_ITEMS = 1_000
_SCHEMA = pa.schema(
    [
        ("category", pa.string()),
        ("group", pa.string()),
        ("item_id", pa.string()),
        ("row", pa.int64()),
        ("document", pa.string()),
    ]
)
PLAN, REJECTS = "plan.json", "rejects.jsonl"


class ShardRow(NamedTuple):
    item: Item
    row: int


@dataclass(frozen=True, slots=True)
class Shard:
    """name: number and hash of its rows; items: how many, duplicates included"""

    name: str
    items: int


@dataclass(frozen=True, slots=True)
class DayPlan:
    """mark: of the catalog and how it is read; run, number: of the run that works on it; decider: release and model

    rows: of the catalog; skip: rows of items that stand in an earlier row; rejected: quarantined rows by reason
    about: what the report is to say of the reading
    """

    mark: str
    run: str
    number: int
    source: str
    time_us: int
    shards: tuple[Shard, ...] = ()
    rows: int = 0
    skip: tuple[int, ...] = ()
    rejected: dict[str, int] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    decider: str = ""

    def decided_by(self, decider: str) -> DayPlan:
        return replace(self, decider=decider)


class ShardFolder:
    """The files of one source's day job."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def plan(self) -> DayPlan | None:
        """The plan that is kept; None where there is none, or none that can be read."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            found = json.loads((self.path / PLAN).read_text(encoding="utf-8"))
            shards = tuple(Shard(**entry) for entry in found.pop("shards"))
            return DayPlan(**found | {"shards": shards, "skip": tuple(found["skip"])})
        return None

    def keep(self, plan: DayPlan) -> None:
        with text_file(self.path / PLAN) as file:
            file.write(json.dumps(asdict(plan)))

    def clear(self) -> None:
        try:
            if self.path.is_dir():
                shutil.rmtree(self.path)
        except OSError as error:
            told = f"cannot remove {self.path}: {error.strerror or error}"
            raise StoreError(told, remedy="mend its permissions, or remove it yourself") from error

    def shard(self, rows: Iterable[ReadRow], plan: DayPlan, shard_items: int = SHARD_ITEMS) -> DayPlan:
        """Write the shards of a catalog; the plan with them. Its rows may be iterated twice."""
        self.clear()
        piles: list[list[ShardRow]] = [[] for _ in range(_PILES)]
        shards: list[Shard] = []
        rejected: dict[str, int] = {}
        count = 0

        def reject(entry: RejectedRow) -> None:
            rejected[entry.reason] = rejected.get(entry.reason, 0) + 1
            file.write(json.dumps(entry.to_json()) + "\n")

        with text_file(self.path / REJECTS) as file, SortedSpill() as spill:
            for row in rows:
                count += 1
                if row.item is None:
                    if row.rejected is not None:
                        reject(row.rejected)
                    continue
                spill.add(row.item.id, f"{row.row:015d}")
                pile = piles[_pile_of(row.item)]
                pile.append(ShardRow(row.item, row.row))
                if len(pile) >= shard_items:
                    shards.append(self._write(len(shards), pile))
                    pile.clear()
            shards += [self._write(len(shards) + place, pile) for place, pile in enumerate(filter(None, piles))]
            twice = dict(_repeated(spill))
            for row in rows if twice else ():
                if row.row in twice and row.item is not None:
                    told = f"the id {row.item.id!r} stands in row {twice[row.row]} already"
                    reject(row.refused(SourceId(plan.source), RowFault(DUPLICATE_ID, told)))
        plan = replace(plan, shards=tuple(shards), rows=count, skip=tuple(sorted(twice)), rejected=rejected)
        self.keep(plan)
        return plan

    def rejects(self) -> Iterator[RejectedRow]:
        with (self.path / REJECTS).open(encoding="utf-8") as file:
            for line in file:
                yield RejectedRow.from_json(json.loads(line))

    def read(self, shard: Shard, skip: frozenset[int] = frozenset()) -> list[ShardRow]:
        """The items of a shard, duplicates left out. Raises `StoreError` for a file that is damaged or gone."""
        path = self.path / f"{shard.name}.parquet"
        try:
            table = pq.read_table(path, columns=["row", "document"])
            rows = zip(table["row"].to_pylist(), table["document"].to_pylist(), strict=True)
            return [ShardRow(Item.from_json(json.loads(text)), row) for row, text in rows if row not in skip]
        except (OSError, pa.ArrowException, ValueError) as error:
            remedy = f"remove {self.path} and start the day job anew"
            raise StoreError(f"the shard {path} cannot be read: {error}", remedy=remedy) from error

    def _write(self, number: int, pile: list[ShardRow]) -> Shard:
        pile = sorted(pile, key=lambda entry: (_category(entry.item), _group(entry.item), entry.row))
        documents = [json.dumps(entry.item.to_json()) for entry in pile]
        digest = hashlib.blake2b("\n".join(documents).encode(), digest_size=8).hexdigest()
        shard = Shard(f"{number:05d}-{digest}", len(pile))
        columns = {
            "category": [_whole(_category(entry.item)) for entry in pile],
            "group": [_group(entry.item) for entry in pile],
            "item_id": [entry.item.id for entry in pile],
            "row": [entry.row for entry in pile],
            "document": documents,
        }
        with whole_file(self.path / f"{shard.name}.parquet") as aside:
            pq.write_table(pa.table(columns, schema=_SCHEMA), aside, compression="zstd")
        return shard


def _category(item: Item) -> str:
    return str(item.category_id or PATH_SEPARATOR.join(item.category_path))


def _group(item: Item) -> str:
    return str(item.group_id or item.id)


def _pile_of(item: Item) -> int:
    key = _category(item).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big") % _PILES


def _whole(text: str) -> str:
    """Without half characters, which Arrow does not take; the document has them escaped."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _repeated(spill: SortedSpill) -> Iterator[tuple[int, int]]:
    """(row, the first row of its id) of every row whose id stands in an earlier one."""
    held, first = "", 0
    for item_id, row in spill:
        if item_id == held:
            yield int(row), first
        else:
            held, first = item_id, int(row)
