"""Raw copies of hidden cells: the same pairs written once more in the item, in other columns or in running text.

A copy is the name of the key directly followed by the value: "Colour: Black", "Colour Black", a row of an HTML table,
an entry of a JSON or Ruby hash. A sentence that merely says the value ("a black mug") is no copy and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from itemcenter.evaluate.counting import number
from itemcenter.evaluate.masking import HiddenCell, without_cells
from itemcenter.evaluate.words import Word, phrase, words
from itemcenter.schema import Item
from itemcenter.schema.item import BRAND, PATH_SEPARATOR

#: Reads a text as (name, value) pairs; None where it holds none.
PairReader = Callable[[str], list[tuple[str, str]] | None]
#: Which built-in field of an item a column of this name fills ("Manufacturer" -> "brand"), "" for none.
FieldOf = Callable[[str], str]

#: Between a name and its value in a hash written out: {"key": "Colour", "value": "Black"}.
_VALUE_WORDS = frozenset({"value", "values", "val", "text"})
_PARTS = re.compile(r"[,;/|\n]")
_SAME_ANSWERS = (("yes", "true", "ja", "y"), ("no", "false", "nein", "n"))
#: Longest bracket between a name and its value: "Weight (in kg): 2".
_MOST_BRACKET_WORDS = 4
#: A text that still holds copies after so many passes is cut before the next one: nobody wrote it for readers.
_MOST_PASSES = 20

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopyRules:
    """What the mask must be told about the catalog.

    read_pairs:   pairs of a cell's text, as the catalog reader reads them
    field_of:     the built-in field that a column name stands for
    is_container: whether a column holds spec containers; what it leaves in the extras is a spec without a name
    """

    read_pairs: PairReader
    field_of: FieldOf
    is_container: Callable[[str], bool] = lambda name: False


def without_copies(
    item: Item, hidden: tuple[HiddenCell, ...], rules: CopyRules, *, whole: bool = True
) -> tuple[Item, int]:
    """(the item without the hidden cells and without every raw copy of them, number of copies).

    whole: all cells of the item are hidden, so nameless entries of its spec containers go as well.
    """
    if not hidden:
        return item, 0
    specs, extras = without_cells(item, hidden)
    if whole:
        extras = tuple((name, value) for name, value in extras if not rules.is_container(name))
    remover = CopyRemover(hidden, rules.read_pairs)
    brand = "" if _is_brand(item.brand, hidden, rules.field_of) else remover.text(item.brand)
    texts = tuple((name, text) for name, text in item.texts if not remover.is_pair(name, text))
    title = remover.text(item.title) or remover.text(item.title, keep_value=True)
    out = replace(
        item,
        specs=specs,
        extras=tuple((name, left) for name, text in extras if (left := remover.text(text)).strip()),
        title=title,
        brand=brand,
        description=remover.text(item.description),
        category_path=remover.path(item.category_path),
        texts=tuple((name, left) for name, text in texts if (left := remover.text(text)).strip()),
    )
    dropped = len(item.texts) - len(texts) + (bool(item.brand) and not brand)
    return out, remover.removed + dropped


def _is_brand(brand: str, hidden: tuple[HiddenCell, ...], field_of: FieldOf) -> bool:
    """Whether the brand column repeats a hidden cell that names the brand."""
    wanted = phrase(brand)
    return any(wanted == phrase(value) and field_of(cell.key) == BRAND for cell in hidden for value in cell.values)


class CopyRemover:
    """Takes the copies of some cells out of texts; `removed` counts them."""

    def __init__(self, hidden: Iterable[HiddenCell], read_pairs: PairReader) -> None:
        self._read_pairs = read_pairs
        self._values: dict[Phrase, list[Phrase]] = {}
        for cell in hidden:
            name = phrase(cell.key)
            if name:
                self._values.setdefault(name, []).extend(_forms(cell.values))
        self._names: dict[str, list[Phrase]] = {}
        for name in sorted(self._values, key=lambda entry: (-len(entry), entry)):
            self._names.setdefault(name[0], []).append(name)
            self._values[name] = sorted(set(self._values[name]), key=lambda entry: (-len(entry), entry))
        self.removed = 0

    def is_pair(self, name: str, text: str) -> bool:
        """Whether a column of this name and text is a hidden cell once more."""
        return phrase(text) in self._values.get(phrase(name), ())

    def text(self, text: str, *, keep_value: bool = False) -> str:
        """The text without copies. keep_value: only the key's name goes, for texts that may not become empty."""
        if not text:
            return text
        if text.lstrip()[:1] in "[{":
            pairs = self._read_pairs(text)
            if pairs is not None and any(self.is_pair(*pair) for pair in pairs):
                return self.text(self._without_pairs(pairs))
        for _ in range(_MOST_PASSES):  # taking a copy out can bring a name and a value together
            spans = list(self._spans(text, words(text)))
            if not spans:
                return text
            for name_start, value_start, end in reversed(spans):
                text = text[:name_start].rstrip(" ") + " " + text[value_start if keep_value else end :].lstrip(" ")
            text = text.strip(" ")
            self.removed += len(spans)
        rest = list(self._spans(text, words(text)))
        return text[: rest[0][0]].rstrip() if rest else text

    def path(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """A category path without copies."""
        joined = PATH_SEPARATOR.join(steps)
        left = self.text(joined)
        if left == joined:
            return steps
        return tuple(step for step in map(str.strip, left.split(PATH_SEPARATOR.strip())) if step)

    def _without_pairs(self, pairs: list[tuple[str, str]]) -> str:
        kept = [(name, value) for name, value in pairs if not self.is_pair(name, value)]
        self.removed += len(pairs) - len(kept)
        return " | ".join(f"{name}: {value}" if name else value for name, value in kept)

    def _spans(self, text: str, found: list[Word]) -> Iterable[tuple[int, int, int]]:
        """(start of the name, start of the value, end) of each copy, left to right, without overlap."""
        place = 0
        while place < len(found):
            end = 0
            for name in self._names.get(found[place].text, ()):
                after = place + len(name)
                if tuple(word.text for word in found[place:after]) != name:
                    continue
                for first in self._value_places(text, found, after):
                    end = self._match_values(name, found, first)
                    if end:
                        yield found[place].start, found[first].start, found[end - 1].end
                        break
                if end:
                    break
            place = end or place + 1

    @staticmethod
    def _value_places(text: str, found: list[Word], after: int) -> list[int]:
        """Where the value of a name may begin: right behind it, behind a bracket, behind the "value" of a hash."""
        if after >= len(found):
            return []
        out = [after]
        word, gap = found[after], text[found[after - 1].end : found[after].start]
        if "(" in gap or "[" in gap:
            for place in range(after, min(after + _MOST_BRACKET_WORDS, len(found) - 1)):
                between = text[found[place].end : found[place + 1].start]
                if ")" in between or "]" in between:
                    out.append(place + 1)
                    break
        if word.text in _VALUE_WORDS and text[word.start - 1] in "\"':" and after + 1 < len(found):
            out.append(after + 1)
        return out

    def _match_values(self, name: Phrase, found: list[Word], place: int) -> int:
        """The place behind the values that stand at `place`, in any order; 0 where none does."""
        end = 0
        while True:
            step = next((len(v) for v in self._values[name] if _stands(v, found, place)), 0)
            if not step:
                return end
            place = end = place + step


def _stands(value: Phrase, found: list[Word], place: int) -> bool:
    return tuple(word.text for word in found[place : place + len(value)]) == value


def _forms(values: tuple[str, ...]) -> Iterable[Phrase]:
    """The phrases under which a cell's values may be written: whole, in parts, a number with the unit in other words,
    and other words for yes and no.
    """
    for value in values:
        whole = phrase(value)
        if whole:
            yield whole
        for part in _PARTS.split(value):
            if piece := phrase(part):
                yield piece
        if figure := _figure(value):
            yield figure
        for answers in _SAME_ANSWERS:
            if value.strip().lower() in answers:
                yield from ((answer,) for answer in answers)


def adjacent_pairs(item: Item, hidden: tuple[HiddenCell, ...], read_pairs: PairReader) -> list[HiddenCell]:
    """Hidden cells that the item still shows as a pair: the check after the mask, by another way than the mask's.

    Every text is written as one line of words, in which no name may stand right before its value; and no field,
    cell or entry of a hash may have both.
    """
    cells = [*item.fields(), *item.cells()]
    texts = [text for _, text in cells]
    for text in texts:
        if text.lstrip()[:1] in ("[", "{"):
            cells += read_pairs(text) or ()
    shown = "\n".join(map(_line, texts))
    pairs = {(_line(name), _line(value)) for name, value in cells}
    return [
        cell
        for cell in hidden
        for name in [_line(cell.key)]
        if any(
            _is_shown(name, written, shown, pairs)
            for value in cell.values
            for written in (_line(value), f" {' '.join(_figure(value))} ")
        )
    ]


def _is_shown(name: str, value: str, shown: str, pairs: set[tuple[str, str]]) -> bool:
    if not name.strip() or not value.strip():
        return False
    return (name, value) in pairs or name + value[1:] in shown


def _figure(value: str) -> Phrase:
    """The number of a value that holds one number and it first ("8 mm"), () for any other value."""
    return phrase(value)[:1] if number(value) is not None else ()


def _line(text: str) -> str:
    return f" {' '.join(phrase(text))} "
