"""A recovered value in the form in which this merchant writes it, learned from the cells that stayed visible.

A fact may say "39.62 cm" where the merchant's cells say "15.6", or "yes" where they say "true". Counting compares what
is written, so the fact is written as the merchant does: the words of the text if the merchant uses them, else the
merchant's most frequent writing of the same value, else a number in the merchant's usual unit of the key.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from itemcenter.evaluate.counting import number, plain
from itemcenter.evaluate.masking import VALUE_SEPARATOR, cell_key
from itemcenter.schema import AttributeKey, Fact, Item, KeyId, MerchantCell, TextSpan, TypedValue, ValueType
from itemcenter.values import fits, scan, to_unit
from itemcenter.values.number import written
from itemcenter.values.quantity import canonical_unit
from itemcenter.values.units import UNITS

_LIST = re.compile(r"[,;/|\n]")
_LIST_GAP = re.compile(r"\s*(?:[,;/|+&]|\band\b|\bund\b)\s*")
_DIGITS = re.compile(r"\d+")
_NUMBER_ONLY = re.compile(r"-?\d+(?:[.,]\d+)?")
#: Longer cells are prose and teach no form.
_LONGEST = 200
#: A unit that the merchant uses in this share of a key's cells is kept as the text writes it.
_SOME_SHARE = 0.1
_OFTEN = 0.5
#: Forms that say one thing in other words: what to write for "no" where only "true" was ever seen.
_OPPOSITES = {"true": "false", "false": "true", "yes": "no", "no": "yes", "ja": "nein", "nein": "ja"}


@dataclass(slots=True)
class _Cells:
    """What the visible cells under one name look like.

    bare, lists: how many are a number without unit, how many list several values
    meant: for each key and value, and again for each category, how often each cell was read as that value
    units: votes of bare numbers
    """

    forms: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    lists: int = 0
    units: Counter[str] = field(default_factory=Counter)
    meant: dict[tuple[KeyId, str, str], Counter[str]] = field(default_factory=dict)
    used: dict[KeyId, Counter[str]] = field(default_factory=dict)
    by_plain: dict[str, str] = field(default_factory=dict)

    @property
    def is_bare(self) -> bool:
        return self.bare > _OFTEN * self.forms.total()


class MerchantForms:
    """Learn with `add`, then with `learn`, then ask with `values`."""

    def __init__(self) -> None:
        self._cells: dict[str, _Cells] = {}

    def add(self, name: str, value: str) -> None:
        """A visible cell. A key that stands in several specs is one cell, its values joined."""
        bare = value.strip()
        if not bare or len(bare) > _LONGEST:
            return
        cells = self._cells.setdefault(cell_key(name), _Cells())
        cells.forms[bare] += 1
        cells.bare += _NUMBER_ONLY.fullmatch(bare) is not None
        cells.lists += sum(1 for part in _LIST.split(bare) if part.strip()) > 1

    def learn(
        self, name: str, cell: str, key: AttributeKey, read: Sequence[Fact], said: Sequence[Fact], category: str
    ) -> None:
        """What a visible cell means. read: the facts read from this cell; said: those from the texts of its item.

        A cell that says more than one value, or more than the value, teaches no writing of it. The texts tell in which
        unit a bare number is. In another category the same value may be written otherwise.
        """
        cells, bare = self._known(name), cell.strip()
        if len(read) == 1 and bare in cells.forms and _is_whole(read[0], bare):
            for place in {category, ""}:
                cells.meant.setdefault((key.id, read[0].value.identity, place), Counter())[bare] += 1
        wanted = number(bare) if key.type is ValueType.QUANTITY and _NUMBER_ONLY.fullmatch(bare) else None
        if not wanted or not said:
            return
        dimension = UNITS[canonical_unit(key)].dimension
        for unit in UNITS.values():
            if unit.dimension == dimension and any(
                abs(_in_unit(fact.value, unit.name) - wanted) <= 0.01 * abs(wanted) for fact in said
            ):
                cells.units[unit.name] += 1

    def values(
        self,
        name: str,
        key: AttributeKey,
        facts: Sequence[Fact],
        names: Sequence[Sequence[str]],
        item: Item,
        category: str,
    ) -> list[str]:
        """What to answer for the merchant's key `name`, best first; only the first one counts.

        facts: of the one ontology key that the name means, best first; names: all names of each fact's value, () for
        values outside of lists. Several values are answered as one list where the text lists them side by side, or
        where the merchant's cells of this key mostly are lists.
        """
        cells = self._known(name)
        each = [self._forms(cells, key, fact, own, category) for fact, own in zip(facts, names, strict=True)]
        out = [form for forms in each for form in forms[:1]] + [form for forms in each for form in forms[1:]]
        order = _listed(facts, item)
        if not order and len(facts) > 1 and cells.lists > _OFTEN * cells.forms.total():
            order = sorted(range(len(facts)), key=lambda place: (_place(facts[place]), place))
        if order:
            out.insert(0, VALUE_SEPARATOR.join(each[place][0] for place in order))
        return list(dict.fromkeys(out))

    def _known(self, name: str) -> _Cells:
        return self._cells.setdefault(cell_key(name), _Cells())

    def _forms(self, cells: _Cells, key: AttributeKey, fact: Fact, names: Sequence[str], category: str) -> list[str]:
        """The writings of one fact's value, best first, at least one."""
        value = fact.value
        span = next((entry.text for entry in fact.evidence if isinstance(entry, TextSpan)), "")
        if not cells.by_plain:
            for form in sorted(cells.forms, key=lambda form: (cells.forms[form], form)):
                cells.by_plain[plain(form)] = form  # the most frequent one stays
        if key.type is ValueType.QUANTITY:
            out = [_quantity(self._unit(cells, key, span), value)]
        else:
            bare = key.type is ValueType.BOOLEAN or (key.type is ValueType.COUNT and _NUMBER_ONLY.fullmatch(span))
            own = [] if bare or plain(span) not in cells.by_plain else [cells.by_plain[plain(span)]]
            meant = [cells.meant.get((key.id, value.identity, place), Counter()) for place in (category, "")]
            usual = [min(forms, key=lambda form: (-forms[form], form)) for forms in meant if forms]
            known = [cells.by_plain[folded] for entry in names if (folded := plain(entry)) in cells.by_plain]
            out = [*own, *usual, *sorted(known, key=lambda form: -cells.forms[form])]
            if key.type is ValueType.BOOLEAN and not out:
                out = [self._other_answer(cells, key, value)]
            if key.type is ValueType.COUNT and not out:
                out = [self._other_count(cells, value)]
        return list(dict.fromkeys(entry for entry in (*out, value.text, span) if entry))

    def _unit(self, cells: _Cells, key: AttributeKey, span: str) -> tuple[str, bool]:
        """(unit, whether to write it) for a quantity whose text says `span`."""
        canonical = canonical_unit(key)
        if not cells.forms:
            return canonical, True
        used = self._used_units(cells, key)
        if cells.is_bare:
            voted = min(cells.units, key=lambda unit: (-cells.units[unit], unit != canonical, unit), default=canonical)
            return voted, False
        named = sorted(used, key=lambda unit: (-used[unit], unit))
        said = next((mention.unit for mention in scan(span) if fits(mention, key)), "")
        if said in named and used[said] >= _SOME_SHARE * used.total():
            return said, True
        return named[0] if named else canonical, True

    @staticmethod
    def _used_units(cells: _Cells, key: AttributeKey) -> Counter[str]:
        """Units of the merchant's cells that fit the key."""
        if key.id not in cells.used:
            used: Counter[str] = Counter()
            for form, count in cells.forms.items():
                mention = next((mention for mention in scan(form) if fits(mention, key)), None)
                if mention is not None:
                    used[mention.unit] += count
            cells.used[key.id] = used
        return cells.used[key.id]

    @staticmethod
    def _other_answer(cells: _Cells, key: AttributeKey, value: TypedValue) -> str:
        """How a merchant who was only ever seen to give the opposite answer would give this one."""
        opposite = cells.meant.get((key.id, "no" if value.text == "yes" else "yes", ""), Counter())
        seen = max(sorted(opposite), key=lambda form: opposite[form], default="")
        return _OPPOSITES.get(seen.lower(), value.text)

    @staticmethod
    def _other_count(cells: _Cells, value: TypedValue) -> str:
        """A count in the words of the most frequent other one: "Pack of 5" where "Pack of 1" was seen."""
        counted = [form for form in cells.forms if len(_DIGITS.findall(form)) == 1]
        usual = min(counted, key=lambda form: (-cells.forms[form], form), default=value.text)
        return _DIGITS.sub(value.text, usual) if value.number_to is None else value.text


