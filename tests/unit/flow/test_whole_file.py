"""Files that take their place when whole, and sorting through the disk."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import StoreError
from itemcenter.flow.sorted_spill import SortedSpill
from itemcenter.flow.whole_file import text_file, whole_file


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=40), st.integers(1, 7))
def test_entries_come_sorted_however_small_the_memory(entries: list[tuple[str, str]], run: int) -> None:
    with SortedSpill(run) as spill:
        for entry in entries:
            spill.add(*entry)
        assert list(spill) == sorted(entries) == list(spill)


def test_texts_are_packed_by_their_name_and_always_alike(tmp_path: Path) -> None:
    for name in ("a.txt", "a.txt.gz", "a.txt.zst", "b.txt.gz"):
        with text_file(tmp_path / name) as file:
            file.write("mug\n" * 3)
            file.write("half \ud83d character")
    plain = (tmp_path / "a.txt").read_bytes()
    assert plain.startswith(b"mug\nmug\n") and plain.endswith(b" character") and b"\xed" not in plain
    assert gzip.decompress((tmp_path / "a.txt.gz").read_bytes()) == plain
    assert (tmp_path / "a.txt.gz").read_bytes() == (tmp_path / "b.txt.gz").read_bytes(), "no name and no time in it"
    with pa.CompressedInputStream(pa.OSFile(str(tmp_path / "a.txt.zst")), "zstd") as stream:
        assert stream.read() == plain


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(StoreError, match="cannot write"), whole_file(path) as aside:
        aside.write_text("new")
        raise OSError(28, "no space left on device")
    with pytest.raises(KeyError), whole_file(path) as aside:
        aside.write_text("new")
        raise KeyError
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
