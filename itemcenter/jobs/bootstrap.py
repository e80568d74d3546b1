"""A first ontology from a catalog file: reader and bootstrap strung together, and the draft written for review."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.items import CatalogReader, ReadRow
from itemcenter.ontology import lint, write_workbook
from itemcenter.ontology.bootstrap import BootstrapOptions, OntologyDraft, Proposed, bootstrap, rebase
from itemcenter.ontology.sheet_cells import write_text
from itemcenter.ontology.spreadsheet import is_spreadsheet
from itemcenter.schema import Item, OntologyRelease

_LONGEST = 2_000


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


def draft_over(draft: OntologyDraft, base: OntologyRelease, proposed: Proposed | None) -> OntologyDraft:
    """The draft of a newer catalog over an edited workbook: everything in it stays, only what is new is added.

    proposed: what earlier drafts had proposed, so that nothing comes back that was taken out
    """
    laid = rebase(draft.release, base, proposed)
    told = [entry for entry in draft.findings if entry.kind == "notice"]
    kept = {entry.entry for entry in laid.findings}
    about = [entry for entry in draft.findings if entry.kind != "notice" and entry.entry in kept]
    known = Proposed.of(draft.release)
    return replace(
        draft,
        release=laid.release,
        findings=(*told, *laid.findings, *about),
        model=draft.model.answering(laid.categories),
        figures=draft.figures | laid.release.counts,
        fresh=laid.fresh,
        proposed=known if proposed is None else proposed.joined(known),
    )


def write_draft(draft: OntologyDraft, folder: Path) -> dict[str, Any]:
    """Write the workbook, findings, lint, a report, and what was proposed into `folder`; returns the report.

    Where `folder` is a file `.xlsx`, everything for people is in it, and `proposed.jsonl` lies in `FILE.proposed`.
    """
    found = lint(draft.release)
    sheets = [
        ("findings", ("kind", "entry", "message"), [_cells(e.kind, e.entry, e.message) for e in draft.findings]),
        ("lint", ("severity", "place", "message", "remedy"),
         [_cells(e.severity.value, e.place, e.message, e.remedy) for e in found]),
    ]  # fmt: skip
    write_workbook(draft.release, folder, draft.fresh, sheets)
    severities = Counter(entry.severity.value for entry in found)
    report = {
        "release": draft.release.id,
        **draft.figures,
        "findings": dict(sorted(Counter(entry.kind for entry in draft.findings).items())),
        "notices": [entry.message for entry in draft.findings if entry.kind == "notice"],
        "lint": {name: severities[name] for name in ("error", "warning", "info")},
        "new": dict(sorted(Counter(noun for noun, _, _ in draft.fresh).items())),
    }
    aside = proposed_folder(folder)
    if is_spreadsheet(folder):
        with contextlib.suppress(OSError):  # `write` tells why
            aside.mkdir(exist_ok=True)
    (draft.proposed or Proposed.of(draft.release)).write(aside)
    if is_spreadsheet(folder):
        return report
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


def proposed_folder(folder: Path) -> Path:
    """Where `proposed.jsonl` of a draft lies: in its folder, or beside its spreadsheet file."""
    return folder.with_name(folder.name + ".proposed") if is_spreadsheet(folder) else folder


def _cells(*texts: str) -> list[str]:
    """A row of a sheet for people: without what a spreadsheet cannot hold, cut where it is very long."""
    return [write_text("".join(c for c in text if c.isprintable() or c == "\n"))[:_LONGEST] for text in texts]
