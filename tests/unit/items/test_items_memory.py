"""Memory stays flat, and simple rows are read fast enough to notice when they are not."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from catalog_files import read_file

from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.schema import SourceId


@pytest.mark.parametrize("name", ["c.csv", "c.jsonl", "c.json"])
def test_peak_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    cells = [f"Lamp number {number} with a title of some length, " * 12 for number in range(15_000)]
    if name == "c.csv":
        text = "id,title\n" + "".join(f'{number},"{cell}"\n' for number, cell in enumerate(cells))
    else:
        rows = [json.dumps({"id": number, "title": cell}) for number, cell in enumerate(cells)]
        text = "[" + ",".join(rows) + "]" if name == "c.json" else "\n".join(rows)
    path.write_text(text, "utf-8")
    size = len(text)
    del text, cells
    tracemalloc.start()
    try:
        count = sum(1 for _ in open_catalog(path, CatalogOptions(), SourceId("s")))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 15_000 and size > 8_000_000
    assert peak < 8_000_000


def test_an_archive_that_unpacks_to_one_endless_line(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"id,title\n1,")
        for _ in range(60):
            file.write(b"x" * 1_000_000)
        file.write(b"\n2,Lamp\n")
    tracemalloc.start()
    try:
        found = read_file(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.reasons == ["oversize"] and found.items[0].id == "2"
    assert peak < 15_000_000
