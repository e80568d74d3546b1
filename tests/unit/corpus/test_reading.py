"""Documents out of logs, reviews, pages and items; what is damaged goes to quarantine and nothing stops."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.corpus import (
    LogReading,
    NearDuplicates,
    item_documents,
    page_documents,
    page_text,
    query_documents,
    review_documents,
    stratified,
)
from itemcenter.errors import CatalogError
from itemcenter.schema import Document, DocumentKind, Item, ItemId, RejectedRow, Spec


def _read(path: Path) -> tuple[list[Document], list[RejectedRow], LogReading]:
    rejected: list[RejectedRow] = []
    reading = LogReading()
    return list(query_documents(path, rejected.append, reading=reading)), rejected, reading


def _file(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_dated_table_with_bad_lines(tmp_path: Path) -> None:
    log = "date,query,count\n2025-01-06,red  mug,3\n2025-13-06,x,1\n,blue mug,\n2025-01-06,y,-1\nz\n"
    log += '2025-01-07,"a,1\n,,2\n'
    found, rejected, reading = _read(_file(tmp_path, "log.csv", log.encode() + b"2025-01-08,caf\xe9,1\n"))
    assert [(d.text, d.weight, d.time_us) for d in found] == [("red mug", 3, 1_736_121_600_000_000), ("blue mug", 1, 0)]
    assert [row.reason for row in rejected] == [
        "bad_date",
        "bad_count",
        "malformed",
        "malformed",
        "no_query",
        "encoding",
    ]
    assert rejected[0].line == 3 and rejected[0].raw == "2025-13-06,x,1" and reading.rejected == 6


@pytest.mark.parametrize("packed", [False, True])
def test_json_arrays_and_lines_and_nested_lists(tmp_path: Path, packed: bool) -> None:
    entries = [{"query": "tv", "popularity": 7}, 5, {"query": "radio", "popularity": 0}, {"q": 1}]
    shapes = {
        "a.json": json.dumps(entries),
        "b.jsonl": "\n".join(map(json.dumps, entries)) + "\n{broken",
        "c.json": json.dumps({"name": "set", "queries": [{"queryText": "tv"}, {"queryText": "radio"}]}, indent=1),
    }
    for name, text in shapes.items():
        body = gzip.compress(text.encode()) if packed else text.encode()
        found, rejected, _ = _read(_file(tmp_path, name + (".gz" if packed else ""), body))
        assert [document.text for document in found] == ["tv", "radio"], name
        assert len(rejected) == {"a.json": 2, "b.jsonl": 3, "c.json": 0}[name]


def test_an_array_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    whole = json.dumps([{"query": f"q{n}"} for n in range(9_000)])
    found, rejected, _ = _read(_file(tmp_path, "a.json", whole[: len(whole) - 5]))
    assert len(found) == 8_999 and [row.reason for row in rejected] == ["malformed"]


def test_files_that_cannot_be_logs(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no column of queries"):
        _read(_file(tmp_path, "a.csv", "name,price\nx,1\n"))
    with pytest.raises(CatalogError, match="cannot be read"):
        _read(tmp_path / "missing.csv")
    with pytest.raises(CatalogError, match="cannot be read"):
        _read(_file(tmp_path, "a.csv.gz", gzip.compress(b"query\n" + b"x\n" * 9_000)[:40]))


@given(st.binary(max_size=300))
def test_no_bytes_stop_a_reading_with_anything_but_a_told_error(body: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        try:
            _read(_file(Path(folder), "log", body))
        except CatalogError as error:
            assert error.place


def test_reviews(tmp_path: Path) -> None:
    rejected: list[RejectedRow] = []
    lines = (
        '{"id":"R1","item":"A","date":"2025-01-10","text":"Light and dry."}\n{"stars":5}\n{"text":"x","date":"soon"}\n'
    )
    (found,) = review_documents(_file(tmp_path, "r.jsonl", lines), rejected.append)
    assert (found.kind, found.item_id, found.field) == (DocumentKind.REVIEW, "A", "review")
    assert [row.reason for row in rejected] == ["no_text", "bad_date"]


def test_pages_lose_markup_scripts_and_navigation(tmp_path: Path) -> None:
    html = """<html><head><title>A &amp; B</title><style>p{}</style></head><body><nav>Home</nav><script>evil()</script>
    <h1>Desk</h1><p>Made of <b>oak</b>.</p><table><tr><th>Width</th><td>80&nbsp;cm</td></tr></table><p>open"""
    title, text = page_text(html)
    assert title == "A & B"
    assert text.splitlines() == ["Desk", "Made of oak.", "Width : 80 cm", "open"]
    _file(tmp_path, "p.html", html)
    _file(tmp_path, "q.txt", "Plain words")
    rejected: list[RejectedRow] = []
    found = list(page_documents(tmp_path, rejected.append))
    assert [document.text for document in found if document.field == "page"] == [text, "Plain words"]


def test_items_give_a_document_a_text() -> None:
    item = Item(ItemId("1"), "Oak desk", "A desk.", category_path=("Home", "Desks"), specs=(Spec("Width", "80 cm"),))
    found = {document.field: document for document in item_documents([item])}
    assert found["specs"].text == "Width: 80 cm" and found["title"].kind is DocumentKind.TITLE
    assert {document.category for document in found.values()} == {"Home > Desks"}


def _documents(*texts: str, source: str = "s", category: str = "") -> list[Document]:
    return [Document(f"{source}/{category}/{n}", DocumentKind.PAGE, text, source=source, category=category)
            for n, text in enumerate(texts)]  # fmt: skip


def test_near_duplicates_go_and_others_stay() -> None:
    base = (
        "A solid oak desk with two drawers and a shelf for books that stands well in any study or living room at home"
    )
    copy, other = base.replace("well", "firmly"), "A light lamp of brushed steel with a dimmer and a long black cable"
    seen = NearDuplicates(likeness=0.6)
    assert [d.text for d in seen.first_ones(_documents(base, base.upper(), copy, other))] == [base, other]
    assert seen.dropped == 2


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60), st.randoms(use_true_random=False))
def test_samples_are_even_and_do_not_depend_on_order(a: int, b: int, most: int, chance: object) -> None:
    documents = _documents(*["x"] * a, source="a") + _documents(*["y"] * b, source="b")
    found = stratified(documents, most)
    chance.shuffle(documents)  # type: ignore[attr-defined]
    assert stratified(documents, most) == found
    assert len(found) == min(most, a + b)
    counts = [sum(document.source == source for document in found) for source in "ab"]
    assert abs(counts[0] - counts[1]) <= 1 or min(counts) in (a, b)
