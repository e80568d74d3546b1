"""What merchants mean by their keys: proposed, edited, used by builds, kept for the next catalog."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.acceptance.command import run
from tests.acceptance.small import write_catalog, write_workbook

_HEADER = ("sku", "title", "category", "Product color", "Shell", "Rim")
_COLOURS, _BODIES = ("navy", "red", "white"), ("stoneware", "glass", "steel")
_ROWS = tuple(
    (f"M-{n}", f"Mug {n}", "Mugs", _COLOURS[n % 3], _BODIES[n % 3], "n/a" if n % 2 else "white") for n in range(9)
)


def _center(tmp_path: Path) -> Path:
    center = tmp_path / "center"
    assert run("ontology", "import", write_workbook(tmp_path / "book"), "--out", center).code == 0
    return center


def _colours(center: Path) -> list[str]:
    return [row["value"] for row in run("facts", "--key", "colour", "--center", center, "--json").lines]


def _edit(path: Path, merchant_key: str, **changes: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["merchant_key"] == merchant_key:
            row.update(changes)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_propose_build_edit_and_a_second_catalog(tmp_path: Path) -> None:
    center, catalog = _center(tmp_path), write_catalog(tmp_path / "shop.csv", _ROWS, _HEADER)
    run("build", catalog, "--out", center, "--json")
    assert _colours(center) == []  # no key is called "Product color", and titles do not tell

    told = run("ontology", "keys", catalog, "--center", center, "--json").json
    found = {line["merchant_key"]: line for line in told["mappings"]}
    assert (found["Product color"]["means"], found["Product color"]["decision"]) == ("colour", "auto")
    assert found["Shell"]["means"] is None and found["Rim"]["means"] is None
    assert told["mapped_cells"] == 9 and told["named_cells"] == 0

    built = run("build", catalog, "--out", center, "--json").json
    assert built["changed"] == 9 and sorted(_colours(center)) == sorted(_COLOURS * 3)
    assert run("build", catalog, "--out", center, "--json").json["unchanged"] == 9

    table = center / "key_map.csv"
    _edit(table, "Product color", decision="no")
    _edit(table, "Shell", key="Material")  # by name, and without a decision
    assert run("ontology", "keys", "import", table, "--center", center, "--json").json["by_people"] == 2
    assert run("build", catalog, "--out", center).code == 0
    assert _colours(center) == []
    assert len(run("facts", "--key", "material", "--center", center, "--json").lines) == 9

    newer = write_catalog(tmp_path / "newer.csv", [(*row, "navy") for row in _ROWS], (*_HEADER, "Item colour"))
    again = {line["merchant_key"]: line for line in
             run("ontology", "keys", "propose", newer, "--center", center, "--json").json["mappings"]}  # fmt: skip
    assert again["Product color"]["decision"] == "no" and again["Shell"]["key_id"] == "material"
    assert again["Item colour"]["key_id"] == "colour"
    shown = run("ontology", "keys", "show", "--center", center).out
    assert "Item colour" in shown and "names alike" in shown


def test_a_table_elsewhere_changes_nothing_until_it_is_imported(tmp_path: Path) -> None:
    center, catalog = _center(tmp_path), write_catalog(tmp_path / "shop.csv", _ROWS, _HEADER)
    told = run("ontology", "keys", catalog, "--center", center, "--out", tmp_path / "mine.csv")
    assert told.code == 0 and "keys import" in told.out and not (center / "key_map.csv").exists()
    assert "there is no table yet" in run("ontology", "keys", "show", "--center", center).out
    (tmp_path / "mine.csv").write_text("merchant_key,key\nProduct color,colr\n", encoding="utf-8")
    failed = run("ontology", "keys", "import", tmp_path / "mine.csv", "--center", center)
    assert failed.code == 3 and "row 2, column key" in failed.err and not (center / "key_map.csv").exists()
    assert run("ontology", "keys", tmp_path / "none.csv", "--center", center).code == 3
    assert run("ontology", "keys", "import", tmp_path / "none.csv", "--center", center).code == 4
    (center / "key_map.csv").write_bytes(b"merchant_key\n\xff")
    broken = run("build", catalog, "--out", center)
    assert broken.code == 3 and "UTF-8" in broken.err


def test_two_merchants_mean_different_things_by_one_name(tmp_path: Path) -> None:
    center, header = _center(tmp_path), ("sku", "title", "category", "Finish")
    ada = write_catalog(
        tmp_path / "ada.csv", [(f"A-{n}", f"Mug {n}", "Mugs", _COLOURS[n % 3]) for n in range(6)], header
    )
    bob = write_catalog(
        tmp_path / "bob.csv", [(f"B-{n}", f"Mug {n}", "Mugs", _BODIES[n % 3]) for n in range(6)], header
    )
    lines = "merchant_key,source,key,decision\nFinish,*,colour,yes\nFinish,merchant:bob,material,yes\n"
    (tmp_path / "mine.csv").write_text(lines, encoding="utf-8")
    assert run("ontology", "keys", "import", tmp_path / "mine.csv", "--center", center, "--json").json["by_people"] == 2
    for catalog, source in ((ada, "merchant:ada"), (bob, "merchant:bob")):
        assert run("build", catalog, "--source", source, "--out", center).code == 0
    found = {(row["item"][0], row["key"]) for row in run("facts", "--center", center, "--json").lines}
    assert found == {("A", "colour"), ("B", "material")}
    told = run("ontology", "keys", bob, "--source", "merchant:bob", "--center", center, "--json").json
    (own,) = [line for line in told["mappings"] if line.get("source") == "merchant:bob"]
    assert (own["means"], own["cells"], told["mapped_cells"]) == ("material", 6, 6)
    assert "merchant:bob" in run("ontology", "keys", "show", "--center", center).out
    refused = run("ontology", "keys", bob, "--source", "machine", "--center", center)
    assert refused.code == 2 and "machine" in refused.err
