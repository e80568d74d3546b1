"""Cells and items as plain columns, and cells back from them: nothing that a cell holds is lost.

A cell has one row a fact, and one row without a value where it is "not stated". Texts that are no valid Unicode (broken
exports hold halves of surrogate pairs) stand with a replacement character, and the facts as they were in `raw`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from itemcenter.schema import (
    Cell,
    CellState,
    Fact,
    ImageRegion,
    InheritedFrom,
    ItemId,
    ItemRecord,
    KeyId,
    MerchantCell,
    ModelId,
    Producer,
    ReleaseId,
    SourceId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueType,
    Version,
)
from itemcenter.schema.cell_content import decode_facts, encode_facts

if TYPE_CHECKING:
    import pyarrow as pa

#: Names and types of a table's columns; `schema_of` is their Arrow form.
Columns = tuple[tuple[str, str], ...]

CELLS: Columns = (
    ("item_id", "text"),
    ("category", "text"),
    ("key_id", "text"),
    ("key_name", "text"),
    ("position", "small"),
    ("state", "text"),
    ("value", "text"),
    ("value_type", "text"),
    ("value_id", "text"),
    ("number", "number"),
    ("number_to", "number"),
    ("unit", "text"),
    ("confidence", "number"),
    ("producer", "text"),
    ("source", "text"),
    ("locked", "flag"),
    ("author", "text"),
    ("evidence", "text"),
    ("release", "text"),
    ("model", "text"),
    ("time", "time"),
    ("revision", "whole"),
    ("tier", "small"),
    ("priority", "whole"),
    ("content", "text"),
    ("raw", "bytes"),
    ("change_number", "whole"),
)
#: What changed between two snapshots: `op` is "upsert" (the cell's new rows follow) or "delete".
CHANGES: Columns = (("op", "text"), *CELLS)

ITEMS: Columns = (
    ("item_id", "text"),
    ("category", "text"),
    ("category_confidence", "number"),
    ("source", "text"),
    ("presence", "text"),
    ("group_id", "text"),
    ("title", "text"),
    ("document", "text"),
    ("fingerprint", "text"),
    ("time", "time"),
    ("revision", "whole"),
    ("row", "whole"),
    ("run", "text"),
    ("change_number", "whole"),
)
_NOTHING = (None,) * 7


@lru_cache(maxsize=8)
def schema_of(columns: Columns) -> pa.Schema:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "small": pa.int32(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "bytes": pa.binary(),
        "time": pa.timestamp("us", tz="UTC"),
    }
    return pa.schema([(name, types[kind]) for name, kind in columns])


def cell_rows(cell: Cell, category: str | None, names: Mapping[KeyId, str], number: int) -> Iterator[tuple[Any, ...]]:
    """The rows of a cell, columns in the order of `CELLS`."""
    version, head = cell.version, (cell.item_id, category, cell.key_id, names.get(cell.key_id))
    mark = (cell.source, version.locked, cell.author or None)
    tail = (version.time_us, version.revision, version.tier, version.priority, version.content, None, number)
    if not cell.facts:
        yield (*head, 0, cell.state.value, *_NOTHING, None, *mark, None, None, None, *tail)
    for position, fact in enumerate(cell.facts):
        value = fact.value
        said = (value.text, value.type.value, value.value_id, value.number, value.number_to, value.unit or None)
        proof = json.dumps([entry.to_json() for entry in fact.evidence], ensure_ascii=False)
        which = (proof, fact.release_id, fact.model_id or None)
        yield (*head, position, cell.state.value, *said, fact.confidence, fact.producer.value, *mark, *which, *tail)


def item_row(record: ItemRecord, number: int) -> tuple[Any, ...]:
    """The row of an item, columns in the order of `ITEMS`; `document` is the whole record as JSON."""
    item, match = record.item, record.category
    return (
        item.id,
        None if match is None else match.category_id,
        None if match is None else match.confidence,
        record.source,
        record.presence.value,
        item.group_id,
        item.title,
        json.dumps(record.to_json()),  # escaped, so that half characters come back as they were
        record.fingerprint,
        record.time_us,
        record.revision,
        record.row,
        record.run,
        number,
    )


def batch_of(rows: list[tuple[Any, ...]], names: Columns, facts: Mapping[int, tuple[Fact, ...]]) -> pa.RecordBatch:
    """A batch of rows. facts: of the cells that begin at these rows, asked for where a text is no valid Unicode."""
    import pyarrow as pa

    schema, columns = schema_of(names), [list(column) for column in zip(*rows, strict=True)]
    broken: set[int] = set()
    arrays: list[Any] = []
    for field, column in zip(schema, columns, strict=True):
        if field.name == "raw":
            arrays.append(None)
            continue
        try:
            arrays.append(pa.array(column, field.type))
        except UnicodeEncodeError:
            whole = [None if text is None else _mended(text) for text in column]
            broken.update(number for number, text in enumerate(column) if text != whole[number])
            arrays.append(pa.array(whole, field.type))
    if "raw" in schema.names:
        raw: list[bytes | None] = [None] * len(rows)
        for first in {max(start for start in facts if start <= number) for number in broken}:
            raw[first] = encode_facts(facts[first])
        arrays[schema.names.index("raw")] = pa.array(raw, pa.binary())
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _mended(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def read_cells(batches: Iterable[pa.RecordBatch]) -> Iterator[Cell]:
    """The cells of rows that come in order of item, key and position."""
    import pyarrow as pa

    held: list[dict[str, Any]] = []
    for batch in batches:
        place = batch.schema.get_field_index("time")
        times = batch.column(place).cast(pa.int64())
        for row in batch.set_column(place, "time", times).to_pylist():
            if held and row["position"] == 0:
                yield _cell(held)
                held = []
            held.append(row)
    if held:
        yield _cell(held)


def _cell(rows: list[dict[str, Any]]) -> Cell:
    row = rows[0]
    item_id, key_id, state = ItemId(row["item_id"]), KeyId(row["key_id"]), CellState(row["state"])
    if row["raw"] is not None:
        facts = decode_facts(row["raw"], item_id, key_id)
    else:
        facts = tuple([_fact(entry, item_id, key_id) for entry in rows]) if state is CellState.FACTS else ()
    rank = (row["locked"], row["priority"], row["time"], row["revision"], row["tier"])
    version = Version(*rank, facts[0].producer.value if facts else "", row["content"])
    return Cell(item_id, key_id, state, facts, SourceId(row["source"]), version, row["author"] or "")


def _fact(row: dict[str, Any], item_id: ItemId, key_id: KeyId) -> Fact:
    value_id = None if row["value_id"] is None else ValueId(row["value_id"])
    kind = ValueType(row["value_type"])
    value = TypedValue(kind, row["value"], value_id, row["number"], row["number_to"], row["unit"] or "")
    proofs = tuple([_EVIDENCE[entry["kind"]].from_json(entry) for entry in json.loads(row["evidence"])])
    release, model = ReleaseId(row["release"]), ModelId(row["model"] or "")
    return Fact(item_id, key_id, value, row["confidence"], proofs, Producer(row["producer"]), release, model)


_EVIDENCE: dict[str, Any] = {entry.kind_tag: entry for entry in (TextSpan, MerchantCell, ImageRegion, InheritedFrom)}
