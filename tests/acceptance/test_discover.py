"""What a catalog says that the ontology lacks, by the commands: discover, fuse."""

from __future__ import annotations

import json
from pathlib import Path

from itemcenter.demo import SMALL
from tests.acceptance.command import run


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_new_value_and_a_new_key_become_proposals(tmp_path: Path) -> None:
    center = tmp_path / "center"
    run("ontology", "import", SMALL / "backbone", "--out", center)
    catalog = tmp_path / "shop.csv"
    rows = [("id", "title", "category", "specs")]
    for n in range(6):
        tone = ("Bl4ck", "Octarine", "octarine")[n % 3] if n else "Black"
        rows.append((f"X{n}", f"Laptop {n}", "Gaming laptops", f"Colour: {tone} | Hinge angle: {160 + n % 2} degrees"))
    catalog.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
    file = tmp_path / "proposals.jsonl"
    told = run("ontology", "discover", catalog, "--center", center, "--out", file, "--json").json
    found = _lines(file)
    assert told["items"] == 6 and sum(told["kinds"].values()) == len(found)
    keys = {entry["text"] for entry in found if entry["kind"] == "key"}
    assert keys == {"Hinge angle"}
    (value,) = (entry for entry in found if str(entry["text"]).lower() == "octarine")
    assert value["kind"] == "value" and value["support"] == 4 and not any(entry["text"] == "Black" for entry in found)
    again = tmp_path / "again.jsonl"
    run("ontology", "discover", catalog, "--center", center, "--out", again)
    assert again.read_bytes() == file.read_bytes()
    fused = tmp_path / "fused.jsonl"
    assert run("ontology", "fuse", file, "--center", center, "--out", fused, "--json").json["read"] == len(found)
    assert fused.read_bytes() == file.read_bytes()  # what is fused already stays as it is


def test_a_line_that_is_no_proposal_goes_to_quarantine(tmp_path: Path) -> None:
    center, file, out = tmp_path / "center", tmp_path / "bad.jsonl", tmp_path / "out.jsonl"
    run("ontology", "import", SMALL / "backbone", "--out", center)
    file.write_text('{"kind": "key", "text": "Hinge"}\n{"kind": 5}\n', encoding="utf-8")
    told = run("ontology", "fuse", file, "--center", center, "--out", out, "--json").json
    assert (told["read"], told["written"], told["rejected_lines"]) == (1, 1, 1)
    assert [entry["text"] for entry in _lines(out)] == ["Hinge"]
    assert "no_proposal" in run("quarantine", "list", "--source", "proposals", "--center", center, "--json").out


def test_the_brand_column_tells_brands_that_the_ontology_lacks(tmp_path: Path) -> None:
    center, catalog, file = tmp_path / "center", tmp_path / "shop.csv", tmp_path / "proposals.jsonl"
    run("ontology", "import", SMALL / "backbone", "--out", center)
    lines = ["id,title,brand,category"]
    for n, brand in enumerate(("Fjellrev", "FJELLREV", "Fjellrev", "Pikobook", "Pikobook", "Once")):
        lines.append(f"X{n},Thing {n},{brand},{('Gaming laptops', 'Espresso')[n % 2]}")
    catalog.write_text("\n".join(lines), encoding="utf-8")
    run("ontology", "discover", catalog, "--center", center, "--out", file)
    (brand,) = (entry for entry in _lines(file) if entry["kind"] == "brand")  # Pikobook is known, one item is too few
    assert (brand["text"], brand["support"]) == ("Fjellrev", 3) and "category_id" not in brand
