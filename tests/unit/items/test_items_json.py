"""JSON arrays, lists inside objects and JSON lines, sound and broken."""

from __future__ import annotations

import json

import pytest
from catalog_files import ReadText

from itemcenter.errors import CatalogError

ROWS = [{"id": number, "title": f"Lamp {number}", "specs": [{"name": "a", "value": "b"}]} for number in range(1, 6)]
LINES = "\n".join(json.dumps(row) for row in ROWS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.jsonl", LINES),
        ("c.json", LINES),
        ("c.json", json.dumps(ROWS)),
        ("c.json", json.dumps(ROWS, indent=2)),
        ("c.jsonl", json.dumps(ROWS, indent=2)),
        ("c", json.dumps({"meta": {"links": [{"rel": "self"}]}, "products": ROWS})),
        ("c.json", json.dumps({"page": 1, "data": {"list": ROWS}}, indent=1)),
        ("c.json", "\n".join(json.dumps(row, indent=1) for row in ROWS)),
        ("c.csv", LINES),
        ("c.csv", json.dumps(ROWS)),
    ],
)
def test_shapes(read: ReadText, name: str, text: str) -> None:
    found = read(text, name)
    assert [item.id for item in found.items] == ["1", "2", "3", "4", "5"] and found.rejected == []
    assert found.items[0].specs[0].name == "a"


def test_one_product_object(read: ReadText) -> None:
    assert read(json.dumps(ROWS[0], indent=2), "c.json").item.title == "Lamp 1"


def test_object_without_list(read: ReadText) -> None:
    with pytest.raises(CatalogError, match="no list of products"):
        read('{"version": 3, "page": {"size": 2}}', "c.json")


def test_broken_lines(read: ReadText) -> None:
    deep = "[" * 100_000
    lines = [
        '{"id": 1, "title": "a"}', '{"id": 2, "title": "b"', "[1, 2]", "null", deep, "",
        '{"id": ' + "9" * 5000 + ', "title": "c"}', '{"id": 7, "title": "d", "price": ' + "9" * 5000 + "}",
        '{"id": 8, "title": NaN}', '{"id": 9, "title": "tab\there"}',
    ]  # fmt: skip
    found = read("\n".join(lines), "c.jsonl")
    assert found.reasons == ["json", "object", "object", "json", "id", "no_title"]
    assert [item.title for item in found.items] == ["a", "d", "tab\there"]
    assert found.items[1].extras[0][1] == "9" * 5000


def test_broken_values_in_an_array(read: ReadText) -> None:
    text = """[
  {"id": 1, "title": "a"},
  {"id": 2, "title": "b" "c"},
  {"id": 3, "title": "open, "specs": [{"x": 1}]},
  {"id": 4, "title": "d"},
  17,
  {"id": 5, "title": "e" }
]"""
    found = read(text, "c.json")
    assert found.reasons == ["json", "json", "object"]
    assert [row.line for row in found.rows] == [2, 3, 4, 5, 6, 7]
    assert [item.id for item in found.items] == ["1", "4", "5"]


def test_broken_values_in_one_line(read: ReadText) -> None:
    found = read('[{"id":1,"title":"a"},{"id":2,"title":"b,\n},{"id":3,"title":"c"}]', "c.json")
    assert found.reasons == ["json"] and [item.id for item in found.items] == ["1", "3"]


def test_array_that_ends_too_early(read: ReadText) -> None:
    whole = read('[{"id": 1, "title": "a"}, {"id": 2, "title": "b"}', "c.json")
    assert whole.reasons == ["truncated"] and len(whole.items) == 2
    cut = read('[{"id": 1, "title": "a"}, {"id": 2, "ti', "c.json")
    assert cut.reasons == ["truncated"] and cut.rejected[0].raw == '{"id": 2, "ti'


def test_empty_array(read: ReadText) -> None:
    found = read("[]", "c.json")
    assert found.rows == [] and "no readable rows" in found.reader.notices[0]


def test_big_values(read: ReadText) -> None:
    rows = [
        {"id": 1, "title": "a", "description": "x" * 10_000_000},
        {"id": 2, "title": "b", "specs": ["y" * 1_200_000]},
    ]
    rows += [{"id": 3, "title": "c" * 1_100_000}, {"id": 4, "title": "d", "description": "z" * 700_000}]
    for text, name in ((json.dumps(rows), "c.json"), ("\n".join(map(json.dumps, rows)), "c.jsonl")):
        found = read(text, name)
        assert found.reasons[0] == "oversize" and found.rejected[0].raw_length > 10_000_000
        assert found.rejected[-1].column == "title"
        assert found.items[-1].id == "4"


def test_half_characters_and_nul(read: ReadText) -> None:
    found = read('{"id": 1, "title": "Lamp \\ud83d"}\n{"id": 2, "title": "a\\u0000b \\u00e9"}', "c.jsonl")
    assert [item.title for item in found.items] == ["Lamp \ufffd", "a b é"]
    assert found.reader.rows_repaired == 2


def test_columns_that_come_late(read: ReadText) -> None:
    lines = [json.dumps({"id": number, "name": "a"}) for number in range(300)]
    lines.append(
        json.dumps({"id": 999, "name": "b", "description": "late", "attr_n_ram": 8.0, "Marke": "X", "odd": [1]})
    )
    item = read("\n".join(lines), "c.jsonl").items[-1]
    assert (item.description, item.brand, item.extras) == ("late", "X", (("odd", "[1]"),))
    assert [(spec.name, spec.value) for spec in item.specs] == [("ram", "8")]


@pytest.mark.parametrize(
    "cells",
    [
        {"specs": 5}, {"specs": True}, {"title": {"x": 1}}, {"title": ["a", "b"]}, {"id": True},
        {"id": [1, 2]}, {"brand": ["a", "b"]}, {"description": {"de": "x"}}, {"category": {"x": 1}},
    ],
)  # fmt: skip
def test_wrong_types_name_the_column(read: ReadText, cells: dict[str, object]) -> None:
    sound = {"id": 1, "title": "a", "brand": "b", "description": "c", "category": "d", "specs": {"x": "y"}}
    found = read(json.dumps(sound) + "\n" + json.dumps(sound | cells), "c.jsonl")
    assert found.reasons == ["type"] and found.rejected[0].column == next(iter(cells))


def test_ids_are_derived_where_there_are_none(read: ReadText) -> None:
    rows = [{"name": "Lamp", "brand": "X", "price": 1}, {"name": "Lamp", "brand": "Y"}, {"name": "Lamp", "brand": "X"}]
    found = read(json.dumps(rows), "c.json")
    ids = [item.id for item in found.items]
    assert ids[0] == ids[2] != ids[1] and ids[0].startswith("auto-") and len(ids[0]) == 21
    assert any("no id column" in notice and "itemcenter.toml" in notice for notice in found.reader.notices)
