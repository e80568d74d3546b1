"""Reading and counting files of the AE-110k form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.extraction import count, predict
from benchmarks.titles import key_of, keys_of, labelled, read_titles
from itemcenter.extract import Extractor
from tests.unit.extract.shirts import FAST, KEYS, SHIRTS, texts


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def row(title: str, **values: list[str]) -> dict[str, Any]:
    return {"input": title, "category": "Shirts", "target_scores": {k: dict.fromkeys(v, 1) for k, v in values.items()}}


def test_the_five_cases_are_counted_as_the_scorer_does(tmp_path: Path) -> None:
    gold = read_titles(
        written(tmp_path, [row("red and blue", A=["red", "blue"], B=["n/a"], C=["n/a"], D=["red"], E=["red"])])
    )
    said = {"A": "blue", "C": "red", "E": "blue", "F": "unlisted"}  # right, (B) silent, false, (D) missed, wrong
    lines = [{"row": 0, "attribute": attribute, "values": [value]} for attribute, value in said.items()]
    found = count(gold, lines)["all"]
    assert (found["right"], found["wrong"], found["missed"]) == (1, 2, 2)
    assert found["f1"] == round(200 / (2 + 2 + 2), 2)


def test_labels_are_trimmed_and_nothing_is_known_to_be_nothing(tmp_path: Path) -> None:
    (one,) = read_titles(written(tmp_path, [row("A  Safety Helmet", Model=[" Safety Helmet"], Fit=["n/a"], Hue=[])]))
    labels = {key.name: labelled(one).labels[key.id] for key in keys_of([one])["Shirts"].values()}
    assert labels == {"Model": ("Safety Helmet",), "Fit": (), "Hue": ()}


def test_attributes_that_differ_by_signs_only_are_two_keys() -> None:
    assert key_of("Shirts", "Length(cm)").id != key_of("Shirts", "Length cm").id
    assert key_of("Shirts", " Length").name == "Length"


def test_all_keys_of_the_category_are_asked_and_those_that_only_the_row_lists(tmp_path: Path) -> None:
    rows = [
        row(text.item.title, **{KEYS[key_id].name: list(values) for key_id, values in text.labels.items()})
        for text in texts()
        if text.category_id == SHIRTS
    ]
    train = read_titles(written(tmp_path, rows))
    keys = {key.id: key for key in keys_of(train)["Shirts"].values()}
    extractor = Extractor.fit([labelled(entry) for entry in train], keys, FAST)
    title = "men's office non-iron short-sleeve navy shirt"
    answers = predict(extractor, read_titles(written(tmp_path, [row(title, **{"Waist size": []})])))
    said = {line["attribute"]: line["values"] for line in answers}
    assert said.pop("colour") == ["navy"] and said.pop("sleeve length") == ["short-sleeve"]
    assert said.keys() <= {"Waist size"}
    assert [line["evidence"] for line in answers if line["attribute"] == "colour"] == [[["title", 35, 39]]]
