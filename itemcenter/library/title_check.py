"""Whether a title says only what its item says: every word and every number stands in a text or in a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from itemcenter.schema import Fact, Item
from itemcenter.values.folding import tokens

#: A number as written: its digits must stand together in the item or a fact, not in two places.
_NUMBER = re.compile(r"\d+(?:[.,/x×]\d+)*")


def title_sources(item: Item, facts: Iterable[Fact]) -> list[str]:
    """Everything that a title may take words from: texts, the words that prove facts, and the facts' values."""
    written = [text for fact in facts for proof in fact.evidence if (text := getattr(proof, "text", ""))]
    return [*(text for _, text in item.fields()), *written, *(fact.value.text for fact in facts)]


def title_parts(title: str, item: Item, facts: Iterable[Fact]) -> tuple[str, ...]:
    """Where a title's words stand: "key:color", "field:brand"; facts before fields, each once, in the title's order."""
    places: dict[str, str] = {}
    told = [(f"key:{fact.key_id}", fact.value.text) for fact in facts]
    for place, text in [*told, *((f"field:{name}", text) for name, text in item.fields())]:
        for word, _, _ in tokens(text):
            places.setdefault(word, place)
    return tuple(dict.fromkeys(places[word] for word, _, _ in tokens(title) if word in places))


def unsupported(title: str, sources: Sequence[str]) -> list[str]:
    """The folded words and the numbers of a title that no source has, in order."""
    words = {word for text in sources for word, _, _ in tokens(text)}
    numbers = {number for text in sources for number in _NUMBER.findall(text)}
    missing = [word for word, _, _ in tokens(title) if word not in words]
    return missing + [number for number in _NUMBER.findall(title) if number not in numbers]
