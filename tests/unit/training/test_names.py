from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from itemcenter.errors import InputError
from itemcenter.training.names import CategoryNames, KeyNames, Names, file_lines, release_names


def written(folder: Path, **parts: list[object]) -> Path:
    folder.mkdir(exist_ok=True)
    for part in ("categories", "keys", "scopes", "values"):
        lines = (json.dumps(entry) + "\n" for entry in parts.get(part, []))
        (folder / f"{part}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def test_names_of_a_stored_release(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "release",
        categories=[{"id": "l", "name": "Lamps"}, {"id": "f", "name": "Floor lamps", "parent_id": "l"}],
        keys=[
            {"id": "s", "name": "Socket", "type": "categorical", "value_list_id": "sockets", "description": "Fitting"},
            {"id": "w", "name": "Watts", "type": "quantity", "unit": "W"},
        ],
        scopes=[{"category_id": "f", "key_id": "w"}, {"category_id": "f", "key_id": "s", "core": True}],
        values=[["sockets", {"id": "e27", "name": "E27"}], ["sockets", {"id": "g9", "name": "G9"}], ["none", None]],
    )
    socket, watts = KeyNames("Socket", "Fitting", ("E27", "G9")), KeyNames("Watts", "", ())
    assert release_names(folder) == (
        CategoryNames(("Lamps",), ()),
        CategoryNames(("Lamps", "Floor lamps"), (watts, socket)),
    )
    names = Names(release_names(folder), ("a line", "Lamps"))
    assert names.everything() == ["Lamps", "Floor lamps", "Watts", "Socket", "Fitting", "E27", "G9", "a line"]


def test_the_same_names_as_the_project_itself_stores(tmp_path: Path) -> None:
    from itemcenter.ontology.releases import ReleaseShelf
    from itemcenter.testing.synthetic import synthetic_release

    release = synthetic_release(values=40, keys=5)
    shelf = ReleaseShelf(tmp_path)
    found = release_names(tmp_path / shelf.save(release))
    by_id = {category.id: category for category in release.categories}
    assert {entry.path[-1] for entry in found} == {category.name for category in by_id.values()}
    assert sum(len(entry.keys) for entry in found) == len(release.scopes)
    lists = {tuple(value.name for value in entries.values) for entries in release.value_lists}
    assert {key.values for entry in found for key in entry.keys} <= lists


def test_a_folder_that_is_no_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="as part of a release") as caught:
        release_names(tmp_path)
    assert "values.jsonl" in caught.value.place


@pytest.mark.parametrize("zipped", [False, True])
def test_texts_of_files(tmp_path: Path, zipped: bool) -> None:
    contents = {
        "a.txt": "Floor  lamps\n\n123-456\nhttps://example.org/a b\nX\nLED lamp\n",
        "b.csv": 'name,n\n"Oak, white",12\n',
        "c.json": '[{"name": "Lamp shade", "n": 1, "more": ["Foot lamp", null]}]',
        "d.jsonl": '{"title": "Arc lamp"}\n{"title": "Sky\\nlamp"}\n',
    }
    expected = {
        "a.txt": ["Floor lamps", "LED lamp"],
        "b.csv": ["name", "Oak, white"],
        "c.json": ["Lamp shade", "Foot lamp"],
        "d.jsonl": ["Arc lamp", "Sky lamp"],
    }
    for name, content in contents.items():
        path = tmp_path / (f"{name}.gz" if zipped else name)
        raw = content.encode()
        path.write_bytes(gzip.compress(raw) if zipped else raw)
        assert list(file_lines(path)) == expected[name]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name, content in (("a.json", b"{"), ("b.txt", b"\xff\xfe lamp"), ("c.txt.gz", b"not zipped")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match="cannot be read as a corpus") as caught:
            list(file_lines(tmp_path / name))
        assert name in caught.value.place
    with pytest.raises(InputError):
        list(file_lines(tmp_path / "none.txt"))
