"""Two forms of one key as numbers: their vectors, their words, their amounts, and how the key's other values are built.

Symmetric: `features(a, b)` is `features(b, a)`. NaN where a feature has nothing to say.
"""

from __future__ import annotations

import heapq
import math
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from itemcenter.ontology.fuse.edits import edit_share
from itemcenter.ontology.fuse.forms import Form, FusedKey, form_of, singular
from itemcenter.ontology.fuse.guards import same_amounts
from itemcenter.values import normal_colour
from itemcenter.values.folding import name_key

Table = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_NAN = float("nan")

#: What each column says; `cosine` comes from the encoder, the rest from the writings.
NAMES = (
    "cosine",
    "same_joined",
    "same_set",
    "jaccard",
    "contained",
    "extra",
    "trigrams",
    "edit",
    "differing_length",
    "differing_first",
    "differing_seen",
    "differing_tokens",
    "initials",
    "abbreviated",
    "amounts",
    "other_unit",
    "bare_one",
    "rest_same",
    "rest_jaccard",
    "rest_words",
    "number_space",
    "key_words",
    "rarer_count",
    "count_ratio",
    "shorter",
    "colour",
    "tokens",
)


#: Texts that say how much of a key is numbers; of more, those are drawn whose checksums are least.
_SAMPLE = 2_000


class KeyForms:
    """The writings of one key with their counts, and what they have in common. Forms are made when they are asked."""

    def __init__(self, key: FusedKey) -> None:
        self.key = key
        self.texts: list[str] = []
        self.counts: list[int] = []
        self._key_words = frozenset(singular(word) for word in name_key(key.name).split())
        self._seen: Counter[str] = Counter()
        #: Of the texts drawn, by checksum and text: whether each is a number and nothing else.
        self._drawn: dict[tuple[int, str], bool] = {}
        self._numeric_share = 0.0

    def form(self, place: int) -> Form:
        return form_of(self.texts[place], self.key.unit)

    def add(self, texts: Sequence[str], counts: Sequence[int]) -> None:
        for text in texts:
            self._seen.update({singular(token) for token in name_key(text).split()})
        self.texts.extend(texts)
        self.counts.extend(counts)
        ranked = [(zlib.crc32(text.encode("utf-8", "surrogatepass")), text) for text in texts]
        known = self._drawn
        least = heapq.nsmallest(_SAMPLE, [*known, *ranked])
        self._drawn = {entry: known[entry] if entry in known else self._numeric(entry[1]) for entry in least}
        self._numeric_share = sum(self._drawn.values()) / max(1, len(self._drawn))

    def _numeric(self, text: str) -> bool:
        form = form_of(text, self.key.unit)
        return len(form.amounts) == 1 and not form.rest

    def rows(self, pairs: Ints, cosines: npt.NDArray[np.float32]) -> Table:
        """(m, len(NAMES)) features of pairs (m, 2) of places."""
        found = np.empty((len(pairs), len(NAMES)), dtype=np.float32)
        for number, ((left, right), cosine) in enumerate(zip(pairs.tolist(), cosines.tolist(), strict=True)):
            found[number] = self.row(left, right, cosine)
        return found

    def row(self, left: int, right: int, cosine: float) -> list[float]:
        a, b = self.form(left), self.form(right)
        if a.joined > b.joined:
            a, b = b, a
        mine, theirs = set(a.tokens), set(b.tokens)
        common, only_a, only_b = mine & theirs, mine - theirs, theirs - mine
        every = len(mine | theirs)
        few, many = sorted((self.counts[left], self.counts[right]))
        return [
            cosine,
            float(a.joined == b.joined),
            float(sorted(a.tokens) == sorted(b.tokens)),
            len(common) / every if every else _NAN,
            float(mine <= theirs or theirs <= mine),
            float(abs(len(a.tokens) - len(b.tokens))),
            _dice(_trigrams(a.joined), _trigrams(b.joined)),
            *self._differing(a, b, only_a, only_b),
            float(_initials(a, b) or _initials(b, a)),
            float(_abbreviated(a, b)),
            *_amounts(a, b),
            *self._rest(a, b),
            math.log1p(few),
            math.log1p(many) - math.log1p(few),
            float(min(len(a.joined), len(b.joined))),
            float(_colour(a.text) == _colour(b.text)),
            float(min(len(a.tokens), len(b.tokens))),
        ]

    def _differing(self, a: Form, b: Form, only_a: set[str], only_b: set[str]) -> tuple[float, ...]:
        """edit, differing_length, differing_first, differing_seen, differing_tokens"""
        left = "".join(token for token in a.tokens if token in only_a)
        right = "".join(token for token in b.tokens if token in only_b)
        count = float(max(len(only_a), len(only_b)))
        if not left or not right or abs(len(left) - len(right)) > 3 or max(len(left), len(right)) > 40:
            return _NAN, float(min(len(left), len(right))), _NAN, self._least_seen(only_a | only_b), count
        if not left.isalpha() or not right.isalpha():
            return _NAN, _NAN, float(left[0] == right[0]), self._least_seen(only_a | only_b), count
        return (
            edit_share(left, right),
            float(min(len(left), len(right))),
            float(left[0] == right[0]),
            self._least_seen(only_a | only_b),
            count,
        )

    def _least_seen(self, words: set[str]) -> float:
        """In how many other forms the rarest of the words that differ stands: a typo stands in few."""
        return math.log1p(min((self._seen[word] for word in words), default=0))

    def _rest(self, a: Form, b: Form) -> tuple[float, ...]:
        """rest_same, rest_jaccard, rest_words, number_space, key_words"""
        share = self._numeric_share
        if not a.amounts and not b.amounts:
            return _NAN, _NAN, _NAN, share, _NAN
        mine, theirs = set(a.rest), set(b.rest)
        every = mine | theirs
        jaccard = len(mine & theirs) / len(every) if every else 1.0
        told = (mine ^ theirs) <= self._key_words
        return float(a.rest == b.rest), jaccard, float(len(mine ^ theirs)), share, float(told)


