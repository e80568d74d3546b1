"""Values that items of the catalog state for keys without a list: what to look for in the texts of the others.

A value counts by parts (`folds`), so that an item's own cell never finds itself. Long values are left out: sentences
are not looked for, and memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.schema import AttributeKey, KeyId, TypedValue, ValueType
from itemcenter.values.compare import name_of
from itemcenter.values.folding import tokens

_LONGEST, _MOST_WORDS = 60, 8
#: Values kept of a key: those met first, in the order of the items' ids.
_MOST_VALUES = 5_000
_OPEN_TYPES = (ValueType.TEXT, ValueType.CATEGORICAL, ValueType.COLOUR)

_Writings = dict[str, list[int]]


class SeenValues:
    """Counts by key and value. A value is known by its folded form and told as most items write it."""

    def __init__(self) -> None:
        self._values: dict[KeyId, dict[str, _Writings]] = {}

    def add(self, key: AttributeKey, values: Iterable[TypedValue], part: int) -> None:
        """The values that one labelled item states; those of a list are found by its names and left out."""
        if key.type not in _OPEN_TYPES:
            return
        for value in values:
            if (
                value.value_id is None
                and len(value.text) <= _LONGEST
                and 0 < sum(1 for _ in tokens(value.text)) <= _MOST_WORDS
            ):
                known = self._values.setdefault(key.id, {})
                form = name_of(value)
                if form in known or len(known) < _MOST_VALUES:
                    counts = known.setdefault(form, {}).setdefault(value.text, [0] * (FOLDS + 1))
                    counts[0] += 1
                    counts[part + 1] += 1

    def __bool__(self) -> bool:
        return bool(self._values)

    def __iter__(self) -> Iterator[tuple[KeyId, str, str]]:
        """Every (key, folded form, most frequent writing), by key and form."""
        for key_id, known in sorted(self._values.items()):
            for form, writings in sorted(known.items()):
                yield key_id, form, min(writings, key=lambda text: (-writings[text][0], text))

    def support(self, key_id: KeyId, form: str, part: int) -> int:
        """Items with the value, those of the part left out."""
        writings = self._values.get(key_id, {}).get(form, {})
        return sum(counts[0] if part == EVERYTHING else counts[0] - counts[part + 1] for counts in writings.values())

    def to_json(self) -> dict[str, Any]:
        return {
            key_id: {form: dict(sorted(writings.items())) for form, writings in sorted(known.items())}
            for key_id, known in sorted(self._values.items())
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SeenValues:
        """The reverse of `to_json`. Raises `KeyError`, `ValueError`, `TypeError` or `AttributeError` otherwise."""
        out = cls()
        out._values = {
            KeyId(key_id): {
                form: {text: _whole(counts) for text, counts in writings.items()} for form, writings in known.items()
            }
            for key_id, known in data.items()
        }
        return out


def _whole(counts: Sequence[float]) -> list[int]:
    if len(counts) <= FOLDS:
        raise ValueError(f"{len(counts)} counts are no counts by part")
    return list(map(int, counts[: FOLDS + 1]))
