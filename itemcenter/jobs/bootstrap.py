"""A first ontology from a catalog file: reader and bootstrap strung together, and the draft written for review."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.items import CatalogReader, ReadRow
from itemcenter.ontology import lint, write_workbook
from itemcenter.ontology.bootstrap import BootstrapOptions, OntologyDraft, bootstrap
from itemcenter.schema import Item


def draft_ontology(
    reader: CatalogReader, rows: Iterable[ReadRow] | None = None, options: BootstrapOptions | None = None
) -> OntologyDraft:
    """Read a catalog, once or twice, and draw a first ontology from it. Rows in quarantine are passed over.

    Columns to which no name gives a role are read as keys, beside the specs.
    rows: what is read instead of the reader itself (a measurement hides cells so); must be iterable twice
    """
    columns = frozenset(column.source for column in reader.mapping.columns if column.how == "extra")
    source = reader if rows is None else rows

    def items() -> Iterator[Item]:
        return (row.item for row in source if row.item is not None)

    return bootstrap(items, replace(options or BootstrapOptions(), columns=columns), reader.name)


def write_draft(draft: OntologyDraft, folder: Path) -> dict[str, Any]:
    """Write the workbook, `findings.jsonl`, `lint.jsonl` and `report.json` into `folder`; returns the report."""
    write_workbook(draft.release, folder)
    found = lint(draft.release)
    severities = Counter(entry.severity.value for entry in found)
    report = {
        "release": draft.release.id,
        **draft.figures,
        "findings": dict(sorted(Counter(entry.kind for entry in draft.findings).items())),
        "notices": [entry.message for entry in draft.findings if entry.kind == "notice"],
        "lint": {name: severities[name] for name in ("error", "warning", "info")},
    }
    lines = {
        "findings.jsonl": (entry.to_json() for entry in draft.findings),
        "lint.jsonl": (
            {"severity": entry.severity.value, "place": entry.place, "message": entry.message, "remedy": entry.remedy}
            for entry in found
        ),
    }
    try:
        for name, rows in lines.items():
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror or error}", place=str(folder)) from error
    return report
