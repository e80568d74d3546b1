"""Open extraction: all pairs of an item, those that its texts spell out and those of its category's keys.

An encoder cannot name a property that nobody has named: new key names come from what is written ("Cuff: ribbed"), the
rest from keys that are known. Values stand as written; "sun-protective" is not turned into "sun protection".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from itemcenter.extract.extractor import Extractor
from itemcenter.extract.spec_lines import written_pairs
from itemcenter.schema import AttributeKey, CategoryId, Item, KeyId, TextSpan
from itemcenter.values.folding import name_key


class OpenPair(NamedTuple):
    """key_id: None for a key that is not known; named: where the text names the key, None where it does not

    confidence: of the extractor; 1.0 for a pair that the text spells out
    """

    name: str
    key_id: KeyId | None
    named: TextSpan | None
    value: TextSpan
    confidence: float


def open_pairs(
    item: Item, category_id: CategoryId, keys: Sequence[AttributeKey], extractor: Extractor | None = None
) -> list[OpenPair]:
    """What is spelled out, in the order of the texts, then what the extractor finds for `keys` that are left.

    A span is the value of one pair: of keys that want the same words, the surer one has them.
    """
    by_name = {name_key(name): key for key in reversed(keys) for name in (*key.synonyms, key.name)}
    out: list[OpenPair] = []
    for pair in written_pairs(item):
        key = by_name.get(name_key(pair.name.text))
        out.append(OpenPair(pair.name.text, key.id if key else None, pair.name, pair.value, 1.0))
    if extractor is None:
        return out
    spelled = {pair.key_id for pair in out}
    names = {key.id: key.name for key in keys}
    found = extractor.extract(item, category_id, [key for key in keys if key.id not in spelled])
    taken = [pair.value for pair in out] + [pair.named for pair in out if pair.named]
    kept = set()
    for said in sorted(found, key=lambda entry: -entry.confidence):
        if not any(said.span.field == t.field and said.span.start < t.end and t.start < said.span.end for t in taken):
            taken.append(said.span)
            kept.add(said)
    out += [OpenPair(names[s.key_id], s.key_id, None, s.span, s.confidence) for s in found if s in kept]
    return out
