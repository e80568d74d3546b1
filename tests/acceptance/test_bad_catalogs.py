"""Catalogs as they really come: each either is read, or says what is wrong with which row and what to do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from itemcenter.center import ItemCenter
from itemcenter.errors import CatalogError
from itemcenter.schema import RejectedRow, SourceId
from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, dated, shown, write_catalog

GOOD = "sku,title,category\nB-1,Mug in navy,Mugs\n"
Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """write(content): a catalog with this content, made a day after the mugs' catalog."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / "bad.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return dated(path, MADE_S + 86_400)

    return written


def rejects(center: ItemCenter) -> list[RejectedRow]:
    return list(center.quarantine.rows(SourceId("merchant")))


# -- files that are no catalog: exit 3, a place, a remedy, and nothing of the center is touched ----------------------

HOPELESS = [
    pytest.param(b"", "the file is empty", "exported", id="empty"),
    pytest.param(b" \r\n\n", "the file is empty", "exported", id="blank"),
    pytest.param(b"sku,colour\nX-1,red\n", "no title column", "[catalog]", id="no-title"),
    pytest.param(b"4711,Red mug\n4712,Blue mug\n", "no id and no title column", "first line must be", id="no-header"),
    pytest.param(
        b"PK\x03\x04rest of a workbook", "the Excel workbook (or zip archive) is damaged", "save it again", id="excel"
    ),
    pytest.param(b"<?xml version='1.0'?><products/>", "XML", "export the catalog as CSV", id="xml"),
    pytest.param(bytes(range(256)) * 40, "binary file", "export it as CSV", id="binary"),
    pytest.param(gzip.compress(GOOD.encode())[:6], "ends too early", "fetch or compress the file again", id="cut-gzip"),
    pytest.param(b'{"answer": 42}', "no list of products", "list of objects", id="json-object"),
]


@pytest.mark.parametrize(("content", "message", "remedy"), HOPELESS)
def test_hopeless_files(center: ItemCenter, write: Write, content: bytes, message: str, remedy: str) -> None:
    path, digest = write(content), center.store.digest()
    with pytest.raises(CatalogError) as caught:
        center.build(path)
    assert message in caught.value.message and caught.value.place == str(path) and remedy in caught.value.remedy
    assert center.store.digest() == digest and rejects(center) == []
    assert center.build(write(GOOD)).new == 1, "a good build afterwards works"


def test_hopeless_files_on_the_command_line(mugs: Path, write: Write, tmp_path: Path) -> None:
    told = run("build", write(b""), "--out", mugs)
    assert (
        told.code == 3
        and told.err == f"itemcenter: {tmp_path}/bad.csv: the file is empty (check how it was exported)\n"
    )
    lost = run("build", tmp_path / "nothing.csv", "--out", mugs, "--json")
    assert lost.code == 3 and lost.json["message"] == "there is no such file" and "nothing.csv" in lost.json["place"]
    (tmp_path / "bad.csv").unlink()
    folder = run("build", tmp_path, "--out", mugs)  # the center below it is no catalog
    assert folder.code == 3 and "this folder holds no catalog" in folder.err


def test_a_wrong_delimiter_in_the_configuration(mugs: Path, write: Write) -> None:
    (mugs / "itemcenter.toml").write_text('[catalog]\ndelimiter = ";"\n', encoding="utf-8")
    told = run("build", write(GOOD), "--out", mugs)
    assert told.code == 3 and "the delimiter ';' does not fit; set delimiter = \",\" in [catalog]" in told.err
    (mugs / "itemcenter.toml").write_text("", encoding="utf-8")
    assert run("build", write(GOOD), "--out", mugs, "--json").json["new"] == 1


# -- files in another form than expected: they are read --------------------------------------------------------------

TITLE = "Große Tasse in navy für Müller"
TEXT = f"sku;title;category\nB-1;{TITLE};Mugs\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("latin-1"),
        TEXT.replace("\n", "\r\n").encode("cp1252"),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", "|").encode(),
        ("sep=;\n" + TEXT).encode(),
        gzip.compress(TEXT.encode()),
        json.dumps({"products": [{"sku": "B-1", "title": TITLE, "category": "Mugs"}]}).encode(),
    ],
    ids=["bom", "utf-16", "utf-16-le", "latin-1", "windows", "tab", "pipe", "sep-line", "gzip", "json"],
)  # fmt: skip
def test_other_encodings_and_delimiters(center: ItemCenter, write: Write, content: bytes) -> None:
    report = center.build(write(content))
    assert (report.new, report.rejected) == (1, {})
    sheet = center.show("B-1")
    assert sheet.view.record.item.title == "Große Tasse in navy für Müller" and shown(center, "B-1", "colour") == [
        "navy"
    ]


# -- bad rows among good ones: quarantine, and the good ones are built -----------------------------------------------

AROUND = "sku,title,category,description\nB-1,Mug in navy,Mugs,\n{}B-3,Mug in red,Mugs,\n"
BIG = "x" * 10_000_000
BAD_ROWS = [
    pytest.param("B-1,Twin,Mugs,\n", "duplicate_id", "the id 'B-1' stands in row 1", "B-1,Twin,Mugs,", id="duplicate"),
    pytest.param(",Nameless,Mugs,\n", "no_id", "", ",Nameless,Mugs,", id="no-id"),
    pytest.param("B-2,,Mugs,\n", "no_title", "", "B-2,,Mugs,", id="no-title"),
    pytest.param(f"B-2,Mug,Mugs,{BIG}\n", "oversize", "10000014 characters", "B-2,Mug,Mugs,xxx", id="10-MB-cell"),
    pytest.param("B-2,Mug,Mugs,a,b,c\n", "columns", "", "B-2,Mug,Mugs,a,b,c", id="columns"),
    pytest.param('B-2,"Mug,Mugs,\n', "quote", "", 'B-2,"Mug,Mugs,', id="open-quote"),
    pytest.param(f"{'i' * 600},Mug,Mugs,\n", "id", "", "iiiiii", id="endless-id"),
]


