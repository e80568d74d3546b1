"""What was decided of a shard, as a Parquet file: computed by one process, stored by another, now or after a crash."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from itemcenter.errors import InvariantError
from itemcenter.flow.whole_file import whole_file
from itemcenter.ports import Recognition
from itemcenter.schema import CategoryMatch, Fact, ItemId, KeyId, Proposal
from itemcenter.schema.cell_content import decode_facts, encode_facts

_CELL = pa.struct([("voice", pa.string()), ("key", pa.string()), ("facts", pa.binary())])
_SCHEMA = pa.schema(
    [
        ("item_id", pa.string()),
        ("category", pa.string()),
        ("unfinished", pa.bool_()),
        ("cells", pa.list_(_CELL)),
        ("proposals", pa.string()),
    ]
)


def write_facts(path: Path, found: Sequence[Recognition]) -> None:
    """facts: the compact form of `schema.cell_content`; texts in JSON, so that half characters do no harm."""
    columns: dict[str, list[Any]] = {name: [] for name in _SCHEMA.names}
    for entry in found:
        columns["item_id"].append(entry.item_id)
        columns["category"].append(None if entry.category is None else json.dumps(entry.category.to_json()))
        columns["unfinished"].append(entry.unfinished)
        columns["cells"].append([*_cells("merchant", entry.merchant), *_cells("machine", entry.machine)])
        columns["proposals"].append(json.dumps([proposal.to_json() for proposal in entry.proposals]))
    with whole_file(path) as aside:
        pq.write_table(pa.table(columns, schema=_SCHEMA), aside, compression="zstd")


def read_facts(path: Path) -> dict[ItemId, Recognition] | None:
    """None where there is no such file, or a damaged one: then it is computed anew."""
    try:
        rows = pq.read_table(path).to_pylist()
        return {entry.item_id: entry for entry in map(_recognition, rows)}
    except (OSError, pa.ArrowException, InvariantError, ValueError, KeyError, TypeError):
        return None


def _cells(voice: str, facts: Mapping[KeyId, tuple[Fact, ...]]) -> list[dict[str, Any]]:
    return [{"voice": voice, "key": key, "facts": encode_facts(said)} for key, said in facts.items()]


def _recognition(row: dict[str, Any]) -> Recognition:
    item_id = ItemId(row["item_id"])
    voices: dict[str, dict[KeyId, tuple[Fact, ...]]] = {"merchant": {}, "machine": {}}
    for cell in row["cells"]:
        key = KeyId(cell["key"])
        voices[cell["voice"]][key] = decode_facts(cell["facts"], item_id, key)
    category = None if row["category"] is None else CategoryMatch.from_json(json.loads(row["category"]))
    proposals = tuple([Proposal.from_json(entry) for entry in json.loads(row["proposals"])])
    return Recognition(item_id, category, voices["merchant"], voices["machine"], proposals, row["unfinished"])
