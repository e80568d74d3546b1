"""Words and short phrases of titles that may tell what kind of thing an item is.

Numbers, what is glued to them, the unit behind them and the item's own brand are left out, and end a phrase: "Acme X200
toner cartridge 2 pcs black" leaves "toner cartridge" and "black". Characters of scripts without blanks count in pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from itemcenter.values.folding import is_unspaced, name_key, tokens
from itemcenter.values.units import spelling

_LONGEST_PHRASE = 3
#: Items that must show a word before its use counts; share behind numbers from which it is counted; brands that a
#: catalog needs for telling series apart, and share of a word's items that its one brand must have.
_SEEN, _COUNTED, _FEW_BRANDS, _ONE_BRAND = 5, 0.7, 5, 0.9
#: Words that begin and end no phrase.
_EMPTY_WORDS = """and or the of for with a an in to by on from at per x w no non not new und oder der die das für mit
    von im ohne all one other more up out only each set type series model version pack edition size style original s"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A folded word without a plural "s"."""
    return word[:-1] if len(word) >= 4 and word[-1] == "s" and word[-2] not in "sui" else word


def counted_words(titles: Sequence[str]) -> frozenset[str]:
    """Stems that nearly always follow a number: what is counted or measured ("pages", "port"), no kind of thing."""
    seen: Counter[str] = Counter()
    led: Counter[str] = Counter()
    for title in titles:
        behind_number = False
        for token, start, _ in tokens(title):
            number = token.isdigit() and not title[start - 1 : start].isalpha()  # "E6300 processor" counts nothing
            if not token.isdigit():
                seen[stem(token)] += 1
                led[stem(token)] += behind_number
            behind_number = number
    return frozenset(word for word, count in seen.items() if count >= _SEEN and led[word] >= _COUNTED * count)


def runs(title: str, brand: str, counted: frozenset[str] = frozenset()) -> list[list[tuple[str, str]]]:
    """Stretches of (stem, word as written) of a title that nothing breaks. `counted`: words to leave out."""
    own = {stem(word) for word in name_key(brand).split()}
    out: list[list[tuple[str, str]]] = [[]]
    behind_number, end = False, 0
    for token, start, stop in tokens(title):
        if title[end:start].strip(" -") and out[-1]:
            out.append([])
        number = token.isdigit()
        unit = behind_number and spelling(title[start:stop]) is not None
        glued = title[stop : stop + 1].isdigit() or (start > 0 and title[start - 1].isdigit())
        word = stem(token)
        unspaced = is_unspaced(token[0])
        if (
            number
            or unit
            or word in counted
            or (glued and not unspaced)
            or word in own
            or (len(token) < 2 and not unspaced)
        ):
            if out[-1]:
                out.append([])
        else:
            out[-1].append((word, title[start:stop]))
        behind_number, end = number, stop
    return [run for run in out if run]


def words(title: str, brand: str, counted: frozenset[str] = frozenset()) -> set[str]:
    """The stems of a title that may tell its kind; pairs of characters where a script has no blanks."""
    out = set()
    for run in runs(title, brand, counted):
        for place, (word, _) in enumerate(run):
            if not is_unspaced(word[0]):
                if word not in _EMPTY:
                    out.add(word)
            elif place + 1 < len(run) and is_unspaced(run[place + 1][0][0]):
                out.add(word + run[place + 1][0])
    return out


def phrases(title: str, brand: str, counted: frozenset[str] = frozenset()) -> dict[str, str]:
    """Phrases of one to three words by their stems -> as written; without empty words at their ends."""
    out: dict[str, str] = {}
    for run in runs(title, brand, counted):
        for start in range(len(run)):
            for stop in range(start + 1, min(start + _LONGEST_PHRASE, len(run)) + 1):
                part = run[start:stop]
                if part[0][0] in _EMPTY or part[-1][0] in _EMPTY:
                    continue
                joint = "" if is_unspaced(part[0][0][0]) else " "
                if joint or len(part) > 1:
                    out.setdefault(" ".join(stem for stem, _ in part), joint.join(word for _, word in part))
    return out


def brand_words(item_words: Sequence[set[str]], brands: Sequence[str]) -> frozenset[str]:
    """Words that one brand alone uses: names of its series, which tell no kind. Empty where few items have a brand."""
    named = [name_key(brand) for brand in brands]
    known = Counter(brand for brand in named if brand)
    if known.total() < 0.5 * len(named) or len(known) < _FEW_BRANDS:
        return frozenset()
    users: dict[str, Counter[str]] = {}
    for own, brand in zip(item_words, named, strict=True):
        for word in own:
            users.setdefault(word, Counter())[brand] += 1
    return frozenset(
        word for word, by in users.items() if by.total() >= _SEEN and max(by.values()) >= _ONE_BRAND * by.total()
    )
