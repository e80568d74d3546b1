"""`key_map.csv`: the key mappings of a center as a table that people edit in a spreadsheet (docs/keys.md).

`merged` puts new proposals beside what stands in the table: a person's lines win and stay, the program's are replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from itemcenter.ontology.problems import Problems, did_you_mean
from itemcenter.ontology.sheet_cells import write_list, write_text
from itemcenter.ontology.sheets import Row, Sheet, read_sheet, write_sheet
from itemcenter.schema import CategoryId, KeyDecision, KeyId, KeyMapping, OntologyRelease, SourceId
from itemcenter.values.folding import name_key

EVERYWHERE = "*"
_COLUMNS = (
    *("merchant_key", "source", "category", "category_name", "key", "key_name", "decision", "score", "cells"),
    *("examples", "reasons", "alternatives", "proposed"),
)
_NEEDED = ("merchant_key", "key")


def write_key_map(path: Path, mappings: Iterable[KeyMapping], release: OntologyRelease | None = None) -> None:
    """Write the table, names of categories and keys beside their ids for people. Raises `OntologyError`."""
    rows = (_cells(entry, release) for entry in mappings)
    write_sheet(path.parent, Sheet(path.name, _COLUMNS, _NEEDED), rows)


def read_key_map(path: Path, release: OntologyRelease | None = None) -> list[KeyMapping]:
    """Read a table. Raises one `OntologyError` that lists all problems with row and column.

    release: where it is given, keys and categories may be written as names, and a person's lines must name known ones
    """
    problems = Problems()
    names = _Names(release) if release is not None else None
    out: list[KeyMapping] = []
    rows: dict[tuple[str, str, str], int] = {}
    sheet = Sheet(path.name, _COLUMNS, _NEEDED, required=True)
    for row in read_sheet(path.parent, sheet, problems):
        entry = _mapping(row, names)
        if entry is None:
            continue
        earlier = rows.setdefault(_place(entry), row.number)
        if earlier != row.number:
            row.problem(
                "merchant_key",
                f'"{entry.merchant_key}" stands in row {earlier} already, for the same source and category',
            )
        else:
            out.append(entry)
    problems.raise_any(str(path), "table")
    return out


def merged(held: Sequence[KeyMapping], fresh: Sequence[KeyMapping]) -> list[KeyMapping]:
    """The table after a catalog was looked at again, or another one for the first time.

    A person's line stays and gets the new counts and the new proposal; a line of the program is replaced by the new
    proposal for the same merchant key, and stays where the catalog does not have that key. New lines come first.
    """
    by_place = {_place(entry): entry for entry in held}
    seen = {(name_key(entry.merchant_key), entry.source) for entry in fresh}
    out = [_kept(by_place[_place(entry)], entry) if _place(entry) in by_place else entry for entry in fresh]
    placed = {_place(entry) for entry in fresh}
    out += [
        entry
        for entry in held
        if _place(entry) not in placed and (entry.by_person or (name_key(entry.merchant_key), entry.source) not in seen)
    ]
    return out


def _kept(held: KeyMapping, fresh: KeyMapping) -> KeyMapping:
    if not held.by_person:
        return fresh
    decision = held.decision
    if decision in (KeyDecision.AUTO, KeyDecision.ASK):  # edited without a word: from now on it says so
        decision = KeyDecision.YES
    return replace(fresh, key_id=held.key_id, decision=decision, merchant_key=held.merchant_key)


def _place(entry: KeyMapping) -> tuple[str, str, str]:
    return name_key(entry.merchant_key), entry.source or EVERYWHERE, entry.category_id or EVERYWHERE


def _cells(entry: KeyMapping, release: OntologyRelease | None) -> dict[str, str]:
    category = key = ""
    if release is not None:
        category = release.path_name(entry.category_id) if entry.category_id in release.category_by_id else ""
        key = release.key_by_id[entry.key_id].name if entry.key_id in release.key_by_id else ""
    return {
        "merchant_key": write_text(entry.merchant_key),
        "source": write_text(entry.source or EVERYWHERE),
        "category": write_text(entry.category_id or EVERYWHERE),
        "category_name": write_text(category),
        "key": write_text(entry.key_id or ""),
        "key_name": write_text(key),
        "decision": entry.decision.value,
        "score": f"{entry.score:.2f}",
        "cells": str(entry.cells),
        "examples": write_list([text for text in entry.examples if text]),
        "reasons": write_list(entry.reasons),
        "alternatives": write_list(entry.alternatives),
        "proposed": write_text(entry.proposed_id or ""),
    }


def _mapping(row: Row, names: _Names | None) -> KeyMapping | None:
    """The mapping of a row, None and a problem where it is none."""
    merchant_key = row.text("merchant_key")
    if not name_key(merchant_key):
        row.problem("merchant_key", "is blank" if not merchant_key else f'"{merchant_key}" has no letter and no digit')
        return None
    decision = _decision(row)
    score, cells = _number(row, "score"), _number(row, "cells")
    if decision is None or score is None or cells is None:
        return None
    if not 0.0 <= score <= 1.0:
        row.problem("score", f'"{row.text("score")}" is not between 0 and 1')
        return None
    category, key, proposed = row.text("category"), row.text("key"), row.text("proposed")
    if names is not None:
        by_person = decision in (KeyDecision.YES, KeyDecision.NO) or key != proposed
        category = names.category(row, category, by_person)
        key = names.key(row, key, by_person)
    return KeyMapping(
        merchant_key,
        CategoryId(category) if category not in ("", EVERYWHERE) else None,
        KeyId(key) if key else None,
        decision,
        score,
        KeyId(proposed) if proposed else None,
        int(cells),
        row.list("examples"),
        row.list("reasons"),
        row.list("alternatives"),
        SourceId(source) if (source := row.text("source")) not in ("", EVERYWHERE) else None,
    )


def _decision(row: Row) -> KeyDecision | None:
    text = row.text("decision").casefold()
    if not text:  # a line that a person added
        return KeyDecision.YES
    try:
        return KeyDecision(text)
    except ValueError:
        allowed = [entry.value for entry in KeyDecision]
        row.problem("decision", f'"{row.text("decision")}" is no decision{did_you_mean(text, allowed)}')
        return None


def _number(row: Row, column: str) -> float | None:
    text = row.text(column).replace(",", ".")
    try:
        return float(text) if text else 0.0
    except ValueError:
        row.problem(column, f'"{row.text(column)}" is no number')
        return None


class _Names:
    """Ids of keys and categories by what people write: id, name, path."""

    def __init__(self, release: OntologyRelease) -> None:
        self._keys: dict[str, set[str]] = {}
        self._categories: dict[str, set[str]] = {}
        self._release = release
        for key in release.keys:
            for name in (key.name, *key.synonyms):
                self._keys.setdefault(name_key(name), set()).add(key.id)
        for category in release.categories:
            for name in (category.name, release.path_name(category.id)):
                self._categories.setdefault(name_key(name), set()).add(category.id)

    def key(self, row: Row, text: str, must: bool) -> str:
        if not text or text in self._release.key_by_id:
            return text
        return self._found(row, "key", text, self._keys, [key.name for key in self._release.keys], must)

    def category(self, row: Row, text: str, must: bool) -> str:
        if text in ("", EVERYWHERE) or text in self._release.category_by_id:
            return text
        known = [category.name for category in self._release.categories] if must else []
        return self._found(row, "category", text, self._categories, known, must)

    @staticmethod
    def _found(row: Row, column: str, text: str, names: dict[str, set[str]], known: list[str], must: bool) -> str:
        found = sorted(names.get(name_key(text), ()))
        if len(found) == 1:
            return found[0]
        if must and found:
            row.problem(column, f'"{text}" means several: {", ".join(found[:5])}; write the id of one')
        elif must:
            row.problem(column, f'"{text}" is not in the ontology{did_you_mean(text, known)}')
        return text
