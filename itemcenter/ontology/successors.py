"""Which ids of one release have become which of another: a file for those who keep our ids elsewhere.

{"before": ..., "after": ..., "rules": [{"noun": "value", "list": "colour", "input": "colour/teal", "kind": "merged",
"output": ["colour/green"]}, ...]}: ids that no rule names stay what they are. "retired" has no output, "split" several.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.ontology.release_diff import EntryChange
from itemcenter.schema import ReleaseId


def successor_rules(changes: Sequence[EntryChange]) -> list[dict[str, Any]]:
    """One rule an id that is gone or was split, in the order of the changes."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for change in changes:
        place = (change.noun, change.group, change.id)
        if change.kind in ("merged", "new id"):
            rule = found.setdefault(place, _rule(change, change.id, change.kind))
            rule["kind"] = change.kind if rule["kind"] == "retired" else rule["kind"]
            rule["output"].insert(0, change.into)
        elif change.kind == "retired":
            found.setdefault(place, _rule(change, change.id, "retired"))
        elif change.kind == "split":
            rule = found.setdefault((change.noun, change.group, change.origin), _rule(change, change.origin, "split"))
            rule["kind"] = "split"
            rule["output"].append(change.id)
    gone = {place for place, rule in found.items() if rule["kind"] == "split" and not _gone(rule, changes)}
    for place in gone:  # the entry itself is still there
        found[place]["output"].insert(0, place[2])
    return list(found.values())


def _gone(rule: dict[str, Any], changes: Sequence[EntryChange]) -> bool:
    return any(
        change.noun == rule["noun"] and change.id == rule["input"] and change.kind in ("retired", "merged", "new id")
        for change in changes
    )


def _rule(change: EntryChange, input_id: str, kind: str) -> dict[str, Any]:
    group = {"list": change.group} if change.group else {}
    return {"noun": change.noun, **group, "input": input_id, "kind": kind, "output": []}


def write_successors(path: Path, before: ReleaseId, after: ReleaseId, rules: Sequence[dict[str, Any]]) -> None:
    """Raises `StoreError` where the disk refuses."""
    text = json.dumps({"before": before, "after": after, "rules": list(rules)}, ensure_ascii=False, indent=1)
    try:
        path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror or error}", place=str(path)) from error
