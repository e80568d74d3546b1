"""What titles can tell of closed attributes at all: `python -m benchmarks.closed_titles --train TRAIN`, train alone.

written    share of given values whose name stands in the title, folded, as words
agreeing   of two rows whose titles have the same words, how often they have the same value: no reader of the title
           can be right more often on such rows, unless both rows' titles tell by more than their words
usual      share of the commonest value
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks import result_file
from benchmarks.fashion import ClosedRow, attributes_of, read_rows
from itemcenter.values.folding import name_key


def figures(rows: Sequence[ClosedRow], attribute: str) -> dict[str, float]:
    """In percent."""
    given = [row for row in rows if row.labels[attribute]]
    written = sum(f" {name_key(row.labels[attribute])} " in f" {name_key(row.title)} " for row in given)
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for row in given:
        groups[row.group][row.labels[attribute]] += 1
    agreeing = paired = 0.0
    for counts in groups.values():
        size = counts.total()
        if size > 1:
            agreeing += sum(count * (count - 1) for count in counts.values()) / (size - 1)
            paired += size
    usual = Counter(row.labels[attribute] for row in given).most_common(1)
    return {
        "written": round(100 * written / max(1, len(given)), 1),
        "agreeing": round(100 * agreeing / max(1.0, paired), 1),
        "usual": round(100 * usual[0][1] / max(1, len(given)), 1) if usual else 0.0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--name", default="closed_fashion_titles")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    rows = read_rows(arguments.train)
    sizes = Counter(row.group for row in rows)
    found = {
        "rows": len(rows),
        "rows_with_a_title_like_theirs": sum(size for size in sizes.values() if size > 1),
        "by_attribute": {name: figures(rows, name) for name in attributes_of(rows)},
    }
    result_file.write(arguments.results, arguments.name, found, [arguments.train])


if __name__ == "__main__":
    main()