def _is_whole(fact: Fact, cell: str) -> bool:
    """Whether the cell says the value and nothing else: "Leather" is no writing of what "Synthetic Leather" says."""
    words = [plain(entry.text) for entry in fact.evidence if isinstance(entry, MerchantCell)]
    return fact.value.type is ValueType.COUNT or plain(cell) in words


def _quantity(unit: tuple[str, bool], value: TypedValue) -> str:
    name, shown = unit
    low = written(_in_unit(value, name))
    text = low if value.number_to is None else f"{low}-{written(to_unit(value.number_to, value.unit, name))}"
    return f"{text} {name}" if shown else text


def _in_unit(value: TypedValue, unit: str) -> float:
    return to_unit(value.number or 0.0, value.unit, unit)


def _place(fact: Fact) -> int:
    return min((entry.start for entry in fact.evidence if isinstance(entry, TextSpan)), default=0)


def _listed(facts: Sequence[Fact], item: Item) -> list[int]:
    """The facts' places in the order of the text, if it lists all of them side by side ("Blue, Brown"); else []."""
    spans = [[entry for entry in fact.evidence if isinstance(entry, TextSpan)] for fact in facts]
    if len(facts) < 2 or not all(spans):
        return []
    for name in dict.fromkeys(entry.field for entry in spans[0]):
        text = item.field_text(name)
        found = [next((entry for entry in entries if entry.field == name), None) for entries in spans]
        here = sorted((entry.start, entry.end, place) for place, entry in enumerate(found) if entry is not None)
        gaps = [text[end:start] for (_, end, _), (start, _, _) in pairwise(here)]
        if len(here) == len(facts) and all(map(_LIST_GAP.fullmatch, gaps)):
            return [place for _, _, place in here]
    return []
