"""The query log: what was searched in each week and how often, with trends, seasons, misspellings and new words.

`queries.csv` is what a shop has; `queries_truth.jsonl` tells what is behind each query.
"""

import csv
import datetime
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from itemcenter.demo import query_words
from itemcenter.demo.assortment import SEED

FIRST_WEEK = datetime.date(2025, 1, 6)
WEEKS = 64  # a year and a quarter, so that a season can be seen twice
MISSPELT_SHARE = 0.4  # of the steady queries, each at a tenth of its right form


@dataclass(frozen=True)
class Query:
    """kind: steady, seasonal, rising, falling, new or misspelling; peak: week of the year, for seasonal ones."""

    text: str
    kind: str
    category: str
    values: tuple[str, ...] = ()
    weekly: float = 0.0
    peak: int = 0
    concept: str = ""
    meant: str = ""
    starts: int = field(default=0)

    def expected(self, week: int) -> float:
        """Mean number of searches in `week` (0 is the first)."""
        done = week / (WEEKS - 1)
        match self.kind:
            case "seasonal":
                away = abs((week - self.peak + 26) % 52 - 26)
                return self.weekly * (0.08 + 1.9 * math.exp(-((away / 5) ** 2)))
            case "rising":
                return self.weekly * (0.2 + 2.2 * done)
            case "falling":
                return self.weekly * (1.8 - 1.6 * done)
            case "new":
                return self.weekly * max(week - self.starts, 0) / (WEEKS - self.starts)
            case _:
                return self.weekly


def queries() -> list[Query]:
    """All distinct queries, in the order of `query_words`, misspellings after what they mean."""
    made: list[Query] = []
    for kind in ("steady", "seasonal", "rising", "falling", "new"):
        for line in getattr(query_words, kind.upper()).strip().splitlines():
            text, category, rest, *peak = [part.strip() for part in line.split(";")]
            rng = Random(f"{SEED}/query/{text}")
            weekly = round(math.exp(rng.uniform(1.6, 5)), 1)
            if kind == "new":
                starts = rng.randrange(8, 46)
                made.append(Query(text, kind, category, (), weekly * 0.5, concept=rest, starts=starts))
                continue
            values = tuple(rest.split())
            made.append(Query(text, kind, category, values, weekly, int(peak[0]) if peak else 0))
            if kind == "steady" and text.isascii() and len(text) > 9 and rng.random() < MISSPELT_SHARE:
                wrong = _misspelt(text, rng)
                made.append(Query(wrong, "misspelling", category, values, max(weekly * 0.1, 1.2), meant=text))
    return made


def _misspelt(text: str, rng: Random) -> str:
    """One slip of a finger in the longest word: letters swapped, dropped or doubled."""
    word = max(text.split(" "), key=len)
    at = rng.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at - 1 :],
    )
    wrong = next(slip for slip in rng.sample(slips, 3) if slip != word)
    return text.replace(word, wrong)


def _counted(query: Query) -> Iterator[tuple[str, str, int]]:
    rng = Random(f"{SEED}/searched/{query.text}")
    for week in range(WEEKS):
        mean = query.expected(week)
        count = max(round(rng.gauss(mean, math.sqrt(mean) * 1.3)), 0)
        if count:
            yield (FIRST_WEEK + datetime.timedelta(weeks=week)).isoformat(), query.text, count


def write(folder: Path) -> None:
    """Write `queries.csv` (week by week) and `queries_truth.jsonl`."""
    asked = queries()
    with (folder / "queries.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("date", "query", "count"))
        writer.writerows(sorted(row for query in asked for row in _counted(query)))
    with (folder / "queries_truth.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        for query in asked:
            line = {
                "query": query.text,
                "kind": query.kind,
                "category": query.category,
                "values": list(query.values),
                "peak_week": query.peak or None,
                "concept": query.concept,
                "meant": query.meant,
            }
            known = {name: value for name, value in line.items() if value}
            stream.write(json.dumps(known, ensure_ascii=False, separators=(",", ":")) + "\n")
