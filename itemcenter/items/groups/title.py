"""A title into its *skeleton* - the words that name the product - and its variant words.

"Acme Robo X200 vacuum - Black, 64 GB": skeleton acme, robo, x200, vacuum; variants capacity 64 GB and colour black.
Words are folded (`values.folding`); numbers are normalised, so that "4.0TB" and "4 TB" are one. A figure with a
technical unit (40 W, 50 mm, 2.4 GHz) and a bare number belong to the skeleton: they tell models apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from itemcenter.items.groups import variant_words as known
from itemcenter.items.groups.tokens import CHUNK, Token, chunk_tokens, measure_of
from itemcenter.values.folding import name_key

#: Longer titles are texts; what stands behind says nothing more about the product.
MOST_CHARS = 400
_MOST_CACHED = 200_000
_LONGEST_TAIL = 3

#: Phrases of the ontology's variant values: folded words -> (dimension, value).
Phrases = Mapping[tuple[str, ...], tuple[str, str]]
Variant = tuple[str, str]


class TitleParts(NamedTuple):
    """words: the skeleton in order, brand included. variants: sorted, each once.

    tail: how many of the last words of the skeleton stand where a variant is often named (behind the last break, else
    the last word alone), 0 for none; behind: whether a break stands before it; written: variant -> words of the title
    """

    words: tuple[str, ...]
    variants: tuple[Variant, ...]
    tail: int
    behind: bool
    written: Mapping[Variant, str]

    def skeleton(self, without_tail: bool = False) -> tuple[str, ...]:
        """The form in which skeletons are equal: in any order, unless a word of direction makes the order count."""
        words = self.words[: len(self.words) - self.tail] if without_tail else self.words
        kept = [word for word in words if word not in known.FILLERS]
        return tuple(kept) if known.DIRECTIONS.intersection(kept) else tuple(sorted(set(kept)))


class TitleReader:
    """Reads titles; remembers words that it has met, so that a catalog costs little more than its vocabulary.

    phrases: of the ontology's value lists of variant-like keys
    """

    def __init__(self, phrases: Phrases | None = None) -> None:
        self._phrases = dict(phrases or {})
        self._beginnings = known.BEGINNINGS.union(words[0] for words in self._phrases)
        self._longest = max([known.LONGEST_COLOUR, *map(len, self._phrases)])
        self._chunks: dict[str, tuple[Token, ...]] = {}

    def read(self, title: str, brand: str = "") -> TitleParts:
        tokens = self._tokens(title[:MOST_CHARS])
        words, found, last_break = self._sort_out(tokens)
        for word in name_key(brand).split():
            if word not in words:
                words.insert(0, word)
                last_break += 1
        tail, behind = len(words) - last_break, True
        if not 1 <= tail <= _LONGEST_TAIL or tail == len(words) or not all(map(_plain, words[last_break:])):
            tail, behind = int(len(words) > 1 and _plain(words[-1])), False
        return TitleParts(tuple(words), tuple(sorted(found)), tail, behind, found)

    def _tokens(self, title: str) -> list[Token]:
        out: list[Token] = []
        cached = self._chunks
        for chunk in CHUNK.findall(title):
            tokens = cached.get(chunk)
            if tokens is None:
                if len(cached) >= _MOST_CACHED:
                    cached.clear()
                tokens = cached[chunk] = tuple(chunk_tokens(chunk))
            out += tokens
        return out

    def _sort_out(self, tokens: list[Token]) -> tuple[list[str], dict[Variant, str], int]:
        """(words of the skeleton, variants as written, how many words stood before the last break that words follow)"""
        words: list[str] = []
        variants: dict[Variant, str] = {}
        last_break = place = 0
        count = len(tokens)
        while place < count:
            token = tokens[place]
            if token.kind == "break":
                last_break = len(words) if place + 1 < count else last_break
                place += 1
                continue
            if token.kind == "word" and token.text not in self._beginnings:
                words.append(token.text)
                place += 1
                continue
            measure = _joined_measure(tokens, place) if token.kind == "number" else token
            if measure is not None and measure.kind in ("measure", "code"):
                if measure.kind == "measure":
                    variants.setdefault((measure.dimension, measure.text), measure.raw)
                else:
                    words.append(measure.text)
                place += 1 if measure is token else 2
                continue
            taken, variant = self._variant(tokens, place)
            if taken:
                written = " ".join(part.raw for part in tokens[place : place + taken])
                if variant is not None:
                    variants.setdefault(variant, written)
                place += taken
                continue
            words.append(token.text)
            place += 1
        return words, variants, last_break

    def _variant(self, tokens: list[Token], place: int) -> tuple[int, Variant | None]:
        """(tokens that a variant takes here, 0 for none; the variant, None for words that say nothing by themselves)"""
        for read in (_pack, _size, self._phrase):
            taken, variant = read(tokens, place)
            if taken:
                return taken, variant
        return 0, None

    def _phrase(self, tokens: list[Token], place: int) -> tuple[int, Variant | None]:
        """The longest colour or value of the ontology that begins here."""
        first = tokens[place].text
        if first not in self._beginnings:
            return 0, None
        for length in range(min(self._longest, len(tokens) - place), 0, -1):
            part = tokens[place : place + length]
            if any(token.kind == "break" for token in part):
                continue
            words = tuple(token.text for token in part)
            colour = known.COLOURS.get(words)
            if colour is not None and (words not in known.WEAK_COLOURS or _alone(tokens, place, place + length)):
                return length, (known.COLOUR, colour)
            value = self._phrases.get(words)
            if value is not None and (place + length == len(tokens) or _alone(tokens, place, place + length)):
                return length, value
        return 0, None


def _joined_measure(tokens: list[Token], place: int) -> Token | None:
    """A number and the unit behind it as one token."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if following is None or following.kind != "word":
        return None
    behind = tokens[place + 2] if place + 2 < len(tokens) else None
    if following.text == "in" and behind is not None and behind.kind in ("number", "code"):
        return None  # "3 in 1"
    found = measure_of(tokens[place].text, following.raw)
    return None if found is None else found._replace(raw=f"{tokens[place].raw} {following.raw}")


