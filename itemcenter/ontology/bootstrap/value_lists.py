"""The value list of a key: its cells, taken apart where they list several values, spellings of one value together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.value_forms import ValueForm, colour_form, parts_of, value_form
from itemcenter.schema import AttributeValue, ValueId, ValueType
from itemcenter.values.folding import fold

#: Cells with separators from which a key has several values: how many, their share, and how many of them must consist
#: of parts that also occur in other cells, one of them alone.
_LEAST_LISTS, _LIST_SHARE, _EXPLAINED = 3, 0.02, 0.6
#: Share of items with several cells from which a key has several values.
_SEVERAL_CELLS = 0.05
#: Share of a key's items whose values may be rare for them to be entries of its list.
_RARE = 0.2
#: Items of a key up to which all its values are listed: there are not enough of them to return.
_FEW_ITEMS = 20
#: Longer texts are no entries of a list; longer lists are not reviewed.
_LONGEST_VALUE, _MOST_VALUES = 120, 5_000
_EXAMPLES, _LONGEST_ID = 2, 80
_FORMS: dict[ValueType, Callable[[str], ValueForm]] = {ValueType.COLOUR: colour_form}


@dataclass(frozen=True, slots=True)
class Multiplicity:
    """Whether items have several values of a key, whether slashes separate them, and why, in words."""

    multiple: bool
    slashes: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ListedValue:
    """A value: its form, its spellings with cells, most frequent first, and the numbers of the items that show it."""

    form: ValueForm
    spellings: tuple[tuple[str, int], ...]
    items_of: tuple[int, ...]

    @property
    def items(self) -> int:
        return len(self.items_of)


def multiplicity(column: KeyColumn, texts: Sequence[str], kind: ValueType) -> Multiplicity:
    """How the cells of a key hold several values. Slashes count where the parts they separate are known by then."""
    several = column.several / len(column.items)
    if several >= _SEVERAL_CELLS:
        why = f"{column.several} of {len(column.items)} items have several cells"
        listed = _by_separators(column, texts, kind)
        return Multiplicity(True, listed.slashes, why)
    return _by_separators(column, texts, kind)


def _by_separators(column: KeyColumn, texts: Sequence[str], kind: ValueType) -> Multiplicity:
    form = _FORMS.get(kind, value_form)
    best, best_explained = Multiplicity(False), 0
    for slashes in (False, True):
        split = [(parts_of(texts[text], slashes), count) for text, count in column.counts]
        known: Counter[ValueForm] = Counter()
        for parts, count in split:
            known.update({form(part): count for part in parts})
        alone = {form(parts[0]) for parts, _ in split if len(parts) == 1}
        lists = [(parts, count) for parts, count in split if len(parts) > 1]
        cells = sum(count for _, count in lists)
        explained = 0
        for parts, count in lists:
            forms = [form(part) for part in parts]
            explained += count * (not alone.isdisjoint(forms) and all(known[entry] > count for entry in forms))
        if cells >= _LEAST_LISTS and cells >= _LIST_SHARE * len(column.item) and explained >= _EXPLAINED * cells:
            why = f"{cells} of {len(column.item)} cells list several values"
            if explained > best_explained:
                best, best_explained = Multiplicity(True, slashes, why), explained
    return best


def listed_values(
    column: KeyColumn, texts: Sequence[str], kind: ValueType, several: Multiplicity, least_items: int
) -> tuple[list[ListedValue], int]:
    """(the values of a list, most items first; how many were left out).

    Left out are values of fewer than `least_items` items, unless the key has few items or these values are few beside
    the others: then the list is nearly closed, and they are its rare entries. Texts too long for a list never count.
    """
    form = _FORMS.get(kind, value_form)
    spelled: dict[ValueForm, Counter[str]] = {}
    shown: dict[ValueForm, dict[int, None]] = {}
    split = {
        text: parts_of(texts[text], several.slashes) if several.multiple else [texts[text]] for text, _ in column.counts
    }
    for item, text in zip(column.item.tolist(), column.text.tolist(), strict=True):
        for part in split[text]:
            value = form(part)
            spelled.setdefault(value, Counter())[" ".join(part.split())] += 1
            shown.setdefault(value, {})[item] = None
    rare = {value for value, items in shown.items() if len(items) < least_items}
    few = len(column.items) <= _FEW_ITEMS
    if few or sum(len(shown[value]) for value in rare) <= _RARE * len(column.items):
        rare = set()
    out = []
    for value, names in spelled.items():
        ranked = sorted(names.items(), key=lambda entry: (-entry[1], entry[0]))
        fitting = tuple(entry for entry in ranked if len(entry[0]) <= _LONGEST_VALUE)
        if value not in rare and fitting:
            out.append(ListedValue(value, fitting, tuple(shown[value])))
    out.sort(key=lambda value: (-value.items, value.spellings[0][0]))
    return out[:_MOST_VALUES], len(spelled) - len(out[:_MOST_VALUES])


def attribute_values(list_id: str, values: Sequence[ListedValue], ids: Sequence[str]) -> tuple[AttributeValue, ...]:
    """The entries of a value list. `ids`: of the items, for the sources."""
    out, taken = [], set()
    for value in values:
        names = list(dict.fromkeys(name for name, _ in value.spellings))
        synonyms = _told_apart(names)
        identity = f"{list_id}/{slug(names[0])}"
        number = 1
        while identity in taken:
            number += 1
            identity = f"{list_id}/{slug(names[0])}-{number}"
        taken.add(identity)
        shown = ", ".join(ids[item] for item in value.items_of[:_EXAMPLES])
        noun = "item" if value.items == 1 else "items"
        out.append(
            AttributeValue(ValueId(identity), names[0], synonyms, description=f"{value.items:,} {noun}, e.g. {shown}")
        )
    return tuple(out)


def _told_apart(names: list[str]) -> tuple[str, ...]:
    """The spellings beside the first one that are not the same without case and signs: those are found anyway."""
    seen = {"".join(fold(names[0]).split())}
    out = []
    for name in names[1:]:
        key = "".join(fold(name).split())
        if key not in seen:
            seen.add(key)
            out.append(name)
    return tuple(out)


def slug(text: str) -> str:
    """The part of an id that comes from a name: folded words joined by dashes, at most 80 characters."""
    return "-".join(fold(text).split())[:_LONGEST_ID].strip("-") or "entry"
