"""The demo catalog, built and held against its ground truth: precision and recall of what the cells show.

    python -m benchmarks.demo_truth [--small]

Counted as in WDC-PAVE, micro over all (item, key) pairs of the truth: only the first value counts; nothing true and
nothing shown is not counted; a wrong value is one false positive and one false negative. An item whose category was not
found has nothing to show. "Core": only keys that the ontology calls core in the item's true category; "sure core": of
them only what has a least confidence, as `--min-confidence` gives it. "From texts" asks the machine's words only, for
what title or description state.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.center import MACHINE
from itemcenter.demo import backbone_path, catalog_path, truth_path
from itemcenter.errors import ValueParseError
from itemcenter.ports import CellQuery
from itemcenter.schema import AttributeKey, CategoryId, Fact, KeyId, OntologyRelease, ValueType
from itemcenter.values import parse, same

#: Least confidences that "sure core" is counted at.
_LEAST = (0.5, 0.6, 0.7, 0.8, 0.9)


def measure(small: bool = False) -> dict[str, Any]:
    """Build the demo, or the four shelves of the small one, in a temporary center and count."""
    with tempfile.TemporaryDirectory() as folder, itemcenter.create(Path(folder) / "center") as center:
        center.import_ontology(str(backbone_path(small)))
        center.build(catalog_path(small))
        keys = center.release.key_by_id
        shown = {(cell.item_id, cell.key_id): cell.facts for cell in center.store.cells(CellQuery())}
        category = {record.item.id: record.category for record in center.store.items()}
        read = {
            (word.item_id, word.key_id): word.facts
            for words in center.store.words(list(category)).values()
            for word in words
            if word.source == MACHINE
        }
    cells, core, texts, categories = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    sure = {least: Counter[str]() for least in _LEAST}
    rows = [json.loads(line) for line in truth_path(small).read_text(encoding="utf-8").splitlines()]
    wanted = {row["item"]: _core(center.release, row["values"]) for row in rows if row["key"] == "@category"}
    for row in rows:
        if row["key"] == "@category":
            match = category.get(row["item"])  # a row in quarantine has none
            categories[str(match is not None and match.category_id in row["values"])] += 1
            continue
        key, place = keys[KeyId(row["key"])], (row["item"], row["key"])
        _count(cells, key, shown.get(place, ()), row["values"])
        if key.id in wanted.get(row["item"], ()):
            facts = shown.get(place, ())
            _count(core, key, facts, row["values"])
            for least, counts in sure.items():
                _count(counts, key, facts if facts and facts[0].confidence >= least else (), row["values"])
        in_text = any(where != "specs" for where in row.get("where") or ())
        _count(texts, key, read.get(place, ()), row["values"] if in_text else [])
    return {
        "category_accuracy": round(categories["True"] / categories.total(), 4),
        "cells": _figures(cells),
        "core": _figures(core),
        "sure_core": {str(least): _figures(counts) for least, counts in sure.items()},
        "from_texts": _figures(texts),
    }


def _core(release: OntologyRelease, categories: list[str]) -> set[KeyId]:
    return {scope.key_id for name in categories for scope in release.scopes_for(CategoryId(name)) if scope.core}


def _count(counts: Counter[str], key: AttributeKey, facts: tuple[Fact, ...], true: list[str]) -> None:
    if facts and true and any(_equal(key, facts[0], text) for text in true):
        counts["tp"] += 1
        return
    counts["fp"] += bool(facts)
    counts["fn"] += bool(true)


def _equal(key: AttributeKey, fact: Fact, text: str) -> bool:
    if key.type in (ValueType.QUANTITY, ValueType.COUNT, ValueType.IDENTIFIER):
        try:
            return same(fact.value, parse(text, key).value, key)
        except ValueParseError:
            return False
    return fact.value.text.casefold() == text.casefold()


def _figures(counts: Counter[str]) -> dict[str, float]:
    precision = counts["tp"] / (counts["tp"] + counts["fp"])
    recall = counts["tp"] / (counts["tp"] + counts["fn"])
    f1 = 2 * precision * recall / (precision + recall)
    return dict(counts) | {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--small", action="store_true", help="the four shelves of the small demo")
    options = parser.parse_args()
    name = "demo_truth_small" if options.small else "demo_truth"
    data = [catalog_path(options.small), backbone_path(options.small)]
    result_file.write(options.out, name, measure(options.small), data)


if __name__ == "__main__":
    main()
