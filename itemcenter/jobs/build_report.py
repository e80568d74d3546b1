"""What a build did: counts, seconds per stage, rejects by reason, and what the ontology did not know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.ports import Recognition
from itemcenter.schema import CategoryId, ModelId, Proposal, ReleaseId
from itemcenter.schema.fact import NO_MODEL
from itemcenter.schema.tags import TAG_KEYS
from itemcenter.values.folding import name_key

#: Distinct unknown values that a build keeps count of; beyond it new ones are only counted together.
_MOST_PROPOSALS = 100_000
_SOURCES_KEPT = 5


@dataclass(slots=True)
class BuildReport:
    """Running, then closing figures of one build.

    items: rows that hold an item, duplicates left out = new + changed + unchanged + outdated + forgotten
    decided: (item, key) pairs decided; of them `stated` got facts from the texts
    cells_read: cells of the merchant that were understood as facts of a key
    added: cells that the merchant left empty, or that could not be understood, and that got facts from the texts
    tags: scenario tags and product terms, in none of the other figures
    spared: unchanged items that an earlier release decided and the present one cannot decide otherwise
    scope: items that another release makes be decided again, by the reason (`library.release_scope`)
    returned: items among them that were missing or retired before
    missing: items of the source that the whole file lacked; of them `retired` were retired by this run
    files: of a catalog of several; those that cannot be read are among the rejected, reason `file`
    columns: what the catalog's columns were taken for: role -> column names, extras left out
    met: the categories of the items that were decided
    held_out: items of the gold set that the model in use was not taught with
    escalation: what became of the cells that a language model was asked about; empty where none was
    groups: product groups inferred, and items in them; empty where the catalog has a group column
    """

    run: str
    source: str
    release_id: ReleaseId
    dry_run: bool = False
    files: int = 0
    model_id: ModelId = NO_MODEL
    rows: int = 0
    items: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    spared: int = 0
    outdated: int = 0
    forgotten: int = 0
    returned: int = 0
    missing: int = 0
    retired: int = 0
    repaired: int = 0
    decided: int = 0
    stated: int = 0
    cells_read: int = 0
    merchant_facts: int = 0
    machine_facts: int = 0
    added: int = 0
    tags: int = 0
    held_out: int = 0
    changes: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    scope: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    total_seconds: float = 0.0
    columns: dict[str, list[str]] = field(default_factory=dict)
    escalation: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    proposals: list[dict[str, Any]] = field(default_factory=list)
    met: set[CategoryId] = field(default_factory=set)
    digest: str = ""

    def count_recognition(self, recognition: Recognition) -> None:
        method = recognition.category.method if recognition.category is not None else "none"
        self.categories[method] = self.categories.get(method, 0) + 1
        if recognition.category is not None:
            self.met.add(recognition.category.category_id)
        machine = {key_id: facts for key_id, facts in recognition.machine.items() if key_id not in TAG_KEYS}
        self.decided += len(machine)
        self.stated += sum(1 for facts in machine.values() if facts)
        self.machine_facts += sum(len(facts) for facts in machine.values())
        self.tags += sum(len(recognition.machine.get(key_id, ())) for key_id in TAG_KEYS)
        self.cells_read += len(recognition.merchant)
        said = recognition.merchant
        self.added += sum(1 for key_id, facts in machine.items() if facts and not said.get(key_id))
        self.merchant_facts += sum(len(facts) for facts in recognition.merchant.values())

    def to_json(self) -> dict[str, Any]:
        """Plain data; the proposals are left to their own file."""
        left_out = ("proposals", "met") if self.escalation else ("proposals", "met", "escalation")
        out = {name: getattr(self, name) for name in self.__slots__ if name not in left_out}
        out["seconds"] = {name: round(value, 3) for name, value in self.seconds.items()}
        out["total_seconds"] = round(self.total_seconds, 3)
        out["unknown_values"] = len(self.proposals)
        return out

    def write(self, folder: Path) -> None:
        """`report.json` and `unknown_values.jsonl` in the run's folder."""
        texts = {
            "report.json": json.dumps(self.to_json(), indent=1, ensure_ascii=False),
            "unknown_values.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.proposals),
        }
        try:
            for name, text in texts.items():
                # half a surrogate pair becomes \udXXX, which is JSON too
                (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise StoreError(
                f"all items are stored, but the report cannot be written: {error.strerror or error}",
                place=str(folder),
                remedy="free disk space or mend the permissions",
            ) from error


class ProposalTally:
    """Adds proposals of one entry together: how many items show it, and a few of them. Memory is bounded."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], dict[str, Any]] = {}

    def add(self, proposals: Iterable[Proposal]) -> None:
        for proposal in proposals:
            key = (str(proposal.category_id), str(proposal.key_id), name_key(proposal.text) or proposal.text)
            row = self._rows.get(key)
            if row is None:
                if len(self._rows) >= _MOST_PROPOSALS:
                    continue
                row = proposal.to_json() | {"support": 0, "sources": []}
                self._rows[key] = row
            row["support"] += proposal.support
            if len(row["sources"]) < _SOURCES_KEPT:
                row["sources"].extend(proposal.sources[: _SOURCES_KEPT - len(row["sources"])])

    def rows(self) -> list[dict[str, Any]]:
        """Most frequent first, then in order of category, key and text."""
        return [row for _, row in sorted(self._rows.items(), key=lambda entry: (-entry[1]["support"], entry[0]))]
