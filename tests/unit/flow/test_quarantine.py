"""The quarantine shelf: whole readings only, one file a source, and hand edits that went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from itemcenter.errors import ConfigError, InputError, NotFoundError, StoreError
from itemcenter.flow import QuarantineShelf
from itemcenter.flow.quarantine import check_source
from itemcenter.schema import RejectedRow, SourceId

SHOP = SourceId("shop")


def row(number: int, raw: str = "a,b") -> RejectedRow:
    return RejectedRow(SHOP, number, number + 1, "no_id", "the row has no id", "give it one", raw, len(raw))


def keep(shelf: QuarantineShelf, *rows: RejectedRow, source: SourceId = SHOP) -> None:
    writer = shelf.writer(source)
    for entry in rows:
        writer.add(entry)
    writer.keep({"rows": len(rows)})
    writer.close()


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    shelf = QuarantineShelf(tmp_path / "q")
    assert shelf.sources() == []
    rows = [row(1, "größe\u2028\x00\ud800\n"), row(2)]
    keep(shelf, *rows)
    assert list(shelf.rows(SHOP)) == rows and shelf.context(SHOP) == {"rows": 2}
    keep(shelf)
    assert list(shelf.rows(SHOP)) == [], "a reading without rejects empties it"


def test_a_reading_that_was_given_up_leaves_the_former_one(tmp_path: Path) -> None:
    shelf = QuarantineShelf(tmp_path / "q")
    keep(shelf, row(1))
    writer = shelf.writer(SHOP)
    writer.add(row(2))
    writer.close()
    assert list(shelf.rows(SHOP)) == [row(1)] and shelf.context(SHOP) == {"rows": 1}
    assert not list(tmp_path.rglob("*.partial"))
    assert writer.reasons == {"no_id": 1}


def test_a_partial_file_of_a_killed_process_is_no_quarantine(tmp_path: Path) -> None:
    shelf = QuarantineShelf(tmp_path / "q")
    killed = shelf.writer(SHOP)
    killed.add(row(1))
    assert shelf.sources() == []
    with pytest.raises(NotFoundError, match="nothing of the source 'shop'"):
        list(shelf.rows(SHOP))
    keep(shelf, row(2))
    assert list(shelf.rows(SHOP)) == [row(2)]
    killed.close()


def test_sources_share_no_file(tmp_path: Path) -> None:
    shelf = QuarantineShelf(tmp_path / "q")
    names = [SourceId(name) for name in ("a:b", "a.b", "a-b", "a_b", "x.context")]
    for number, name in enumerate(names, start=1):
        keep(shelf, row(number), source=name)
    assert shelf.sources() == sorted(names)
    assert [entry.row for name in names for entry in shelf.rows(name)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a\\b", ".a", "a b", "a\n", "ü", "a" * 101, "~a", "con*"])
def test_names_that_are_no_source(name: str) -> None:
    with pytest.raises(ConfigError, match="cannot name a source"):
        check_source(name)


@pytest.mark.parametrize("line", ["{", "[]", "{}", "null", '{"row": "x"}', '"text"'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    shelf = QuarantineShelf(tmp_path)
    keep(shelf, row(1))
    with (tmp_path / "shop.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    rows = shelf.rows(SHOP)
    assert next(rows) == row(1)
    with pytest.raises(InputError, match="no quarantine record") as caught:
        next(rows)
    assert caught.value.place == "shop.jsonl line 3" and caught.value.remedy == "mend the line"


def test_an_editor_that_saves_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "shop.jsonl").write_bytes('{"row": 1}'.encode("utf-16"))
    with pytest.raises(InputError, match="no quarantine record"):
        list(QuarantineShelf(tmp_path).rows(SHOP))


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("{", encoding="utf-8")])
def test_a_lost_context(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    shelf = QuarantineShelf(tmp_path)
    keep(shelf, row(1))
    damage(tmp_path / "shop.context.json")
    with pytest.raises(NotFoundError, match="the reading context of 'shop' is missing"):
        shelf.context(SHOP)


def test_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "q").write_text("a file where the folder belongs", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot write"):
        QuarantineShelf(tmp_path / "q").writer(SHOP)
    if Path("/dev/full").exists():
        (tmp_path / "shop.jsonl.partial").symlink_to("/dev/full")
        writer = QuarantineShelf(tmp_path).writer(SHOP)
        with pytest.raises(StoreError, match="No space left"):
            for number in range(1, 99):
                writer.add(row(number, "x" * 9_000))
        writer.close()
        (tmp_path / "shop.jsonl.partial").symlink_to("/dev/full")
        writer = QuarantineShelf(tmp_path).writer(SHOP)
        writer.add(row(1))
        writer.close()  # given up: what still waits to be written is no error on top of the one that ended the build
        assert list(tmp_path.glob("*.partial")) == []
