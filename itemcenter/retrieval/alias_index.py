"""One pass over texts that finds every name of a set, in time that does not grow with the size of the set.

A name is a sequence of folded tokens. The index holds the hash of every name and of every beginning of a name in one
table addressed by the hash's top bits. A scan looks up all tokens of a batch at once, then all pairs whose first token
begins a name, and so on; each look-up touches one or two cache lines. Nothing is compiled, so opening a set of a
million names takes seconds, and the arrays could be mapped from disk.

Hits are not compared with the name again: a look-up of other words meets one of a million names' 64-bit hashes with a
chance of about 10^-13. A caller that must exclude even that can compare the found words with the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from itemcenter.retrieval.token_stream import Hashes, Places, TokenStream, chain

#: Names longer than this (in tokens) are not indexed; product values of that length are sentences.
MAX_TOKENS = 16
#: Code points handled at once: large enough that numpy's overhead vanishes, small enough to stay in the cache.
_CHUNK = 40_000
_NAMES_AT_ONCE = 50_000
_WHOLE, _HAS_MORE = 1, 2
_NOTHING: Places = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class AliasHits:
    """Places where names stand. Arrays of one length, ordered by text, then start, then end, then payload.

    text: index of the text; start, end: offsets in code points; payload: what was given with the name
    """

    text: Places
    start: Places
    end: Places
    payload: Places

    def __len__(self) -> int:
        return len(self.text)


class AliasIndex:
    """Immutable set of (name, payload). Build with `AliasIndex.build`; payloads are non-negative integers."""

    def __init__(self, hashes: Hashes, has_more: npt.NDArray[np.bool_], first: Places, payloads: Places) -> None:
        """hashes: sorted, unique; first: (n + 1,) bounds of each hash's payloads, empty for mere beginnings."""
        self._hashes = hashes
        self._first = first.astype(np.int32)
        self._payloads = payloads
        # Both questions asked of every found hash, in one byte: a look-up costs what it misses in the cache.
        whole = first[1:] > first[:-1]
        self._flags = whole.astype(np.uint8) * _WHOLE + has_more.astype(np.uint8) * _HAS_MORE
        # One bucket for about every second hash: most buckets hold none or one.
        self._shift = np.uint64(64 - max(1, int(len(hashes) * 2).bit_length()))
        buckets = (hashes >> self._shift).astype(np.int64)
        counts = np.bincount(buckets, minlength=1 << int(64 - int(self._shift)))
        self._bucket = np.zeros(len(counts) + 1, dtype=np.int32)
        np.cumsum(counts, out=self._bucket[1:])

    def __len__(self) -> int:
        """Number of (name, payload) pairs."""
        return len(self._payloads)

    @classmethod
    def build(cls, names: Iterable[tuple[str, int]]) -> AliasIndex:
        """Index the names; those without a letter or digit, and those of more than 16 tokens, are left out."""
        beginnings: list[Hashes] = []
        wholes: list[Hashes] = []
        payloads: list[Places] = []
        for chunk in _chunks(names, _NAMES_AT_ONCE):
            stream = TokenStream.of([name for name, _ in chunk])
            first, counts = _runs(stream.text, len(chunk))
            usable = (counts > 0) & (counts <= MAX_TOKENS)
            state = np.zeros(len(chunk), dtype=np.uint64)
            for depth in range(MAX_TOKENS):
                active = np.flatnonzero(usable & (counts > depth))
                if not len(active):
                    break
                token = stream.hash[first[active] + depth]
                state[active] = token if depth == 0 else chain(state[active], token)
                beginnings.append(state[active[counts[active] > depth + 1]])
            wholes.append(state[usable])
            payloads.append(np.fromiter((payload for _, payload in chunk), np.int64, len(chunk))[usable])
        none = np.zeros(0, dtype=np.uint64)
        everything = np.concatenate([none, *wholes]), np.concatenate([_NOTHING, *payloads])
        return cls._assemble(np.concatenate([none, *beginnings]), *everything)

    @classmethod
    def _assemble(cls, beginnings: Hashes, wholes: Hashes, payloads: Places) -> AliasIndex:
        order = np.lexsort((payloads, wholes))
        wholes, payloads = wholes[order], payloads[order]
        if len(wholes):  # the same name given twice with the same payload counts once
            fresh = np.ones(len(wholes), dtype=np.bool_)
            fresh[1:] = (wholes[1:] != wholes[:-1]) | (payloads[1:] != payloads[:-1])
            wholes, payloads = wholes[fresh], payloads[fresh]
        beginnings = _distinct(beginnings)
        hashes = _distinct(np.concatenate([wholes, beginnings]))
        has_more = np.zeros(len(hashes), dtype=np.bool_)
        has_more[np.searchsorted(hashes, beginnings)] = True
        first = np.searchsorted(wholes, hashes, side="left")
        return cls(hashes, has_more, np.append(first, len(wholes)), payloads)

    def scan(self, texts: Sequence[str]) -> AliasHits:
        """Every name in every text, overlapping ones included."""
        parts = [self._scan_chunk(texts[low:high], low) for low, high in _text_chunks(texts)]
        if not parts:
            return AliasHits(_NOTHING, _NOTHING, _NOTHING, _NOTHING)
        return AliasHits(*(np.concatenate([part[column] for part in parts]) for column in range(4)))

    def _scan_chunk(self, texts: Sequence[str], offset: int) -> tuple[Places, Places, Places, Places]:
        stream = TokenStream.of(texts)
        count = len(stream)
        begin = np.flatnonzero(stream.hard_start)
        state = stream.hash[begin]
        found: list[tuple[Places, Places, Places]] = []
        for depth in range(MAX_TOKENS):
            entry = self._look_up(state)
            known = entry >= 0
            begin, state, entry = begin[known], state[known], entry[known]
            if not len(begin):
                break
            last = begin + depth
            flags = self._flags[entry]
            whole = ((flags & _WHOLE) != 0) & stream.hard_end[last]
            found.append((begin[whole], last[whole], entry[whole]))
            following = last + 1
            alive = ((flags & _HAS_MORE) != 0) & (following < count)
            alive[alive] = stream.text[following[alive]] == stream.text[begin[alive]]
            begin, following = begin[alive], following[alive]
            state = chain(state[alive], stream.hash[following])
        if not found:
            return _NOTHING, _NOTHING, _NOTHING, _NOTHING
        first, last, entries = (np.concatenate([part[column] for part in found]) for column in range(3))
        # Found by depth, so a stable sort by first token leaves shorter names before longer ones.
        order = np.argsort(first, kind="stable")
        first, last, entries = first[order], last[order], entries[order]
        low = self._first[entries].astype(np.int64)
        widths = self._first[entries + 1] - low
        inside = np.repeat(np.arange(len(entries)), widths)
        rank = np.arange(len(inside)) - np.repeat(np.cumsum(widths) - widths, widths)
        payload = self._payloads[low[inside] + rank]
        first, last = first[inside], last[inside]
        return stream.text[first] + offset, stream.start[first], stream.end[last], payload

    def _look_up(self, wanted: Hashes) -> Places:
        """(n,) place of each hash in the table, -1 where it is absent."""
        bucket = (wanted >> self._shift).astype(np.int64)
        place = self._bucket[bucket].astype(np.int64)
        stop = self._bucket[bucket + 1]
        out = np.full(len(wanted), -1, dtype=np.int64)
        open_ = np.flatnonzero(place < stop)
        while len(open_):
            here = place[open_]
            hit = self._hashes[here] == wanted[open_]
            out[open_[hit]] = here[hit]
            place[open_] += 1
            open_ = open_[~hit & (here + 1 < stop[open_])]
        return out


def _chunks(names: Iterable[tuple[str, int]], size: int) -> Iterator[list[tuple[str, int]]]:
    iterator = iter(names)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _text_chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(low, high) ranges of texts of about `_CHUNK` code points together."""
    low, size = 0, 0
    for place, text in enumerate(texts):
        size += len(text) + 1
        if size >= _CHUNK:
            yield low, place + 1
            low, size = place + 1, 0
    if low < len(texts):
        yield low, len(texts)


def _runs(text: Places, count: int) -> tuple[Places, Places]:
    """First token and number of tokens of each of `count` texts."""
    counts = np.bincount(text, minlength=count)
    return np.cumsum(counts) - counts, counts


def _distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once. (`np.unique` chooses a hash table here, which took most of the build at a million names.)"""
    ordered: Hashes = np.sort(hashes)
    fresh = np.ones(len(ordered), dtype=np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]
