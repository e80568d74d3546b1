"""What each family of features brings to extraction, on the parts of a train file.

    python -m benchmarks.extraction_ablation --train TRAIN

Fitted with every family, then with one left out after the other; each part of train is judged by a model of the others.
One model each (the extractor averages several), so all figures are lower than its own. No test file is read.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import result_file
from benchmarks.extraction import static_encoder
from benchmarks.titles import keys_of, labelled, read_titles
from itemcenter.evidence.binning import Floats
from itemcenter.extract.extractor import learned
from itemcenter.extract.span_features import FAMILIES, TAUGHT
from itemcenter.extract.span_model import ExtractOptions, Judged, crossed_margins
from itemcenter.extract.span_rows import SpanRows


def read_spans(train: Path) -> SpanRows:
    titles = read_titles(train)
    keys = {key.id: key for known in keys_of(titles).values() for key in known.values()}
    memory, near, spans = learned([labelled(row) for row in titles], keys)
    return SpanRows.of(spans, keys, memory, near, static_encoder())


def judged(rows: SpanRows, columns: Sequence[str], models: int = 1) -> dict[str, float]:
    """F1 at the best threshold, and the mean precision over all thresholds, in percent."""
    margin = crossed_margins(rows, columns, ExtractOptions(models=models), rows.part)
    figures = {"f1": Judged.of(rows, margin).f1, "average_precision": _average_precision(rows, margin)}
    return {name: round(100 * value, 2) for name, value in figures.items()}


def _average_precision(rows: SpanRows, margin: Floats) -> float:
    best = rows.best(margin)
    right = rows.right[best][np.argsort(-margin[best], kind="stable")]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float((precision * right).sum() / max(1, int(rows.stated.sum())))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    begin = time.process_time()
    rows = read_spans(arguments.train)
    without = {"all": judged(rows, TAUGHT)}
    for family, names in FAMILIES.items():
        if set(names) & set(TAUGHT):
            without[family] = judged(rows, [name for name in TAUGHT if name not in names])
    figures = {
        "pairs": len(rows.stated),
        "spans": len(rows.right),
        "stated_values_among_spans": round(100 * float(rows.right[rows.best(rows.right)].sum() / rows.stated.sum()), 2),
        "without": without,
        "cpu_seconds": round(time.process_time() - begin, 1),
    }
    result_file.write(arguments.results, "extraction_ablation", figures, [arguments.train])


if __name__ == "__main__":
    main()
