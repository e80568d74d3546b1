"""What a center keeps of groups: overrides that people edit, the shelf, assignments."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import ConfigError, StoreError
from itemcenter.items import ReadRow
from itemcenter.items.groups import (
    Assignment,
    GroupShelf,
    Inferred,
    Listing,
    Override,
    read_overrides,
    write_overrides,
)
from itemcenter.schema import Item, ItemId, SpuGroup, SpuId

GROUP = SpuGroup(SpuId("spu-a"), (ItemId("a"), ItemId("b")), "same title")


def override(item: str, group: str | None, by: str = "", why: str = "") -> Override:
    return Override(ItemId(item), None if group is None else SpuId(group), by, why)


_text = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12).map(str.strip)
_id = _text.filter(bool)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_id, _text, _text, _text), max_size=6, unique_by=lambda row: row[0]))
def test_overrides_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "groups.csv"
    written = [override(item, group or None, by, why) for item, group, by, why in rows]
    write_overrides(path, written)
    assert read_overrides(path) == {entry.item: entry for entry in written}
    assert path.is_file() is bool(rows)


def test_formulas_are_harmless_in_a_spreadsheet(tmp_path: Path) -> None:
    write_overrides(tmp_path / "groups.csv", [override("a", "g", why="=HYPERLINK(1)")])
    assert ",'=HYPERLINK(1)" in (tmp_path / "groups.csv").read_text(encoding="utf-8")


def test_a_file_edited_in_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("\ufeffGroup;Item;note\r\nspu-a; x ;hm\r\n;y;\r\n;;\r\nspu-a;x;twice\r\n", encoding="utf-8")
    assert read_overrides(path) == {"x": override("x", "spu-a"), "y": override("y", None)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,group\na,b\n", "its header is item,group,by,why"),
        ("item,group\na,g\na,h\n", "line 3"),
        ("item,group\na,g\n,h\n", "line 3"),
        ("item,group\n" + "x" * 600 + ",g\n", "line 2"),
    ],
)
def test_bad_lines_are_named(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_overrides(path)
    assert told in str(caught.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_bytes(b"item,group\n\xff\xfe,g\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_overrides(tmp_path / "groups.csv")


def test_the_shelf_gives_back_what_it_keeps_and_counts_damage_as_nothing(tmp_path: Path) -> None:
    shelf, listings = GroupShelf(tmp_path / "groups"), tmp_path / "work"
    listing = Listing(ItemId("a"), "Tïtle", "Acme", {"picture": "x"}, "")
    listings.write_bytes(listing.line() + b"no json\n" + b"[1]\n")
    assert shelf.about("merchant") == {} and list(shelf.groups("merchant")) == []
    shelf.keep("merchant:gold", {"mark": "m"}, [GROUP], listings)
    assert shelf.sources() == ["merchant-gold"]
    assert shelf.about("merchant:gold")["mark"] == "m"
    assert list(shelf.groups("merchant:gold")) == [GROUP]
    assert list(shelf.listings("merchant:gold")) == [listing]
    path = tmp_path / "groups" / "merchant-gold.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "{half", encoding="utf-8")
    assert list(shelf.groups("merchant:gold")) == [GROUP]
    path.write_text("nonsense\n", encoding="utf-8")
    assert shelf.about("merchant:gold") == {} and list(shelf.groups("merchant:gold")) == []


def test_a_shelf_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "groups").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be kept"):
        GroupShelf(tmp_path / "groups").keep("merchant", {}, [GROUP], tmp_path / "groups")


def test_a_person_wins_over_the_column_and_the_column_over_inference() -> None:
    said = {"b": override("b", "mine"), "c": override("c", None)}
    assignment = Assignment(Inferred([GROUP]), {ItemId(name): entry for name, entry in said.items()})
    items = [Item(ItemId(name), "t", group_id=SpuId(group) if group else None) for name, group in _GIVEN]
    rows = [ReadRow(place, place, item, None) for place, item in enumerate(items, 1)]
    found = assignment.rows(rows)
    assert [row.item.group_id for row in found if row.item] == ["spu-a", "own", "mine", None, None]
    assert len(list(found)) == 5, "rows can be read again"
    assert Assignment(Inferred(), {}).rows(rows) is rows, "nothing to do, nothing in between"


_GIVEN = (("a", ""), ("a", "own"), ("b", "own"), ("c", "own"), ("d", ""))
