"""How near the name of a merchant's key is to the name of an ontology key: 1 for the same name, 0 for nothing shared.

Names are compared word by word, without case, plural, spelling habits and order; short forms are written out, and words
that retailers use for one another count as one. Rare words weigh more than common ones ("shielding" more than "type").
Words that the item's category explains are no difference: "Type" in "Cables" is the "Cable type".
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from itemcenter.values import known_unit
from itemcenter.values.folding import name_key

#: Word -> the word that stands for it: British spelling, short forms, words that retailers use for one another.
_ONE_WORD = {
    **{"colour": "color", "hue": "color", "clr": "color", "grey": "gray", "metre": "meter", "litre": "liter"},
    **{"fibre": "fiber", "centre": "center", "aluminium": "aluminum", "jewellery": "jewelry", "tyre": "tire"},
    **{"cpu": "processor", "gpu": "graphics", "screen": "display", "wlan": "wifi"},
    **{"max": "maximum", "min": "minimum", "temp": "temperature", "qty": "quantity", "freq": "frequency"},
    **{"dim": "dimension", "res": "resolution", "wt": "weight", "ht": "height", "len": "length", "dia": "diameter"},
    **{"pkg": "package", "packaging": "package", "mfr": "manufacturer", "maker": "manufacturer", "mem": "memory"},
    **{"tech": "technology", "spec": "specification", "std": "standard", "mat": "material", "conn": "connector"},
    **{"incl": "included", "approx": "approximate", "kind": "type", "os": "operating system", "mounting": "mount"},
    **{"certificate": "certification", "strap": "band", "neck": "neckline", "sex": "gender", "flavour": "flavor"},
    **{"supported": "compatible", "supporting": "compatible", "support": "compatible"},
}
#: Written in two words as often as in one.
_JOINED = {("wi", "fi"): "wifi", ("e", "mail"): "email", ("e", "book"): "ebook", ("3", "d"): "3d"}
#: They say only that it is the product's, or that there is one.
_WEAK = frozenset(
    (
        *("product", "item", "article", "main", "primary", "general", "overall", "available", "detail"),
        *(
            "name",
            "the",
            "of",
            "a",
            "and",
            "or",
            "in",
            "for",
            "to",
            "with",
            "produkt",
            "artikel",
            "info",
            "information",
        ),
    )
)
_WEAK_WEIGHT = 0.1
#: What a thing fits is another question than what it is, but the ontology's names need not be as exact as merchants'.
_FITS, _FITS_WEIGHT = "compat", 0.4
#: What a word that the category explains counts, for one that both names have.
_EXPLAINED = 0.9
#: Endings that make no other word of it ("print", "printing"; "compatible", "compatibility").
_ENDINGS = ("ibility", "ability", "ible", "able", "ing", "ed")
_SHORTEST_STEM = 4
_BRACKETS = re.compile(r"\s*[(\[]\s*(?:in\s+)?([^()\[\]]{1,16}?)\s*[)\]]\s*$", re.IGNORECASE)


class NameMatch(NamedTuple):
    """strength: 0 to 1; explained: words that only the category tells, for the reasons."""

    strength: float
    explained: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a key's name under which it is compared, in order."""
    return tuple(_stem(word) for word in _plain_words(name))


@lru_cache(maxsize=65536)
def inflected_words(name: str) -> frozenset[str]:
    """Those words of a name that lost an ending: "printing colours" are not the colours of a printer."""
    return frozenset(_stem(word) for word in _plain_words(name) if _ending(word))


def same_name(left: str, right: str) -> bool:
    """Whether two names are one, but for spelling habits, plural and order: no ending is taken off for this."""
    return sorted(_plain_words(left)) == sorted(_plain_words(right))


def _plain_words(name: str) -> list[str]:
    found: list[str] = []
    for token in name_key(unit_in(name)[0]).split():
        if found and (found[-1], token) in _JOINED:
            found[-1] = _JOINED[found[-1], token]
            continue
        word = _ONE_WORD.get(token) or _ONE_WORD.get(_singular(token)) or _singular(token)
        found.extend(word.split())
    return found


def _singular(word: str) -> str:
    if len(word) >= 5 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) >= 4 and word[-1] == "s" and word[-2] not in "sui" else word


def _ending(word: str) -> str:
    fitting = (entry for entry in _ENDINGS if word.endswith(entry) and len(word) - len(entry) >= _SHORTEST_STEM)
    return next(fitting, "")


def _stem(word: str) -> str:
    ending = _ending(word) or ("e" if len(word) > _SHORTEST_STEM and word.endswith("e") else "")
    return word.removesuffix(ending)


def unit_in(name: str) -> tuple[str, str | None]:
    """(the name without the unit in its brackets, that unit): "Width (mm)"; (the name, None) where there is none."""
    found = _BRACKETS.search(name)
    unit = known_unit(found[1]) if found is not None else None
    return (name[: found.start()], unit) if found is not None and unit is not None else (name, None)


class NameWeights:
    """How much each word counts, from how many names of the ontology's keys it stands in."""

    def __init__(self, names: Iterable[str]) -> None:
        listed = list(names)
        self._found = Counter(word for name in listed for word in set(words_of(name)))
        self._names = max(1, len(listed))

    def of(self, word: str) -> float:
        weight = math.log(2 + self._names / (1 + self._found.get(word, 0)))
        return weight * _WEAK_WEIGHT if word in _WEAK else weight

    def match(self, merchant: Sequence[str], own: Sequence[str], context: frozenset[str] = frozenset()) -> NameMatch:
        """How near two names are, given as `words_of` them. context: words of the category's name.

        A word that only the merchant has makes it another thing ("cable colour" of a keyboard is not its colour), so it
        costs more than one that only the ontology has ("resolution", where that is "display resolution").
        """
        mine, theirs = Counter(merchant), Counter(own)
        if not mine or not theirs:
            return NameMatch(0.0)
        if mine == theirs:
            return NameMatch(1.0)
        both = mine & theirs
        explained: list[str] = []
        shared = sum(self.of(word) * count for word, count in both.items())
        if not any(word not in _WEAK and word != _FITS for word in both):
            return NameMatch(0.0)

        def covered(words: Counter[str], says: float) -> float:
            """says: how much it means that these words name what the thing fits, and the others do not."""
            total = got = shared
            for word, count in (words - both).items():
                weight = self.of(word) * count * (says if word == _FITS else 1.0)
                total += weight
                if word in context:
                    got += _EXPLAINED * weight
                    explained.append(word)
            return got / total

        strength = covered(mine, 1.0) * math.sqrt(covered(theirs, _FITS_WEIGHT))
        return NameMatch(min(strength, 0.99), tuple(explained))
