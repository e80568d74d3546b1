"""Made-up product texts from the names of a trade: titles, spec lines and short descriptions. Equal seeds, equal texts.

The student only has to repeat what the teacher makes of a text, so a text need not make sense; but its words must stand
among words that they meet in real listings, numbers, units and order codes included.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate

from itemcenter.training.names import CategoryNames, KeyNames, Names


def _words(text: str) -> list[str]:
    return text.split()


_UNITS = _words("""
    GB TB MB mm cm m inch " ft oz lb kg g mg ml l L W kW V A mAh Hz GHz MHz rpm dpi px MP lm psi bar °C pcs pack pair
    set count sheets pages
""")
_SIZES = _words("XS S M L XL XXL 2XL 3XL small medium large mini compact")
_OFFERS = _words("""
    new original genuine official sale hot free shipping best premium deluxe pro plus bulk pack refurbished retail box
    OEM unisex men women kids for with and in
""")
_JOINS = (" ", " ", " ", " ", ", ", " - ", " | ", " / ")
_OPENINGS = ("This", "The", "Our", "Features a", "Comes with", "Made for", "Ideal for", "Designed with", "Perfect for")
_ENDINGS = (
    "is easy to use.",
    "for everyday use.",
    "and a two year warranty.",
    "that lasts for years.",
    "with fast delivery.",
    "as a gift or for yourself.",
    "and is easy to clean.",
    "see the specifications below.",
)

#: Letters of any script, and no digit or sign among them.
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")

Maker = Callable[["_Chooser"], str]


class _Chooser(random.Random):
    """A seeded chooser over the names."""

    def __init__(self, names: Names, words: Sequence[str], trade: Sequence[str], seed: int) -> None:
        super().__init__(seed)
        self.words, self.trade = words, trade
        self.categories = [entry for entry in names.categories if entry.keys] or list(names.categories)
        self.lines = list(names.lines)

    def category(self) -> CategoryNames | None:
        return self.choice(self.categories) if self.categories else None

    def key(self, category: CategoryNames) -> KeyNames | None:
        filled = [key for key in category.keys if key.values]
        return self.choice(filled) if filled else None

    def word(self) -> str:
        """A word of the teacher's vocabulary (frequent ones, which stand first, come more often) or of the trade."""
        if self.trade and self.random() < 0.5:
            return self.choice(self.trade)
        return self.words[int(len(self.words) * self.random() ** 2)]


def product_texts(names: Names, words: Sequence[str], count: int, seed: int) -> list[str]:
    """`count` made-up texts of 2 to about 60 words; a larger `count` begins with the same ones.

    words: single words of the language, the most frequent first
    """
    chooser = _Chooser(names, words, trade_words(names), seed)
    kinds: list[tuple[Maker, float]] = [(_salad, 0.3)]
    if chooser.categories:
        kinds += [(_title, 0.42), (_spec, 0.15), (_description, 0.05)]
    if chooser.lines:
        kinds += [(_line, 0.08)]
    makers, shares = [maker for maker, _ in kinds], list(accumulate(share for _, share in kinds))
    return [chooser.choices(makers, cum_weights=shares)[0](chooser) for _ in range(count)]


def trade_words(names: Names) -> list[str]:
    """The words of the names in lower case, letters only and three or more of them; the most frequent first."""
    counts = Counter(word for text in names.everything() for word in _WORD.findall(text.lower()))
    return sorted(counts, key=lambda word: (-counts[word], word))


def _title(chooser: _Chooser) -> str:
    category = chooser.category()
    assert category is not None
    parts = [_cased(chooser, chooser.word()) for _ in range(chooser.randrange(3))]
    if chooser.random() < 0.5:
        parts.append(_order_code(chooser))
    parts += [_value(chooser, category) for _ in range(chooser.randrange(4))]
    parts.append(chooser.choice(category.path[-2:]))
    if chooser.random() < 0.5:
        parts.append(_measure(chooser))
    if chooser.random() < 0.25:
        parts.append(chooser.choice(_SIZES))
    for _ in range(chooser.choice((0, 0, 1, 2))):
        parts.append(chooser.choice(_OFFERS))
    if chooser.random() < 0.6:
        chooser.shuffle(parts)
    text = parts[0]
    for part in parts[1:]:
        text += chooser.choice(_JOINS) + part
    return _cased(chooser, text)


def _spec(chooser: _Chooser) -> str:
    category = chooser.category()
    assert category is not None
    key = chooser.key(category)
    if key is None:
        return " > ".join(category.path)
    value = chooser.choice(key.values)
    return chooser.choice(
        (
            f"{key.name}: {value}",
            f"{category.path[-1]} with {key.name} {value}",
            f"{value} {category.path[-1]}",
            f"A {category.path[-1].lower()} with {key.name.lower()} being {value.lower()}",
            f"{key.name}: {', '.join(chooser.sample(key.values, min(len(key.values), 3)))}",
            " > ".join((*category.path, value)),
        )
    )


def _description(chooser: _Chooser) -> str:
    category = chooser.category()
    assert category is not None
    sentences = []
    for _ in range(chooser.randrange(2, 5)):
        middle = [_value(chooser, category).lower() for _ in range(chooser.randrange(1, 4))]
        middle.append(chooser.choice((category.path[-1].lower(), chooser.word(), _measure(chooser))))
        sentences.append(f"{chooser.choice(_OPENINGS)} {' '.join(middle)} {chooser.choice(_ENDINGS)}")
    if chooser.lines and chooser.random() < 0.5:
        sentences.append(chooser.choice(chooser.lines))
    return " ".join(sentences)


def _line(chooser: _Chooser) -> str:
    text = chooser.choice(chooser.lines)
    return f"{text} {chooser.choice((chooser.word(), _order_code(chooser), _measure(chooser)))}"


def _salad(chooser: _Chooser) -> str:
    """Words that need not belong together: every word of the vocabulary meets the training."""
    return " ".join(chooser.word() for _ in range(chooser.randrange(2, 10)))


def _value(chooser: _Chooser, category: CategoryNames) -> str:
    key = chooser.key(category)
    return chooser.choice(key.values) if key is not None else chooser.word()


def _measure(chooser: _Chooser) -> str:
    small, large, broken = chooser.randrange(1, 100), chooser.randrange(1, 2000), chooser.random() * 50
    number = chooser.choice((str(small), str(large), f"{broken:.1f}"))
    joined = chooser.choice(("", " ", "-"))
    if chooser.random() < 0.2:
        number = f"{number} x {chooser.randrange(1, 100)}"
    return f"{number}{joined}{chooser.choice(_UNITS)}"


def _order_code(chooser: _Chooser) -> str:
    letters = "".join(chooser.choices("ABCDEFGHKLMNPRSTUVWXYZ", k=chooser.randrange(1, 5)))
    digits = "".join(chooser.choices("0123456789", k=chooser.randrange(2, 7)))
    return chooser.choice((f"{letters}{digits}", f"{letters}-{digits}", f"{digits}-{letters}", digits))


def _cased(chooser: _Chooser, text: str) -> str:
    return chooser.choice((text, text, text.title(), text.upper(), text.lower()))