def _amounts(a: Form, b: Form) -> tuple[float, float, float]:
    """amounts, other_unit, bare_one"""
    if not a.amounts or not b.amounts:
        return (_NAN if not a.amounts and not b.amounts else 0.0), _NAN, _NAN
    same = same_amounts(a, b)
    if len(a.amounts) != len(b.amounts):
        return float(same), _NAN, _NAN
    pairs = list(zip(a.amounts, b.amounts, strict=True))
    other = any(one.unit != two.unit for one, two in pairs)
    bare = any(one.bare != two.bare for one, two in pairs)
    return float(same), float(other), float(bare)


@lru_cache(maxsize=100_000)
def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _dice(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right))


def _initials(short: Form, long: Form) -> bool:
    """Whether one is the other's first letters ("HP", "Hewlett-Packard"); digits must be there as well ("G7")."""
    if len(long.tokens) < 2 or len(short.tokens) >= len(long.tokens):
        return False
    return "".join(token if token[0].isdigit() else token[0] for token in long.tokens) == short.joined or (
        len(long.initials) >= 2 and long.initials == short.joined
    )


def _abbreviated(a: Form, b: Form) -> bool:
    """Whether token by token one writes the other shorter: "blk"/"black", "st. steel"/"stainless steel"."""
    if len(a.tokens) != len(b.tokens) or a.tokens == b.tokens:
        return False
    return all(
        one == two or _shortens(one, two) or _shortens(two, one) for one, two in zip(a.tokens, b.tokens, strict=True)
    )


def _shortens(short: str, long: str) -> bool:
    if len(short) >= len(long) or len(short) < 1 or short[0] != long[0] or not short.isalpha():
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


@lru_cache(maxsize=100_000)
def _colour(text: str) -> str:
    return name_key(normal_colour(text))
