"""Texts and what they say, in one form: WDC-PAVE's offers, and a catalog's descriptions with its cells."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.pave import read_rows
from itemcenter.evidence.folds import fold_of
from itemcenter.extract import LabelledText, labels_from_cells
from itemcenter.schema import AttributeKey, CategoryId, Item, ItemId, KeyId, ValueType

Pair = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """pairs: (key, value) as written; cells: of its catalog, which need not stand in the text

    name: what the catalog calls it, for teaching only; path: its category
    """

    row: str
    category: str
    title: str
    text: str
    pairs: tuple[Pair, ...] = ()
    cells: tuple[Pair, ...] = ()
    name: str = ""
    path: tuple[str, ...] = ()

    def item(self) -> Item:
        return Item(id=ItemId(self.row), title=self.title or "-", description=self.text, category_path=self.path)

    @property
    def category_id(self) -> CategoryId:
        return CategoryId(slug(self.category))


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "any"


def pave_told(path: Path) -> list[Told]:
    out = []
    for row in read_rows(path):
        pairs = tuple(
            (key, value) for key, values in row["target_scores"].items() for value in values if value != "n/a"
        )
        title = " ".join((row["input_title"] or "").split())
        out.append(Told(str(row["id"]), row["category"], title, row["input_description"] or "", pairs, pairs))
    return out


def catalog_told(path: Path) -> list[Told]:
    """Rows of the flipkart form; the brand counts as a cell. Those without a description have no more than a name."""
    out = []
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row: dict[str, Any] = json.loads(line)
            cells = [(key or "", value) for key, value in row.get("specs") or () if value]
            if row.get("brand"):
                cells.append(("Brand", row["brand"]))
            steps = row.get("category_path") or ["any"]
            name, text = row["product_name"], row.get("description") or ""
            own = steps[-1] == name or steps[-1].endswith("...")  # the last step is often the item itself
            path_ = tuple(steps[:-1] if own else steps)
            out.append(Told(row["uniq_id"], steps[0], "", text, (), tuple(cells), name, path_))
    return out


def hand_labels(path: Path) -> dict[str, list[Pair]]:
    out: dict[str, list[Pair]] = {}
    for row in read_rows(path):
        out.setdefault(row["row"], []).append((row["key"], row["value"]))
    return out


def keys_of(rows: Sequence[Told], least: int) -> dict[CategoryId, list[AttributeKey]]:
    """By category the keys that at least `least` of its rows have."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        for key in {key for key, _ in row.cells if key}:
            counts[row.category, key] = counts.get((row.category, key), 0) + 1
    out: dict[CategoryId, list[AttributeKey]] = {}
    for (category, key), count in sorted(counts.items()):
        if count >= least:
            made = AttributeKey(KeyId(f"{slug(category)}__{slug(key)}"), key, ValueType.TEXT, open=True)
            out.setdefault(CategoryId(slug(category)), []).append(made)
    return out


def taught(rows: Sequence[Told], keys: dict[CategoryId, list[AttributeKey]], nothing: bool) -> list[LabelledText]:
    """nothing: a key without a cell is known to be stated nowhere"""
    out = []
    for row in rows:
        ids = {key.name: key.id for key in keys.get(row.category_id, ())}
        item = row.item()
        labels = labels_from_cells(item, [(ids[key], value) for key, value in row.cells if key in ids])
        if nothing:
            stated = {key for key, _ in row.cells}
            labels |= {key_id: () for name, key_id in ids.items() if name not in stated}
        if labels:
            out.append(LabelledText(item, row.category_id, labels, fold_of(f"{row.title} {row.text}"[:80])))
    return out
