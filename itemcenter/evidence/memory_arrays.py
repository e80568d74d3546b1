"""A `CatalogMemory` as plain arrays: names as JSON in UTF-8, counts as small tables."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray
from itemcenter.evidence.memory import CatalogMemory

_FILE = "memory"


def memory_to_arrays(memory: CatalogMemory) -> dict[str, AnyArray]:
    """Names of contexts, n-grams and values stand in one JSON text; their counts in one float32 table, row by row."""
    rows: list[Sequence[float]] = []

    def numbered(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: numbered(entry) for name, entry in node.items()}
        if node and isinstance(node[0], dict):
            return [numbered(entry) for entry in node]
        rows.append(node)
        return len(rows) - 1

    tree = numbered(memory.to_json())
    width = max((len(row) for row in rows), default=1)
    table = np.zeros((len(rows), width), dtype=np.float32)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return {"names": np.frombuffer(text, dtype=np.uint8), "counts": table}


def memory_from_arrays(arrays: Mapping[str, AnyArray]) -> CatalogMemory:
    """The reverse of `memory_to_arrays`. Raises `InvariantError` for arrays that are none."""
    try:
        tree = json.loads(bytes(np.asarray(arrays["names"], dtype=np.uint8)).decode("utf-8", "surrogatepass"))
        table = np.ascontiguousarray(arrays["counts"], dtype=np.float32)
        if table.ndim != 2 or not bool((table >= 0.0).all()) or not bool(np.isfinite(table).all()):
            raise ValueError("counts are a table, finite and not negative")
        size, width = table.shape
        flat = array("f", table.tobytes())

        def counted(node: Any) -> Any:
            """The same tree, counts in place of their rows' numbers."""
            if isinstance(node, dict):
                for name, entry in node.items():
                    if type(entry) is int and 0 <= entry < size:  # nearly all of a large tree
                        node[name] = flat[entry * width : (entry + 1) * width]
                    else:
                        node[name] = counted(entry)
                return node
            if isinstance(node, list):
                return [counted(entry) for entry in node]
            if type(node) is int and 0 <= node < size:
                return flat[node * width : (node + 1) * width]
            raise ValueError(f"{node!r} is no row of the counts")

        return CatalogMemory.from_json(counted(tree))
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise InvariantError(f"what was learned from the catalog is damaged: {error}", place=_FILE) from error
