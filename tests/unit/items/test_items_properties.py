"""Whatever is written is read back, and no bytes whatever make a reader fail in another way than by `CatalogError`."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from pathlib import Path

import pytest
from catalog_files import Read, read_file
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from itemcenter.errors import CatalogError

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\t|\n\r \\'), max_size=12)
SETTINGS = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def read_bytes(content: bytes, name: str = "c.csv", **options: object) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_file(path, **options)


@SETTINGS
@given(
    cells=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_written_csv_is_read_back(
    cells: list[list[str]], delimiter: str, quoting: int, line_end: str, encoding: str
) -> None:
    # Python's writer leaves a carriage return unquoted; then nobody can tell it from a line end.
    assume(quoting != csv.QUOTE_MINIMAL or not any("\r" in cell for row in cells for cell in row))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]
    writer.writerow(["id", "title", "note", "remark", "comment"])
    for number, row in enumerate(cells):
        writer.writerow([f"i{number}", f"t{number}", *row])
    found = read_bytes(stream.getvalue().encode(encoding))
    assert found.rejected == [] and found.reader.rows_repaired == 0
    expected = [
        tuple((name, cell) for name, cell in zip(("note", "remark", "comment"), row, strict=True) if cell.strip())
        for row in cells
    ]
    assert [item.extras for item in found.items] == expected


JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
ROW = st.dictionaries(
    st.sampled_from(["id", "title", "brand", "category", "specs", "images", "odd", "attr_n_x"])
    | st.text(max_size=5).map("x".__add__),
    JSON_VALUE,
    max_size=6,
)


@SETTINGS
@given(rows=st.lists(ROW, max_size=6), indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
def test_json_forms_agree(rows: list[dict[str, object]], indent: int | None, ascii_only: bool) -> None:
    for number, row in enumerate(rows):
        row["id"], row["title"] = number, f"t{number}"
    lines = "\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in rows) + "\n"
    array = json.dumps(rows, ensure_ascii=ascii_only, indent=indent)
    wrapped = json.dumps({"products": rows}, ensure_ascii=ascii_only, indent=indent)
    texts = [(array, "c.json"), (lines, "c.jsonl")] if rows else [(array, "c.json")]
    if rows:
        texts.append((wrapped, "c.json"))
    results = [read_bytes(text.encode("utf-8", "surrogatepass"), name) for text, name in texts]
    for found in results:
        assert len(found.rows) == len(rows)
        assert [row.item for row in found.rows] == [row.item for row in results[0].rows]
        assert set(found.reasons) <= {"type", "id"}


def attempt(content: bytes, name: str, **options: object) -> None:
    try:
        found = read_bytes(content, name, **options)
    except CatalogError as error:
        assert error.message and error.remedy
        return
    assert found.reader.rows_read == len(found.items) + len(found.rejected) == len(found.rows)
    for row in found.rejected:
        json.dumps(row.to_json(), ensure_ascii=False).encode("utf-8")
    for item in found.items:
        json.dumps(item.to_json(), ensure_ascii=False).encode("utf-8")


NAMES = st.sampled_from(["c.csv", "c.tsv", "c.json", "c.jsonl", "c", "c.csv.gz", "c.json.gz", "c.csv.zst"])
PIECES = st.sampled_from(
    [b"id,title\n", b"id;title;brand\n", b'1,"', b'"', b'""', b"\\", b"\n", b"\r", b",", b";", b"\t", b'{"id": 1, ',
     b'"title": "x"', b"}", b"{", b"[", b"]", b"null", b"\xff", b"\xc3\xa4", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe",
     b" ", b"abc", b"12", b'\\"', b"\\ud800", b"[" * 2000, b"NaN", b"1e999", b":"]
)  # fmt: skip


@settings(SETTINGS, max_examples=500)
@given(content=st.binary(max_size=200) | st.lists(PIECES, max_size=30).map(b"".join), name=NAMES)
@example(b'id,title\n"', "c.csv")
@example(b'[{"id": 1, "title": "\\', "c.json")
@example(b"\xff\xfe\x00", "c.csv")
def test_arbitrary_bytes(content: bytes, name: str) -> None:
    attempt(content, name)
    attempt(b"id,title\n1,a\n" + content, "c.csv", max_cell_chars=20)
    attempt(b'[{"id": 1, "title": "a"},' + content, "c.json", max_cell_chars=20)
    attempt(b'{"id": 1, "title": "a"}\n' + content, "c.jsonl", encoding="cp1252")


@settings(SETTINGS, max_examples=60)
@given(cut=st.integers(0, 400), flip=st.integers(0, 400), name=st.sampled_from(["c.csv.gz", "c.json.gz"]))
def test_damaged_archives(cut: int, flip: int, name: str) -> None:
    text = "id,title\n" + "".join(f"{n},title {n * 7919}\n" for n in range(60))
    packed = bytearray(gzip.compress(text.encode()))
    packed[flip % len(packed)] ^= 0x55
    attempt(bytes(packed[: max(1, len(packed) - cut)]), name)


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7", "gb18030", "shift_jis", "cp1252", "ascii"]
)
def test_arbitrary_bytes_under_a_given_encoding(encoding: str) -> None:
    for content in (bytes(range(256)), b"id,title\n" + bytes(range(255, 0, -1)), b"\x80\xd8a\xdcb\n" * 50):
        attempt(content, "c.csv", encoding=encoding)
        attempt(content, "c.jsonl", encoding=encoding, format="jsonl")
