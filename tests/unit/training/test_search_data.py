"""The file form of search data: what it means, and what it says of a line that it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itemcenter.errors import InputError
from itemcenter.retrieval.instructions import MARK
from itemcenter.training.search_data import SearchData, read_search_data

COLOUR = {"key": "color", "category": "Lamps", "name": "Colour", "values": [["red", "scarlet"], ["blue"]]}
LAMP = {"category": "Lamps", "text": "Arc lamp, scarlet", "stated": {"color": ["red"]}}


def read(tmp_path: Path, *lines: object) -> SearchData:
    path = tmp_path / "search.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return read_search_data(path)


def test_keys_and_listings(tmp_path: Path) -> None:
    data = read(tmp_path, COLOUR, "", LAMP, LAMP | {"stated": {"color": []}}, LAMP | {"stated": {}})
    assert data.keys[0].values == (("red", "scarlet"), ("blue",))
    assert [entry.stated for entry in data.listings] == [{0: (0,)}, {0: ()}, {}]
    assert data.counts() == [[1, 0]]


def test_texts_have_their_instruction(tmp_path: Path) -> None:
    data = read(tmp_path, COLOUR | {"description": "Of " + "the " * 40 + "shade"}, LAMP)
    assert data.listings[0].item_text().partition(MARK)[2] == "Arc lamp, scarlet"
    assert "Lamps listing" in data.listings[0].item_text()
    instruction, _, text = data.keys[0].value_text(0).partition(MARK)
    assert text == "red scarlet" and '"Colour"' in instruction and "shade" not in instruction
    assert data.keys[0].concept_text("red").partition(MARK)[0] != instruction


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2"),
        ("[1]", "line 2"),
        (LAMP | {"stated": {"size": ["red"]}}, "size"),
        (LAMP | {"stated": {"color": ["green"]}}, "green"),
        ({"category": "Lamps", "stated": {}}, "text"),
        (LAMP | {"text": 5}, "no text"),
        (COLOUR, "twice"),
        (COLOUR | {"key": "b", "values": [[]]}, "without a name"),
        (COLOUR | {"key": "b", "values": [[1]]}, "no text"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: object, told: str) -> None:
    with pytest.raises(InputError, match=r"search\.jsonl, line 2") as raised:
        read(tmp_path, COLOUR, line)
    assert told in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_search_data(tmp_path / "nowhere.jsonl")
