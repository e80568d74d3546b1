"""Key drafts as entries of a release - keys and value lists with ids - and what each of them rests on, as findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.ontology.bootstrap.findings import DraftFinding
from itemcenter.ontology.bootstrap.key_drafts import KeyDraft
from itemcenter.ontology.bootstrap.observe import Observed
from itemcenter.ontology.bootstrap.property_words import dimensions_of
from itemcenter.ontology.bootstrap.value_lists import attribute_values, slug
from itemcenter.schema import AttributeKey, KeyId, ValueList, ValueListId, ValueType
from itemcenter.values.folding import name_key
from itemcenter.values.units import dimension_of

_EXAMPLES, _NAMES_SHOWN, _VALUES_SHOWN = 3, 4, 5
#: Share of a key's measurements in other units from which it is worth a word.
_CONFLICT = 0.05
#: Last words of names that are sides of a thing.
_ROLES = {
    **{"width": "width", "height": "height", "depth": "depth", "length": "length", "diameter": "diameter"},
    **{"breite": "width", "hohe": "height", "tiefe": "depth", "lange": "length", "durchmesser": "diameter"},
}
#: Canonical numbers are kept to 10 digits; texts round: 43.2 cm is 17 in.
TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class KeyEntries:
    """keys: one a draft, in their order; lists: the value lists of those that have one."""

    keys: tuple[AttributeKey, ...]
    lists: tuple[ValueList, ...]
    findings: tuple[DraftFinding, ...]


def key_entries(drafts: Sequence[KeyDraft], observed: Observed) -> KeyEntries:
    """Ids are folded names; all keys are open, since the catalog need not show every value."""
    keys: list[AttributeKey] = []
    lists: list[ValueList] = []
    findings: list[DraftFinding] = []
    taken: set[str] = set()
    for draft in drafts:
        identity, number = slug(draft.column.name), 1
        while identity in taken:
            number += 1
            identity = f"{slug(draft.column.name)}-{number}"
        taken.add(identity)
        key_id = KeyId(identity)
        values = attribute_values(key_id, draft.values, observed.ids)
        if values:
            lists.append(ValueList(ValueListId(key_id), values))
        unit = draft.choice.unit if draft.type is ValueType.QUANTITY else ""
        keys.append(
            AttributeKey(
                id=key_id,
                name=draft.column.name,
                type=draft.type,
                unit=unit,
                multiple=draft.several.multiple,
                open=draft.type in (ValueType.CATEGORICAL, ValueType.COLOUR, ValueType.TEXT),
                value_list_id=ValueListId(key_id) if values else None,
                role=role_of(draft.column.name, unit),
                tolerance=TOLERANCE if unit else 0.0,
                synonyms=_synonyms(draft),
                description=_source(draft, observed),
                normalisation=_normalisation(draft),
            )
        )
        findings.extend(_told(draft, key_id, observed))
    return KeyEntries(tuple(keys), tuple(lists), tuple(findings))


def role_of(name: str, unit: str) -> str:
    """The side of a thing that a length of this name is, "" for none and for other units."""
    if not unit or dimension_of(unit) != "length":
        return ""
    return _ROLES.get((name_key(name).split() or [""])[-1], "")


def _synonyms(draft: KeyDraft) -> tuple[str, ...]:
    """The other names of the key, each folded form once."""
    seen = {name_key(draft.column.name)}
    out = []
    for name, _ in draft.column.names[1:]:
        if name_key(name) not in seen:
            seen.add(name_key(name))
            out.append(name)
    return tuple(out)


def _source(draft: KeyDraft, observed: Observed) -> str:
    column = draft.column
    names = ", ".join(f"“{name}” {count:,}" for name, count in column.names[:_NAMES_SHOWN])
    examples = ", ".join(observed.ids[item] for item in column.items[:_EXAMPLES].tolist())
    return f"{len(column.items):,} items ({names}), e.g. {examples}"


def _normalisation(draft: KeyDraft) -> str:
    if draft.unit is None:
        return ""
    return f"bare numbers are in {draft.unit.unit}: {draft.unit.how}"


def _told(draft: KeyDraft, key_id: KeyId, observed: Observed) -> list[DraftFinding]:
    column, choice = draft.column, draft.choice
    details: dict[str, Any] = {
        "type": draft.type.value,
        "items": len(column.items),
        "names": dict(column.names),
        "share": round(choice.share, 4),
        "examples": [observed.ids[item] for item in column.items[:_EXAMPLES].tolist()],
        "cells": [observed.texts[text] for text, _ in column.counts[:_VALUES_SHOWN]],
    }
    if draft.several.multiple:
        details["several"] = draft.several.reason
    if draft.values or draft.rare:
        details |= {"values": len(draft.values), "rare_values": draft.rare}
    if choice.unit:
        details["unit"] = choice.unit
    if draft.unit is not None:
        details["unit_from"] = {"how": draft.unit.how, "items": draft.unit.items, "share": draft.unit.share}
    if choice.units:
        details["units"] = dict(choice.units)
    out = [DraftFinding("key", key_id, f"{draft.type.value}: {choice.reason}", details)]
    if choice.conflict > _CONFLICT:
        told = f"{choice.conflict:.0%} of the measurements are in other units than {choice.unit}; check the type"
        out.append(DraftFinding("unit", key_id, told, {"units": dict(choice.units)}))
    elif choice.units and not choice.unit:
        shown = ", ".join(f"{count} {unit}" for unit, count in choice.units[:_NAMES_SHOWN])
        told = f"measurements of several dimensions under one name ({shown}); make a key of each"
        out.append(DraftFinding("unit", key_id, told, {"units": dict(choice.units)}))
    elif draft.type in (ValueType.TEXT, ValueType.COUNT) and "unit is stated" in choice.reason:
        possible = dimensions_of(column.name)
        hint = f" (a {' or '.join(possible)}?)" if possible else ""
        told = f"numbers whose unit nobody states{hint}; to read them as measures, set type quantity and the unit"
        out.append(DraftFinding("unit", key_id, told, {"cells": details["cells"]}))
    return out
