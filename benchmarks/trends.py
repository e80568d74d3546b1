"""Importance on the demo's dated query log: in which quadrant the queries of each planted kind land.

python -m benchmarks.trends

Each query is a concept; the two spans are the newest `--weeks` weeks and as many before. The truth file says which
queries rise, fall, are new, steady or of a season.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from benchmarks import result_file
from itemcenter.corpus import LogReading, query_documents
from itemcenter.demo import DATA
from itemcenter.ontology.importance import Quadrant, demand_of, rate_demands
from itemcenter.schema import RejectedRow

_WEEK_US = 7 * 86_400_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--weeks", type=int, default=16)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    truth = {}
    with (DATA / "queries_truth.jsonl").open(encoding="utf-8") as handle:
        for line in handle:
            entry = json.loads(line)
            truth[entry["query"].casefold()] = entry
    rejected: list[RejectedRow] = []
    reading = LogReading()
    dated: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for document in query_documents(DATA / "queries.csv", rejected.append, reading=reading):
        dated[document.text.casefold()].append((document.time_us, document.weight))
    newest = max(time_us for entries in dated.values() for time_us, _ in entries)
    names = sorted(dated)
    span = arguments.weeks * _WEEK_US
    # One group for all: a category of the demo has about ten queries, too few for percentiles of their own.
    found = rate_demands([("", demand_of(dated[name], newest_us=newest, span_us=span)) for name in names])
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    growth: dict[str, list[float]] = defaultdict(list)
    for name, importance in zip(names, found, strict=True):
        kind = truth[name]["kind"]
        kinds[kind][importance.quadrant.value] += 1
        growth[kind].append(importance.growth)
    by_kind: dict[str, Any] = {}
    for kind, counts in sorted(kinds.items()):
        total = sum(counts.values())
        high = counts[Quadrant.STAR.value] + counts[Quadrant.EMERGING.value]
        by_kind[kind] = {"queries": total, **dict(sorted(counts.items())), "high_trend": round(100 * high / total, 1),
                         "mean_growth": round(sum(growth[kind]) / total, 3)}  # fmt: skip
    figures = {"queries": len(names), "lines": reading.documents, "rejected": len(rejected), "weeks": arguments.weeks,
               "by_kind": by_kind}  # fmt: skip
    result_file.write(arguments.out, "trends", figures, [DATA / "queries.csv", DATA / "queries_truth.jsonl"])


if __name__ == "__main__":
    main()
