"""Extraction of values as written: AE-110k and files of its form. Writes predictions for the scorer, and a result file.

    python -m benchmarks.extraction --train TRAIN --test STRIPPED --out PRED [--gold GOLD] [--model DIR] [--name NAME]

Fitted on the rows of train alone; the threshold is the one with the best F1 on train, where every part is judged by the
others. All keys that train knows for a category are asked of each of its titles; the scorer counts those that a row
lists. --model: a folder that an earlier run filled is used as it is, train is not read; an empty one is filled.
--gold: also count here, as the scorer does, so that the result file holds the figures.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.titles import TitleRow, category_of, item_of, key_of, keys_of, labelled, read_titles
from itemcenter import registry
from itemcenter.artifacts.bundle import MANIFEST
from itemcenter.extract import Extractor, Judged, open_extractor, save_extractor
from itemcenter.ports import Embedder
from itemcenter.retrieval.encoder import CachedEncoder


def fit(train: list[TitleRow], encoder: Embedder) -> Extractor:
    keys = {key.id: key for known in keys_of(train).values() for key in known.values()}
    return Extractor.fit([labelled(row) for row in train], keys, encoder=encoder)


def static_encoder() -> Embedder:
    """The one that ships with the package."""
    return CachedEncoder(registry.open_embedder("static", {}, Path()))


def predict(extractor: Extractor, test: list[TitleRow]) -> list[dict[str, Any]]:
    """Answers on all keys that the extractor knows for a row's category, and on those that the row lists."""
    known = extractor.keys_by_category
    out = []
    for row in test:
        keys = dict(known.get(category_of(row), {}))
        attribute_of = {key.id: key.name for key in keys.values()}
        for attribute in row.values:
            key = key_of(row.category, attribute)
            keys.setdefault(key.id, key)
            attribute_of[key.id] = attribute
        for said in extractor.extract(item_of(row), category_of(row), list(keys.values())):
            line = {"row": row.number, "attribute": attribute_of[said.key_id], "values": [said.span.text]}
            place = [said.span.field, said.span.start, said.span.end]
            out.append(line | {"confidence": round(said.confidence, 4), "evidence": [place]})
    return out


def count(gold: list[TitleRow], predictions: list[dict[str, Any]]) -> dict[str, Any]:
    """Micro precision, recall and F1 as the scorer counts them: all, and by kind of value."""
    said = {(line["row"], line["attribute"]): line["values"][0] for line in predictions}
    tallies: dict[str, list[int]] = {}
    for row in gold:
        for attribute, true in row.values.items():
            value = said.get((row.number, attribute))
            hit = value is not None and value in true
            for kind in ("all", kind_of(attribute, true or (value or "",))):
                tally = tallies.setdefault(kind, [0, 0, 0])
                tally[0] += int(hit)
                tally[1] += int(value is not None and not hit)
                tally[2] += int(bool(true) and not hit)
    return {kind: _figures(*tally) for kind, tally in sorted(tallies.items())}


def kind_of(attribute: str, values: tuple[str, ...]) -> str:
    """What kind of value a pair is about: by the key's name for brands and models, else by the value's looks."""
    name = attribute.lower()
    if "brand" in name:
        return "brands"
    if "model" in name:
        return "models"
    if any(any(map(str.isdigit, value)) for value in values):
        return "figures"
    return "words" if all(len(value.split()) < 2 for value in values) else "phrases"


def _figures(hits: int, wrong: int, missed: int) -> dict[str, Any]:
    return {
        "precision": round(100 * hits / max(1, hits + wrong), 2),
        "recall": round(100 * hits / max(1, hits + missed), 2),
        "f1": round(200 * hits / max(1, 2 * hits + wrong + missed), 2),
        "right": hits,
        "wrong": wrong,
        "missed": missed,
    }


def _judged(judged: Judged) -> dict[str, Any]:
    shares = {name: round(100 * getattr(judged, name), 2) for name in ("precision", "recall", "f1")}
    return {"threshold": round(judged.threshold, 3)} | shares


def run(arguments: argparse.Namespace) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    begin, cpu = time.perf_counter(), time.process_time()
    encoder = static_encoder()
    figures: dict[str, Any] = {}
    if arguments.model is not None and (arguments.model / MANIFEST).exists():
        extractor = open_extractor(arguments.model, encoder)
        figures["open_seconds"] = round(time.perf_counter() - begin, 1)
    else:
        extractor = fit(read_titles(arguments.train), encoder)
        figures["fit_seconds"] = round(time.perf_counter() - begin, 1)
        figures["fit_cpu_seconds"] = round(time.process_time() - cpu, 1)
        if arguments.model is not None:
            save_extractor(extractor, arguments.model)
    figures["train_rows"] = len(extractor.texts)
    figures["train_judged"] = _judged(extractor.taught.judged)
    figures["train_judged_keys_unseen"] = _judged(extractor.untaught.judged)
    test = read_titles(arguments.test)
    begin, cpu = time.perf_counter(), time.process_time()
    predictions = predict(extractor, test)
    figures["test_rows"] = len(test)
    figures["test_items_per_second"] = round(len(test) / (time.perf_counter() - begin), 1)
    figures["test_items_per_cpu_second"] = round(len(test) / (time.process_time() - cpu), 1)
    if arguments.gold:
        figures |= count(read_titles(arguments.gold), predictions)
    return predictions, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--train", "--test", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--name", default="extraction")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    predictions, figures = run(arguments)
    arguments.out.write_text("".join(json.dumps(line) + "\n" for line in predictions), encoding="utf-8")
    result_file.write(arguments.results, arguments.name, figures, [arguments.train, arguments.test])


if __name__ == "__main__":
    main()
