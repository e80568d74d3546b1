"""Words and phrases of category names: "Toner & Inkjet Cartridges" is a toner cartridge or an inkjet cartridge."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from itemcenter.library.category_equivalents import EQUIVALENT_ROWS
from itemcenter.values.folding import tokens

#: Words that retailers use for one another in category names. A workbook's synonyms add to these.
_SAME_WORD = {
    "cell": "mobile",
    "cellphone": "phone",
    "cellular": "mobile",
    "handy": "phone",
    "smartphone": "phone",
    "telephone": "phone",
    "telefon": "phone",
    "notebook": "laptop",
    "tv": "television",
    "telly": "television",
    "fridge": "refrigerator",
    "couch": "sofa",
    "trainer": "sneaker",
    "footwear": "shoe",
    "apparel": "clothing",
    "clothes": "clothing",
    "bike": "bicycle",
    "spectacle": "eyewear",
    "specs": "eyewear",
    "mouse": "mice",
    "auto": "car",
    "automotive": "car",
    "picture": "photo",
    "colour": "color",
    "jewellery": "jewelry",
    "earphone": "headphone",
    "earbud": "headphone",
}
#: Words that say nothing about what a thing is.
_EMPTY = frozenset(
    (
        "and",
        "or",
        "the",
        "of",
        "for",
        "with",
        "all",
        "other",
        "others",
        "more",
        "by",
        "a",
        "an",
        "s",
        "amp",
        "new",
        "und",
    )
)
#: Plurals whose singular the rules of `singular` would miss.
_PLURALS = {
    "axes": "axe",
    "beanies": "beanie",
    "bookshelves": "bookshelf",
    "bowties": "bowtie",
    "brownies": "brownie",
    "buses": "bus",
    "cds": "cd",
    "children": "child",
    "cookies": "cookie",
    "feet": "foot",
    "halves": "half",
    "hoodies": "hoodie",
    "knives": "knife",
    "leaves": "leaf",
    "lenses": "lens",
    "loaves": "loaf",
    "mangoes": "mango",
    "men": "man",
    "movies": "movie",
    "neckties": "necktie",
    "onesies": "onesie",
    "potatoes": "potato",
    "scarves": "scarf",
    "shelves": "shelf",
    "smoothies": "smoothie",
    "teeth": "tooth",
    "tomatoes": "tomato",
    "tvs": "tv",
    "women": "woman",
}
#: Words whose "s" is their own.
_SINGULAR = frozenset(("always", "canvas", "lens", "series", "species"))
_PARTS = re.compile(r"\s*(?:&|,|/|\band\b|\bund\b|\bor\b)\s*", re.IGNORECASE)


def words(name: str) -> list[str]:
    """Folded words of a name in order, plural "s" dropped, trade synonyms unified, empty words left out."""
    out = []
    for token, _, _ in tokens(name):
        if token in _EMPTY:
            continue
        out.append(_SAME_WORD.get(token) or _SAME_WORD.get(singular(token), singular(token)))
    return out


@lru_cache(maxsize=1 << 17)
def singular(word: str) -> str:
    """The singular of a folded English word, by spelling: batteries, watches, shelves, lamps. Others stay."""
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) < 4 or not word.endswith("s") or word[-2] in "sui" or word in _SINGULAR:
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


@cache
def equivalents() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Sets of phrases that may stand for one another, each phrase as a tuple of words."""
    rows = (line.split(";") for line in EQUIVALENT_ROWS.strip().splitlines())
    distinct = (tuple(dict.fromkeys(tuple(words(entry)) for entry in row)) for row in rows)
    return tuple(row for row in distinct if len(row) > 1)


def phrases(name: str) -> list[str]:
    """The name itself, the readings of a coordination, and the same with the words that retailers interchange.

    "Toner & Inkjet Cartridges": toner cartridges, inkjet cartridges (a singular part is lent the head);
    "Speaker Bags, Covers & Cases": speaker bags, speaker covers, speaker cases (a bare head is lent the modifier).
    """
    readings = [name, *_coordinated(name)]
    out = list(readings)
    for reading in readings:
        for word in words(reading):
            for other in _INTERCHANGED.get(word, ()):
                out.append(" ".join(other if entry == word else entry for entry in words(reading)))
    return out


def _coordinated(name: str) -> list[str]:
    parts = [part.split() for part in _PARTS.split(name) if part.strip()]
    if len(parts) < 2:
        return []
    head = parts[-1][-1]
    modifier = parts[0][:-1] if parts[0][-1].endswith("s") else []
    out = []
    for part in parts:
        if head.endswith("s") and not part[-1].endswith("s"):
            part = [*part, head]
        elif len(part) == 1 and modifier and part is not parts[0]:
            part = [*modifier, *part]
        out.append(" ".join(part))
    return out


_INTERCHANGED: dict[str, list[str]] = {}
for _word, _standard in _SAME_WORD.items():
    _INTERCHANGED.setdefault(_standard, []).append(_word)
