"""The runner over files of the WDC-PAVE form: categories in turn, and files that leave nothing to learn from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import recognition, recognition_ablation
from itemcenter.errors import InputError
from itemcenter.evidence.boosting import BoostingParams

TAXONOMY = {
    "Mugs": {"Colour": ["Red", "Blue"], "Material": ["Glass", "Steel"]},
    "Lamps": {"Colour": ["Red", "Blue"], "Kind": ["Desk", "Floor"]},
    "Rugs": {"Colour": ["Red", "Blue"]},
}


def row(category: str, number: int) -> dict[str, Any]:
    """Every colour stands in the title; every third row has no second value."""
    colour = ("Red", "Blue")[number % 2]
    other = next(name for name in TAXONOMY[category] if name != "Colour")
    value = TAXONOMY[category][other][number // 2 % 2] if number % 3 else "n/a"
    title = f"{colour} {category[:-1].lower()} no {number} {value if value != 'n/a' else ''}"
    scores = {"Colour": {colour: 1}, other: {value: 1}}
    return {
        "input_title": title,
        "input_description": "",
        "category": category,
        "cluster_id": f"{category}{number}",
        "target_scores": scores,
    }


def asked(folder: Path, train: list[dict[str, Any]], test: list[dict[str, Any]], **more: Any) -> argparse.Namespace:
    for name, rows in (("train", train), ("test", test)):
        (folder / name).write_text("".join(json.dumps(entry) + "\n" for entry in rows), encoding="utf-8")
    (folder / "taxonomy").write_text(json.dumps(TAXONOMY), encoding="utf-8")
    given = {name: folder / name for name in ("train", "test", "taxonomy")}
    plain = {"descriptions": None, "gold": folder / "test", "distractors": False, "path": "evidence", "seeds": 1}
    return argparse.Namespace(**given | plain | {"no_vectors": True, "unseen": True} | more)


@pytest.fixture(autouse=True)
def small_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (recognition, recognition_ablation):
        monkeypatch.setattr(
            module, "PARAMS", BoostingParams(rounds=5, depth=2, learning_rate=0.5, min_child_hessian=0.1)
        )


MANY = [row(category, number) for category in ("Mugs", "Lamps") for number in range(12)]


def test_each_category_of_the_test_file_is_judged_by_the_others(tmp_path: Path) -> None:
    predictions, figures = recognition.run(asked(tmp_path, MANY, [row("Mugs", 100), row("Mugs", 101)]))
    assert list(figures["train_f1"]) == ["Mugs"], "neither lamps nor rugs are asked for"
    assert {line["values"][0] for line in predictions if line["attribute"] == "Colour"} == {"Red", "Blue"}
    assert figures["all"]["precision"] == 100.0


@pytest.mark.parametrize("path", ["evidence", "fused", "stacked"])
def test_rows_of_one_category_leave_nothing_to_learn_from(path: str, tmp_path: Path) -> None:
    mugs = [entry for entry in MANY if entry["category"] == "Mugs"]
    with pytest.raises(InputError, match="no row is of another category than 'Mugs'"):
        recognition.run(asked(tmp_path, mugs, mugs[:2], path=path))
    with pytest.raises(InputError, match="there is no row"):
        recognition.run(asked(tmp_path, [], mugs[:2], path=path, unseen=False))


def test_the_ablation_leaves_out_what_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition_ablation, "COLUMNS", {"twins": ("twin_",)})
    figures = recognition_ablation.run(asked(tmp_path, MANY, []))
    assert figures["rows"] == len(MANY) and figures["stated"] == 40
    assert list(figures["without"]) == ["all", "twins", "vectors", "notes", "descriptions", "with_implied"]
    assert all(found["recall"] == 100.0 for found in figures["without"].values())