@pytest.mark.parametrize(("row", "reason", "message", "raw"), BAD_ROWS)
def test_bad_rows(center: ItemCenter, write: Write, row: str, reason: str, message: str, raw: str) -> None:
    report = center.build(write(AROUND.format(row)))
    assert (report.new, report.rejected) == (2, {reason: 1})
    (rejected,) = rejects(center)
    assert (rejected.row, rejected.line, rejected.reason) == (2, 3, reason)
    assert message in rejected.message and rejected.remedy and rejected.raw.startswith(raw)
    assert len(rejected.raw) <= 100_000 and rejected.raw_length in (len(row) - 1, len(row))  # with the line's end
    assert shown(center, "B-1", "colour") == ["navy"] and shown(center, "B-3", "colour") == ["red"]
    assert center.build(write(AROUND.format("B-2,Mug in white,Mugs,\n"))).new == 1 and rejects(center) == []
    assert shown(center, "M-1", "colour") == ["navy"], "what was there before is there still"


def test_unescaped_quotes_are_understood(center: ItemCenter, write: Write) -> None:
    report = center.build(write(AROUND.format('B-2,"Mug "deluxe" in white",Mugs,\n')))
    assert (report.new, report.repaired, report.rejected) == (3, 1, {})
    assert center.show("B-2").view.record.item.title == 'Mug "deluxe" in white'


def test_bytes_that_are_no_text(center: ItemCenter, write: Write) -> None:
    """A few broken bytes in a file that is UTF-8 otherwise are a matter of their row."""
    text = AROUND.format("B-2,Mug f@r ihn,Mugs,\n").replace("in red", "in red für Jörg; Öl; Übel; größte Ärmel; süß ßß")
    report = center.build(write(text.encode().replace(b"@", b"\xfc")))
    assert (report.new, report.rejected) == (2, {"encoding": 1})
    assert rejects(center)[0].raw == r"B-2,Mug f\xfcr ihn,Mugs," and "UTF-8" in rejects(center)[0].remedy


def test_json_values_of_the_wrong_type(center: ItemCenter, write: Write) -> None:
    rows = [
        {"sku": "B-1", "title": "Mug in navy", "category": "Mugs"},
        {"sku": "B-2", "title": {"en": "Mug"}, "category": "Mugs"},
        {"sku": ["B-3"], "title": None},
        "no object",
        {"sku": 4, "title": "Mug in red \ud800", "category": "Mugs", "specs": {"height": 9}},
    ]
    report = center.build(write("\n".join(map(json.dumps, rows)) + "\n{broken\n"))
    assert report.new == 2 and sum(report.rejected.values()) == 4
    assert [(row.row, row.line) for row in rejects(center)] == [(2, 2), (3, 3), (4, 4), (6, 6)]
    assert "column" in rejects(center)[0].to_json() and rejects(center)[0].reason == "type"
    assert shown(center, "4", "colour") == ["red"]


def test_no_id_column(center: ItemCenter, write: Write) -> None:
    text = "title,category\nMug in navy,Mugs\nMug in red,Mugs\n"
    report = center.build(write(text))
    assert report.new == 2 and any("no id column" in notice for notice in report.notices)
    assert center.build(write(text)).unchanged == 2, "derived ids stay the same"


def test_a_header_and_nothing_else(center: ItemCenter, write: Write) -> None:
    report = center.build(write("sku,title\n"))
    assert report.rows == 0 and any("no rows" in notice for notice in report.notices)


def test_the_quarantine_on_the_command_line(mugs: Path, write: Write) -> None:
    told = run("build", write(AROUND.format(",\x1b[31mNameless,Mugs,\n")), "--out", mugs)
    assert told.code == 0 and "1 rows: 1 no_id" in told.out and "2 new" in told.out
    listed = run("quarantine", "list", "--center", mugs)
    for words in ("no_id", "give the row an id", "Nameless"):
        assert words in listed.out.replace("\n", " "), words
    assert "\x1b" not in listed.out


def test_a_duplicate_far_behind_and_the_first_row_is_used(center: ItemCenter, tmp_path: Path) -> None:
    rows = [(f"N-{number}", f"Mug in {'navy' if number else 'red'}", "Mugs", "", "") for number in range(600)]
    report = center.build(write_catalog(tmp_path / "long.csv", [*rows, ("N-0", "Mug in white", "Mugs", "", "")]))
    assert (report.new, report.rejected) == (600, {"duplicate_id": 1})
    assert shown(center, "N-0", "colour") == ["red"] and "row 1 " in rejects(center)[0].message


# -- a catalog that cannot be read leaves no center behind -----------------------------------------------------------


def test_a_center_that_was_made_for_a_hopeless_file_goes_again(write: Write, workbook: Path, tmp_path: Path) -> None:
    path, fresh, empty = write(b""), tmp_path / "fresh", tmp_path / "empty"
    empty.mkdir()
    for out in (fresh, empty):
        failed = run("build", path, "--ontology", workbook, "--out", out)
        assert failed.code == 3 and "the file is empty" in failed.err
    assert not fresh.exists(), "made by the command"
    assert list(empty.iterdir()) == [], "a folder of the user's stays, and is as empty as before"


def test_a_center_that_was_there_before_stays(mugs: Path, write: Write) -> None:
    assert run("build", write(b""), "--out", mugs).code == 3
    assert (mugs / "store.db").is_file()