def _pack(tokens: list[Token], place: int) -> tuple[int, Variant | None]:
    """ "pack of 3", "3 pack", "twin pack", "6 x"."""
    text, count = tokens[place].text, _counted(tokens[place])
    one = tokens[place + 1].text if place + 1 < len(tokens) else ""
    two = tokens[place + 2] if place + 2 < len(tokens) else None
    if text in known.PACK_NOUNS and one == "of" and two is not None and _counted(two):
        return 3, (known.PACK, _counted(two))
    if count and one in known.PACK_UNITS and not (two is not None and two.text in ("set", "sets")):
        return 2, (known.PACK, count)
    if text in known.MULTIPLES and one in ("pack", "packs", "packung"):
        return 2, (known.PACK, known.MULTIPLES[text])
    if count and one == "x" and len(text) < 3 and two is not None and two.kind in ("number", "measure"):
        measured = two if two.kind == "measure" else _joined_measure(tokens, place + 2)
        if measured is not None and measured.dimension in (known.WEIGHT, known.VOLUME):
            return 2, (known.PACK, text)
    return 0, None


def _size(tokens: list[Token], place: int) -> tuple[int, Variant | None]:
    token = tokens[place]
    text = token.text
    following = tokens[place + 1] if place + 1 < len(tokens) else Token("break", "")
    if text in known.SIZES and (
        text in known.SIZE_CODES or following.text in ("size", "sized") or _alone(tokens, place, place + 1)
    ):
        return (2 if following.text in ("size", "sized") else 1), (known.SIZE, known.SIZES[text])
    if text in known.BED_SIZES and following.text in ("size", "sized", "bed"):
        return 2, (known.SIZE, text)
    if text in known.SIZE_WORDS:
        if following.kind == "number" or following.text in known.SIZE_LETTERS:
            return 2, (known.SIZE, known.SIZE_LETTERS.get(following.text, following.text))
        if following.text in known.SIZES or following.text in known.SIZE_SYSTEMS:
            return 1, None
    if text in known.SIZE_SYSTEMS and _shoe_size(following):
        return 2, (known.SIZE, f"{following.text} {text.upper()}")
    if _shoe_size(token) and following.text in known.SIZE_SYSTEMS:
        return 2, (known.SIZE, f"{text} {following.text.upper()}")
    if text in known.SIZE_LETTERS and token.raw.isupper() and _alone(tokens, place, place + 1):
        return 1, (known.SIZE, known.SIZE_LETTERS[text])
    if text in known.EDITIONS:
        behind = tokens[place + 2] if place + 2 < len(tokens) else Token("break", "")
        if following.text in known.EDITION_NOUNS:
            return 2, (known.EDITION, text)
        if following.text == "s" and behind.text in known.EDITION_NOUNS:
            return 3, (known.EDITION, text)
    return 0, None


def _alone(tokens: list[Token], start: int, end: int) -> bool:
    """Whether these tokens are a part of the title by themselves: breaks or other colours on both sides, not the whole.

    At the end of a title the break before is enough; a title without breaks has none.
    """
    before = start > 0 and (tokens[start - 1].kind == "break" or (tokens[start - 1].text,) in known.COLOURS)
    after = end == len(tokens) or tokens[end].kind == "break" or (tokens[end].text,) in known.COLOURS
    return before and after


def _counted(token: Token) -> str:
    if token.kind == "number" and token.text.isdigit() and len(token.text) <= 4:
        return token.text
    return known.NUMBER_WORDS.get(token.text, "")


def _shoe_size(token: Token) -> bool:
    return token.kind == "number" and len(token.text) <= 4 and 1 <= float(token.text) <= 60


def _plain(word: str) -> bool:
    return word.isalpha() and word not in known.MODEL_WORDS and word not in known.DIRECTIONS
