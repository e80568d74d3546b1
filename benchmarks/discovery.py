"""Discovery counted: what is found of the values and the (key, value) pairs that texts state, beside patterns alone.

    python -m benchmarks.discovery --train RAW_TRAIN --test RAW_TEST [--out DIR] [--lines DIR] [--name discovery]
    python -m benchmarks.discovery --catalog PRODUCTS --labels LABELS.jsonl ... [--out DIR] [--lines DIR] [--name NAME]

The first form: WDC-PAVE's offers with surface values; keys and labels of the training offers teach the reader. The
second: a catalog's descriptions and facts labelled by hand; the other rows' names and cells teach the reader where they
stand in their descriptions. Of the labelled rows it reads the description and the category, not the name or the cells.
--labels A B: both are counted, B into a file of its own, named after the end of its name; rows of neither teach.
--called: what the labels call what a name states without naming it ("Style Code=Model ID"), chosen on the labels;
"Watches:Type=Display Type": of a category, values that its path does not have ("Analog", not "Watch").
Patterns alone: `written_pairs`.
--lines: files that `score.py spans` reads. Counted as there, by sets of a row without case and marks.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.discovery_data import Pair, Told, catalog_told, hand_labels, keys_of, pave_told, taught
from itemcenter import registry
from itemcenter.evidence import BoostingParams
from itemcenter.extract import ExtractOptions, Extractor, written_pairs
from itemcenter.extract.word_signs import Steps
from itemcenter.ontology.discover import KeyBook, NameReader, Reader, TaughtItem, Unit
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.values.folding import name_key

_PARAMS = BoostingParams(rounds=80, depth=6, learning_rate=0.12, l2=2.0, row_share=0.8, feature_share=0.5)
#: Rows of a category that have a key, before it is asked of the category's texts.
_LEAST = 5


def plain(text: str) -> str:
    """As `score.py spans` compares: without case, marks and blanks."""
    return re.sub(r"[^0-9a-z\u0080-\uffff]+", "", text.lower())


def counted(gold: dict[str, list[Pair]], found: dict[str, list[Pair]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for what in ("values", "pairs"):
        right = said = wanted = 0
        for row, pairs in gold.items():
            true = {plain(v) if what == "values" else (plain(k), plain(v)) for k, v in pairs}
            mine = {plain(v) if what == "values" else (plain(k), plain(v)) for k, v in found.get(row, [])}
            right, said, wanted = right + len(true & mine), said + len(mine), wanted + len(true)
        precision, recall = right / max(1, said), right / max(1, wanted)
        out[what] = {
            "precision": round(100 * precision, 2),
            "recall": round(100 * recall, 2),
            "f1": round(200 * precision * recall / max(1e-9, precision + recall), 2),
        }
    return out


def write_lines(path: Path, pairs: dict[str, list[Pair]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as stream:
        for row, some in pairs.items():
            stream.write(json.dumps({"row": row, "pairs": some}, ensure_ascii=False) + "\n")


def figures(
    train: Sequence[Told],
    named: Sequence[Told],
    tests: Sequence[tuple[Sequence[Told], dict[str, list[Pair]]]],
    given: argparse.Namespace,
    nothing: bool,
) -> list[dict[str, Any]]:
    """One for each test. named: rows that have no more than a name and some cells; they teach to read names only"""
    started = time.process_time()
    keys = keys_of(train, _LEAST)
    book = KeyBook.of((row.text, row.cells) for row in train)
    by_id = {key.id: key for some in keys.values() for key in some}
    learned: dict[str, Any] = {"taught_by": len(train), "names_taught_by": len(train) + len(named)}
    branded = [row for row in named if row.cells]
    taught_by_rows = [*train, *branded[:: max(1, len(branded) // given.named)]]
    taught_by = [TaughtItem(row.item(), row.name or row.title, row.cells) for row in taught_by_rows]
    drawn = {row.row for row in taught_by_rows}
    more = (TaughtItem(row.item(), row.name, row.cells) for row in named if row.row not in drawn)
    names = NameReader.fit(taught_by, book, more=more)
    learned["learning_processor_seconds"] = round(time.process_time() - started, 1)
    readers = {"runs_and_patterns": Reader(book, keys), "runs_patterns_names": Reader(book, keys, None, names)}
    if given.extractor:
        encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))
        options = ExtractOptions(models=1, most_texts=given.most_texts, params=_PARAMS)
        extractor = Extractor.fit(taught(train, keys, nothing), by_id, options, encoder)
        learned["with_extractor_processor_seconds"] = round(time.process_time() - started, 1)
        readers["runs_patterns_extractor"] = Reader(book, keys, extractor)
        readers["all"] = Reader(book, keys, extractor, names)
    return [learned | _counts(readers, test, gold, given) for test, gold in tests]


def _counts(
    readers: dict[str, Reader], test: Sequence[Told], gold: dict[str, list[Pair]], given: argparse.Namespace
) -> dict[str, Any]:
    out: dict[str, Any] = {"rows": len(test), "facts": sum(map(len, gold.values()))}
    answers: dict[str, dict[str, list[Pair]]] = {
        "patterns": {row.row: [(pair.name.text, pair.value.text) for pair in written_pairs(row.item())] for row in test}
    }
    for name, reader in readers.items():
        started = time.process_time()
        units = {row.row: reader.units(row.item(), row.category_id) for row in test}
        out[f"{name}_milliseconds_a_row"] = round(1000 * (time.process_time() - started) / max(1, len(test)), 1)
        answers[name] = {row: [(unit.key, unit.value) for unit in some] for row, some in units.items()}
        if given.called:
            called = {row.row: [_called(unit, row, given.called) for unit in units[row.row]] for row in test}
            answers[f"{name}_called"] = called
    for name, found in answers.items():
        out[name] = counted(gold, found)
        if given.lines is not None:
            write_lines(given.lines / f"{name}.jsonl", found)
    if given.lines is not None:
        write_lines(given.lines / "gold.jsonl", gold)
    return out


def _called(unit: Unit, row: Told, called: Sequence[str]) -> Pair:
    """What the text itself does not name is called as the labels call it."""
    names = dict(entry.split("=", 1) for entry in called)
    if unit.named:
        return unit.key, unit.value
    beside = names.get(f"{row.category}:{unit.key}")
    if beside is not None and not Steps(map(name_key, row.path)).ends_with(name_key(unit.value).split(" ")[-1]):
        return beside, unit.value
    return names.get(unit.key, unit.key), unit.value


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.discovery", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for name in ("train", "test", "catalog", "lines"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--labels", type=Path, nargs="+", default=[], help="rows of none of them teach")
    parser.add_argument(
        "--kept-out", type=Path, nargs="+", default=[], help="labels whose rows neither teach nor count"
    )
    parser.add_argument("--most-texts", type=int, default=800, help="texts that the extractor's trees are fitted on")
    parser.add_argument(
        "--nothing", action="store_true", help="a catalog's row without a cell of a key teaches that it is not stated"
    )
    parser.add_argument("--extractor", action="store_true", help="count the extractor too; slow on long texts")
    parser.add_argument("--named", type=int, default=3_000, help="rows with a name and a brand only that are taught")
    parser.add_argument("--called", action="append", default=[], metavar="[CATEGORY:]KEY=NAME")
    parser.add_argument("--held-out", type=int, default=0, help="count on every n-th other row's cells, not on labels")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--name", default="discovery")
    given = parser.parse_args(arguments)
    if given.catalog is not None:
        golds = [hand_labels(path) for path in given.labels]
        rows = catalog_told(given.catalog)
        kept_out = {row for gold in (*golds, *map(hand_labels, given.kept_out)) for row in gold}
        train = [row for row in rows if row.text.strip() and row.row not in kept_out]
        named = [row for row in rows if not row.text.strip() and row.row not in kept_out]
        tests = [([row for row in rows if row.row in gold], gold) for gold in golds]
        if given.held_out:
            test, train = train[:: given.held_out], [r for n, r in enumerate(train) if n % given.held_out]
            texts = {row.row: f" {name_key(row.text)} " for row in test}
            stated = {row.row: [(k, v) for k, v in row.cells if f" {name_key(v)} " in texts[row.row]] for row in test}
            tests = [(test, stated)]
        found = figures(train, named, tests, given, given.nothing)
        data = [given.catalog, *given.labels]
    else:
        test = pave_told(given.test)
        found = figures(pave_told(given.train), [], [(test, {row.row: list(row.pairs) for row in test})], given, True)
        data = [given.train, given.test]
    for number, one in enumerate(found):
        result_file.write(
            given.out, given.name + (f"_{given.labels[number].stem.split('_')[-1]}" if number else ""), one, data
        )
    return found[0]


if __name__ == "__main__":
    main()
