"""Samples of the public feed formats, written for this project from the specifications, with what they must be read as.

A folder of `samples/` holds one feed file, `case.json` (which file, format, options, roles and notices) and
`expected.jsonl`: one line a row of the file, an item or the reason why the row is in quarantine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.items import CatalogOptions, ReadRow

SAMPLES = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class FeedSample:
    """feed: the name that `[catalog] format` knows; title: of the format as notices call it

    roles:   column -> role that it must have; notices: texts that must stand in some notice
    options: of [catalog], beyond the defaults
    """

    name: str
    path: Path
    feed: str
    title: str
    roles: dict[str, str]
    notices: list[str]
    expected: list[dict[str, Any]]
    options: dict[str, Any] = field(default_factory=dict)

    def catalog_options(self, format: str = "") -> CatalogOptions:
        return CatalogOptions(format=format, **self.options)


def feed_samples() -> list[FeedSample]:
    """All samples in order of their names."""
    return [_sample(folder) for folder in sorted(SAMPLES.iterdir()) if (folder / "case.json").is_file()]


def as_expected(rows: Iterable[ReadRow]) -> list[dict[str, Any]]:
    """Rows in the form of `expected.jsonl`."""
    out: list[dict[str, Any]] = []
    for row in rows:
        if row.item is not None:
            out.append({"row": row.row, "line": row.line, "item": row.item.to_json()})
        elif row.rejected is not None:
            rejected = row.rejected
            out.append({"row": row.row, "line": row.line, "reason": rejected.reason, "column": rejected.column})
    return out


def _sample(folder: Path) -> FeedSample:
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    lines = (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    path = folder / case.pop("file")
    return FeedSample(name=folder.name, path=path, expected=[json.loads(line) for line in lines], **case)
