"""From columns to typed keys: type, unit, several values or one, value list, and what each of them rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2

from itemcenter.ontology.bootstrap.cell_forms import CellForm, cell_form
from itemcenter.ontology.bootstrap.findings import DraftFinding
from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.key_synonyms import KeyPair, key_pairs
from itemcenter.ontology.bootstrap.observe import Observed
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.unit_evidence import TextMeasures, UnitEvidence, unit_in_name
from itemcenter.ontology.bootstrap.unit_relations import related_units
from itemcenter.ontology.bootstrap.value_lists import ListedValue, Multiplicity, listed_values, multiplicity
from itemcenter.ontology.bootstrap.value_types import TypeChoice, choose_type, without_unit
from itemcenter.schema import ValueType

#: Steps of an octave in which numbers are compared as distributions.
_STEPS = 3
_LISTED = (ValueType.CATEGORICAL, ValueType.COLOUR)
#: Share of a categorical key's items that its listed values must reach; below it a list would be a list of chance hits.
_COVERED = 0.1
#: Share of items with several cells from which a key without a list has several values.
_SEVERAL = 0.05


@dataclass(frozen=True)
class KeyDraft:
    """A key to be. unit: what its unit rests on; values: of its list; rare: values left out of it for lack of items."""

    column: KeyColumn
    choice: TypeChoice
    unit: UnitEvidence | None
    several: Multiplicity
    values: tuple[ListedValue, ...]
    rare: int

    @property
    def type(self) -> ValueType:
        return self.choice.type or ValueType.TEXT


def key_drafts(
    columns: Sequence[KeyColumn], observed: Observed, options: BootstrapOptions
) -> tuple[list[KeyDraft], list[DraftFinding]]:
    """The keys of a catalog, names of one key joined; and the joins and proposals."""
    forms = [cell_form(text) for text in observed.texts]
    choices, units = _types(columns, forms, observed)
    pairs = key_pairs(columns, choices, _ValuesOf(columns, choices, forms, observed))
    joined: dict[int, list[int]] = {}
    for pair in pairs:
        if pair.joined:
            joined.setdefault(pair.kept, []).append(pair.other)
    gone = {other for others in joined.values() for other in others}
    drafts = []
    for place, column in enumerate(columns):
        if place in gone:
            continue
        whole = column.joined([columns[other] for other in joined[place]]) if place in joined else column
        drafts.append(_draft(whole, choices[place], units.get(place), observed, options))
    return drafts, [_told(pair, columns) for pair in pairs]


def _types(
    columns: Sequence[KeyColumn], forms: Sequence[CellForm], observed: Observed
) -> tuple[list[TypeChoice], dict[int, UnitEvidence]]:
    """The type of each column and, for quantities of bare numbers, what their unit rests on."""
    choices = [choose_type(column, forms) for column in columns]
    measures = TextMeasures(observed)
    bare = [place for place, choice in enumerate(choices) if choice.type is None]
    known = {place: choice.unit for place, choice in enumerate(choices) if choice.type is ValueType.QUANTITY}
    found: dict[int, UnitEvidence] = {}
    for place in bare:
        column = columns[place]
        unit = unit_in_name(column.name)
        evidence = UnitEvidence(unit, "in the key's name", len(column.items), 1.0) if unit else None
        evidence = evidence or measures.unit_of(column, forms)
        if evidence is not None:
            found[place], known[place] = evidence, evidence.unit
    wanted = [place for place in bare if place not in found]
    found.update(related_units(columns, forms, known, wanted, measures.sole_units()))
    for place in bare:
        choice = choices[place]
        if place in found:
            choices[place] = replace(choice, type=ValueType.QUANTITY, unit=found[place].unit)
        else:
            choices[place] = without_unit(columns[place], forms, choice.share)
    return choices, found


class _ValuesOf:
    """The distribution of a column's values, in a form that equals across columns. Remembered by column."""

    def __init__(
        self,
        columns: Sequence[KeyColumn],
        choices: Sequence[TypeChoice],
        forms: Sequence[CellForm],
        observed: Observed,
    ) -> None:
        self._columns, self._choices, self._forms, self._observed = columns, choices, forms, observed
        self._known: dict[int, dict[object, int]] = {}

    def __call__(self, place: int) -> dict[object, int]:
        if place not in self._known:
            self._known[place] = self._count(place)
        return self._known[place]

    def _count(self, place: int) -> dict[object, int]:
        column, kind = self._columns[place], self._choices[place].type
        out: Counter[object] = Counter()
        if kind in (ValueType.QUANTITY, ValueType.COUNT):
            for text, count in column.counts:
                low = self._forms[text].low
                if low is not None:
                    out[round(_STEPS * log2(low)) if low > 0 else "none"] += count
        elif kind is not None and kind in _LISTED:
            texts = self._observed.texts
            values, _ = listed_values(column, texts, kind, multiplicity(column, texts, kind), 1)
            out.update({value.form: value.items for value in values})
        return dict(out)


def _draft(
    column: KeyColumn, choice: TypeChoice, unit: UnitEvidence | None, observed: Observed, options: BootstrapOptions
) -> KeyDraft:
    kind = choice.type or ValueType.TEXT
    if kind not in _LISTED:
        many = column.several >= _SEVERAL * len(column.items)
        why = f"{column.several} of {len(column.items)} items have several cells" if many else ""
        return KeyDraft(column, choice, unit, Multiplicity(many and kind is not ValueType.BOOLEAN, False, why), (), 0)
    several = multiplicity(column, observed.texts, kind)
    values, rare = listed_values(column, observed.texts, kind, several, options.value_items)
    reached = len({item for value in values for item in value.items_of}) / max(1, len(column.items))
    if kind is ValueType.CATEGORICAL and reached < _COVERED:
        reason = f"{choice.reason}; hardly a value returns"
        return KeyDraft(
            column, replace(choice, type=ValueType.TEXT, reason=reason), unit, several, (), rare + len(values)
        )
    return KeyDraft(column, choice, unit, several, tuple(values), rare)


def _told(pair: KeyPair, columns: Sequence[KeyColumn]) -> DraftFinding:
    kept, other = columns[pair.kept], columns[pair.other]
    details = {"overlap": round(pair.overlap, 3), "items": len(kept.items), "other": other.name,
               "other_items": len(other.items), "both": pair.both}  # fmt: skip
    if pair.joined:
        return DraftFinding("join", kept.name, f"{other.name!r} was taken for {kept.name!r}: {pair.reason}", details)
    told = f"{other.name!r} may be {kept.name!r}: {pair.reason}; to join them, make one a synonym of the other"
    return DraftFinding("proposal", kept.name, told, details)
