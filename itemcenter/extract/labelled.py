"""Labelled texts that extraction learns from, and the words it gives out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from itemcenter.schema import CategoryId, Item, KeyId, TextSpan


class LabelledText(NamedTuple):
    """An item and the very words of its texts that are values of its keys, () for "known to state none".

    part: its fold (`evidence.folds.fold_of` of its product group or its title), so that it never teaches about itself
    Words that stand in no text of the item teach nothing.
    """

    item: Item
    category_id: CategoryId
    labels: Mapping[KeyId, tuple[str, ...]]
    part: int


class Extracted(NamedTuple):
    """`span.text` is a value of the key, as written. `confidence`: share of such answers that are right, as measured
    on the labelled texts, each judged by those of other parts."""

    key_id: KeyId
    span: TextSpan
    confidence: float


def labels_from_cells(item: Item, cells: Iterable[tuple[KeyId, str]]) -> dict[KeyId, tuple[str, ...]]:
    """Labels out of a merchant's own cells: those whose words stand, letter for letter, in a text of the item.

    A cell that stands in no text is no label, not even for "states none": the text may say it in other words.
    """
    texts = [text for _, text in item.fields()]
    found: dict[KeyId, tuple[str, ...]] = {}
    for key_id, value in cells:
        wanted = value.strip()
        if wanted and any(wanted in text for text in texts) and wanted not in found.get(key_id, ()):
            found[key_id] = (*found.get(key_id, ()), wanted)
    return found
