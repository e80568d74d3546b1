"""Facts from the merchant's own cells: specs and columns whose name is a key of the item's category.

Confidence tells how well the cell was understood, not whether the merchant is right (`contradiction` doubts that):

    0.97  the whole cell is a canonical name, or a typed value with its unit
    0.95  the whole cell is a synonym           0.9   free text for an open key
    0.85  a number whose unit was assumed       0.75  a name stands inside a longer cell
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from itemcenter.errors import ValueParseError
from itemcenter.library.category_plan import CategoryPlan, PlanBook
from itemcenter.library.lexicon import Lexicon, Sought, ValueMention
from itemcenter.schema import (
    AttributeKey,
    Fact,
    Item,
    KeyId,
    MerchantCell,
    Producer,
    Proposal,
    ProposalKind,
    ReleaseId,
    TypedValue,
    ValueType,
)
from itemcenter.values import parse_all
from itemcenter.values.folding import name_key

_CANONICAL, _SYNONYM, _FREE, _ASSUMED_UNIT, _INSIDE = 0.97, 0.95, 0.9, 0.85, 0.75
#: Two cells of one key that disagree, or a list in the cell of a key that takes one value.
_CONFLICT_FACTOR = 0.8
#: Cells longer than this are texts that a merchant put into the wrong column.
_LONGEST_CELL = 2_000
_PARTS = re.compile(r"[^,;/|\n]+")


@dataclass(slots=True)
class CellReading:
    """What an item's cells say: facts by key, and values that the ontology does not know."""

    facts: dict[KeyId, tuple[Fact, ...]] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cell:
    item: int
    name: str
    text: str
    key: AttributeKey


def read_cells(
    items: Sequence[Item], plans: Sequence[CategoryPlan], book: PlanBook, lexicon: Lexicon, release_id: ReleaseId
) -> list[CellReading]:
    """One reading an item. All cells with value lists go through the alias pass together."""
    cells = [
        _Cell(number, name, text, key)
        for number, (item, plan) in enumerate(zip(items, plans, strict=True))
        for name, text, key in spoken_cells(item, plan)
    ]
    sought: list[Sought] = [book.sought_in_cell(cell.key) for cell in cells]
    found = lexicon.scan([cell.text for cell in cells], sought)
    out = [CellReading() for _ in items]
    for cell, mentions in zip(cells, found, strict=True):
        item, plan, reading = items[cell.item], plans[cell.item], out[cell.item]
        # Initials and parts of names are for texts: a cell that says "White" does not mean "Black and White".
        named = [entry for entry in mentions.values if entry.kind == "alias"]
        facts = _read(cell, named, plan, item, release_id)
        if facts:
            held = reading.facts.get(cell.key.id, ())
            reading.facts[cell.key.id] = _merged(cell.key, (*held, *facts))
        elif cell.key.type in (ValueType.CATEGORICAL, ValueType.COLOUR) and not named:
            reading.proposals.append(_proposal(cell, plan, item))
    return out


def spoken_cells(item: Item, plan: CategoryPlan) -> list[tuple[str, str, AttributeKey]]:
    """(name, text, key) of the cells that speak of a key of the item's category: all that is read of its cells."""
    return [
        (name, text, key)
        for name, text in item.cells()
        if (key := plan.by_name.get(_folded(name))) is not None and text.strip() and len(text) <= _LONGEST_CELL
    ]


def _read(cell: _Cell, named: list[ValueMention], plan: CategoryPlan, item: Item, release_id: ReleaseId) -> list[Fact]:
    def fact(value: TypedValue, start: int, end: int, confidence: float) -> Fact:
        evidence = MerchantCell(cell.name, start, end, cell.text[start:end])
        return Fact(item.id, cell.key.id, value, confidence, (evidence,), Producer.MERCHANT, release_id)

    if cell.key.value_list_id is not None:
        known = [entry for entry in named if plan.permits(cell.key, entry.value.id)]
        out = [
            fact(TypedValue(cell.key.type, entry.value.name.strip(), entry.value.id), entry.start, entry.end, sure)
            for entry, sure in _choose(cell.text, known)
        ]
        if out or not cell.key.open:
            return out
    try:
        parsed = parse_all(cell.text, cell.key)
    except ValueParseError:
        return []
    free = cell.key.type in (ValueType.CATEGORICAL, ValueType.COLOUR, ValueType.TEXT)
    return [
        fact(
            entry.value, entry.start, entry.end, _ASSUMED_UNIT if entry.assumed_unit else _FREE if free else _CANONICAL
        )
        for entry in parsed
    ]


def _choose(text: str, mentions: list[ValueMention]) -> list[tuple[ValueMention, float]]:
    """The values a cell names, in order, each with its confidence: whole cell, else whole parts, else parts of it."""
    whole = name_key(text)
    for entry in mentions:
        if name_key(text[entry.start : entry.end]) == whole:
            return [(entry, _SYNONYM if entry.rank else _CANONICAL)]
    out: list[tuple[ValueMention, float]] = []
    for part in _PARTS.finditer(text):
        inside = [entry for entry in mentions if part.start() <= entry.start and entry.end <= part.end()]
        if not inside:
            continue
        best = max(inside, key=lambda entry: (entry.end - entry.start, -entry.start))
        full = name_key(part[0]) == name_key(text[best.start : best.end])
        out.append((best, (_SYNONYM if best.rank else _CANONICAL) if full else _INSIDE))
    return out


def _merged(key: AttributeKey, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Facts of one key from several cells: each value once; a key with one value keeps its surest."""
    by_value: dict[str, Fact] = {}
    for fact in facts:
        held = by_value.get(fact.value.identity)
        if held is None:
            by_value[fact.value.identity] = fact
        elif fact.evidence[0] not in held.evidence:
            surest = max(held.confidence, fact.confidence)
            by_value[fact.value.identity] = replace(held, confidence=surest, evidence=(*held.evidence, *fact.evidence))
    kept = sorted(by_value.values(), key=lambda fact: -fact.confidence)
    if key.multiple or len(kept) == 1:
        return tuple(kept)
    return (replace(kept[0], confidence=round(kept[0].confidence * _CONFLICT_FACTOR, 4)),)


def _proposal(cell: _Cell, plan: CategoryPlan, item: Item) -> Proposal:
    text = " ".join(cell.text.split())
    return Proposal(ProposalKind.VALUE, text, plan.category_id, cell.key.id, sources=(item.id,))


@lru_cache(maxsize=65536)
def _folded(name: str) -> str:
    return name_key(name)
