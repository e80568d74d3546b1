"""Delta tables: commits are whole, name where they are from, and are read by deltalake as Arrow."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("deltalake")
from deltalake import DeltaTable

from itemcenter import registry
from itemcenter.errors import StoreError


def _file(path: Path, texts: list[str]) -> Path:
    schema = pa.schema([("text", pa.string()), ("time", pa.timestamp("us", tz="UTC"))])
    pq.write_table(pa.table({"text": texts, "time": [0] * len(texts)}, schema=schema), path)
    return path


def _texts(path: Path, version: int | None = None) -> list[str]:
    found: list[str] = pa.table(DeltaTable(path, version=version).to_pyarrow_table()).column("text").to_pylist()
    return sorted(found)


def test_versions_stay_readable_until_they_are_tidied_away(tmp_path: Path) -> None:
    lake, home = registry.open_lake("delta", tmp_path / "lake"), tmp_path / "lake" / "cells"
    assert lake.told("cells") == []
    one, two = _file(tmp_path / "one.parquet", ["a", "b"]), _file(tmp_path / "two.parquet", ["c"])
    assert lake.replace("cells", [one, two], {"change_number": "7"}) == 0
    assert lake.replace("cells", [two], {"change_number": "8"}) == 1
    assert lake.append("cells", [one], {"change_number": "9"}) == 2
    assert (_texts(home), _texts(home, 1), _texts(home, 0)) == (["a", "b", "c"], ["c"], ["a", "b", "c"])
    assert [(version, told["change_number"]) for version, told in lake.told("cells")] == [(2, "9"), (1, "8"), (0, "7")]
    for _ in range(2):  # tidying makes commits of its own, which are no versions of ours
        lake.keep("cells", 2)
        assert (_texts(home), _texts(home, 1)) == (["a", "b", "c"], ["c"])
    with pytest.raises(FileNotFoundError):
        _texts(home, 0)
    assert [told["change_number"] for _, told in lake.told("cells")] == ["9", "8", "7"]


def test_a_commit_that_breaks_off_leaves_the_table_as_it_was(tmp_path: Path) -> None:
    lake = registry.open_lake("delta", tmp_path / "lake")
    good = _file(tmp_path / "good.parquet", ["a"])
    lake.replace("cells", [good], {"change_number": "7"})
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(good.read_bytes()[:-8])
    for files in ([good, broken], [tmp_path / "none.parquet"]):
        with pytest.raises(StoreError, match=r"Delta table refused.*run again"):
            lake.replace("cells", files, {"change_number": "8"})
    assert _texts(tmp_path / "lake" / "cells") == ["a"]
    assert [told["change_number"] for _, told in lake.told("cells")] == ["7"]
