"""Ontologies that break a rule: refused with the place of each slip, and the center goes on with what it had."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from itemcenter.center import ItemCenter
from itemcenter.errors import ItemCenterError, NotFoundError, OntologyError, StoreError
from tests.acceptance.command import run
from tests.acceptance.small import WORKBOOK, write_workbook


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in WORKBOOK[f"{file}.csv"]
    return {file: WORKBOOK[f"{file}.csv"].replace(old, new)}


BAD_BOOKS = [
    pytest.param(
        {"categories": "id,parent,name\nmugs,vases,Mugs\nvases,mugs,Vases\n"},
        "categories.csv row 2, column parent: the category tree has a cycle: mugs > vases > mugs",
        id="cycle",
    ),
    pytest.param(
        changed("keys", "height,height", "height,Colour"),
        'keys.csv row 4, column name: "Colour" is also a name of the key "colour" (row 2)',
        id="two-keys-of-one-name",
    ),
    pytest.param(
        {"values": WORKBOOK["values.csv"] + "shape,shape/round,round,\n"},
        'values.csv row 8, column key: "shape" is not in keys.csv',
        id="value-of-unknown-key",
    ),
    pytest.param(
        changed("keys", "quantity,cm", "quantity,cubits"),
        'keys.csv row 4, column unit: "cubits" is no known unit',
        id="unknown-unit",
    ),
    pytest.param(
        changed("applies", "vases,colour", "vasen,colour"),
        'applies.csv row 6, column category: "vasen" is not in categories.csv; did you mean "vases"?',
        id="unknown-category",
    ),
]


@pytest.mark.parametrize(("changes", "message"), BAD_BOOKS)
def test_slips_in_a_workbook(
    center: ItemCenter, catalog: Path, tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    before = center.release.id
    with pytest.raises(OntologyError) as caught:
        center.import_ontology(str(write_workbook(tmp_path / "bad", **changes)))
    assert message in caught.value.message and caught.value.place == str(tmp_path / "bad")
    assert center.releases.current() == before and center.build(catalog).unchanged == 4


def test_several_slips_are_told_at_once(mugs: Path, catalog: Path, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "bad", **changed("keys", "quantity,cm", "quantity,cubits"))
    (book / "values.csv").unlink()
    told = run("build", catalog, "--ontology", book, "--out", mugs)
    assert told.code == 3 and "values.csv: is missing" in told.err and '"cubits" is no known unit' in told.err
    assert told.err.startswith(f"itemcenter: {book}: the workbook has ")


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("nowhere", 4, "'nowhere' is no folder; no release 'nowhere'"),
        ("0123456789abcdef", 4, "no release '0123456789abcdef'"),
        ("shopify:nowhere", 3, "shopify:nowhere: no such folder"),
        (".", 3, "is a folder without the files of a workbook"),
    ],
)
def test_names_of_nothing(
    mugs: Path, catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, code: int, message: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    told = run("build", catalog, "--ontology", source, "--out", mugs)
    assert told.code == code and message in told.err
    assert run("build", catalog, "--out", mugs, "--json").json["unchanged"] == 4


def test_a_center_without_ontology(catalog: Path, tmp_path: Path) -> None:
    told = run("build", catalog, "--out", tmp_path / "c")
    assert told.code == 4 and "has no ontology yet" in told.err and "itemcenter ontology import" in told.err
    both = run("build", catalog, "--out", tmp_path / "c", "--ontology", "a", "--backbone", "b")
    assert both.code == 2 and "give one of them" in both.err


# -- releases on disk ------------------------------------------------------------------------------------------------


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGES: list[tuple[str, Callable[[Path], None]]] = [
    ("values.jsonl", _flip),
    ("keys.jsonl", lambda path: path.write_bytes(path.read_bytes()[:-20])),
    ("categories.jsonl", Path.unlink),
    ("manifest.json", lambda path: path.write_text("{", encoding="utf-8")),
]


@pytest.mark.parametrize(("file", "damage"), DAMAGES, ids=[file for file, _ in DAMAGES])
def test_a_damaged_release(center: ItemCenter, catalog: Path, file: str, damage: Callable[[Path], None]) -> None:
    path = center.folder.releases / center.release.id / file
    whole = path.read_bytes()
    damage(path)
    del center.release
    with pytest.raises(StoreError) as caught:
        center.build(catalog)
    assert str(path) in str(caught.value)
    path.write_bytes(whole)
    assert center.build(catalog).unchanged == 4


def test_the_current_release_is_gone(mugs: Path) -> None:
    (mugs / "releases" / "current").write_text("0123456789abcdef\n", encoding="utf-8")
    told = run("show", "M-1", "--center", mugs)
    assert told.code == 6 and "is no stored release" in told.err


# -- the Shopify taxonomy --------------------------------------------------------------------------------------------

SHOPIFY = {
    "VERSION": "2030-01\n",
    "data/categories/vs.yml": (
        "- {id: vs, name: Vessels, children: [vs-1], attributes: [color]}\n"
        "- {id: vs-1, name: Mugs, children: [], attributes: [color]}\n"
    ),
    "data/attributes.yml": (
        "base_attributes:\n- {id: 1, name: Color, friendly_id: color, values: [color__red]}\nextended_attributes: []\n"
    ),
    "data/values.yml": "- {id: 1, name: Red, friendly_id: color__red}\n",
}


def _shopify(folder: Path, **changes: str) -> Path:
    for name, text in SHOPIFY.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changes.get(path.stem, text), encoding="utf-8")
    return folder


def test_a_sound_taxonomy_by_branch(mugs: Path, catalog: Path, tmp_path: Path) -> None:
    told = run("build", catalog, "--backbone", f"shopify:{_shopify(tmp_path / 's')}#vs-1", "--out", mugs)
    assert told.code == 0 and "shopify 2030-01 vs-1" in told.out


@pytest.mark.parametrize(
    ("changes", "branch", "message"),
    [
        ({"values": "- {id: 1, name: [Red"}, "", "values.yml: is not valid YAML"),
        ({"values": "[]"}, "", "has the unknown value 'color__red'"),
        ({"attributes": "{}"}, "", "has no 'base_attributes'"),
        ({"vs": "- {id: vs, name: Vessels, children: [vs-9], attributes: []}"}, "", "names the unknown child 'vs-9'"),
        ({"vs": "- {name: Vessels}"}, "", "vs.yml"),
        ({}, "#xx", "xx"),
        ({}, "#", "names no branch after #"),
        (
            {
                "vs": "- {id: a, name: A, children: [b], attributes: []}\n"
                "- {id: b, name: B, children: [a], attributes: []}"
            },
            "",
            "cycle",
        ),
    ],
    ids=["yaml", "unknown-value", "no-attributes", "unknown-child", "no-id", "branch", "no-branch", "cycle"],
)
def test_a_malformed_taxonomy(
    center: ItemCenter, tmp_path: Path, changes: dict[str, str], branch: str, message: str
) -> None:
    folder = _shopify(tmp_path / "s", **changes)
    with pytest.raises((OntologyError, NotFoundError)) as caught:
        center.import_ontology(f"shopify:{folder}{branch}")
    error: ItemCenterError = caught.value
    assert message in str(error) and error.exit_code in (3, 4) and str(folder) in error.place
    assert len(center.releases.list()) == 1
