"""Titles read for the words of category names: where each stands, and whether it can be what the thing is.

"Desk lamp holder for 12 lamps, black" names a holder. What stands behind "for" only goes with it; of the words before,
the last one that can end a category's name is most likely the thing itself ("Desk lamp holder": not a lamp), and a word
that runs on into another only modifies it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_words import CategoryWords
from itemcenter.retrieval import TokenStream
from itemcenter.values.colour import colour_spellings
from itemcenter.values.folding import fold, name_key

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Behind these stands what the item goes with; up to the next of `_ENDS`.
_GOES_WITH = ("for", "fits", "fit", "with", "w", "compatible", "suitable", "für", "mit", "pour", "per", "para")
_ENDS = ",;|/()[]{}\n"
#: A name that runs on into one of these does not modify it.
_NO_HEADS = """and or set sets pack packs pcs pc pieces piece pair pairs combo kit of in by from size sizes men man mens
women womens kids boys girls unisex adult adults small medium large xl xxl s m l cm mm inch inches ml kg new original
assorted multicolor multicolour matt matte glossy metallic und oder stück teilig"""
_LENGTH_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_KNOWN_AT_MOST = 500_000


@dataclass(frozen=True, slots=True)
class TitleWords:
    """Known words of a batch of titles, (n,) each, in order of title and place.

    title: index of the title; word: number in `CategoryWords`; start, end: offsets in code points
    main:    before "for", "with" and the like
    behind:  main words behind this one that can end a category's name (no colours, sizes, numbers)
    runs_on: the next token is a word that it may modify
    """

    title: Places
    word: Places
    start: Places
    end: Places
    main: Flags
    behind: Places
    runs_on: Flags


class TitleReader:
    """Reads titles against the words of one release; remembers what each spelling stands for."""

    def __init__(self, words: CategoryWords) -> None:
        self._words = words
        self._parts: dict[int, tuple[int, ...]] = {}
        neutral = {*_NO_HEADS.split(), *(name_key(name) for name, _ in colour_spellings()), *_GOES_WITH}
        self._neutral = np.sort(_hashes(sorted(entry for entry in neutral if entry)))
        self._goes_with = np.sort(_hashes(sorted(fold(entry) for entry in _GOES_WITH)))

    def read(self, titles: Sequence[str], brands: Sequence[str] = (), beside: Sequence[str] = ()) -> TitleWords:
        """Words of the titles. Time is linear in their length.

        brands: of each title, "" where unknown; where its words first stand in the title they are no main words
        beside: further text of each title, "" where there is none; none of its words is a main word. Its offsets count
                on from the title's end, one behind it
        """
        lengths = np.fromiter(map(len, titles), np.int64, len(titles))
        if beside:
            titles = [f"{title}\n{text}" if text else title for title, text in zip(titles, beside, strict=True)]
        stream = TokenStream.of(titles)
        count = len(stream)
        starts_text = np.ones(count, dtype=np.bool_)
        starts_text[1:] = stream.text[1:] != stream.text[:-1]
        marker = _among(stream.hash, self._goes_with)
        codes = _Codes(titles, stream)
        stretch = np.cumsum(starts_text | codes.ended_before())
        latest = np.maximum.accumulate(np.where(marker, stretch, 0)) if count else stretch
        main = (latest != stretch) & ~marker
        letters = codes.long_words()
        follows = np.zeros(count, dtype=np.bool_)
        same = ~starts_text[1:] & (stretch[1:] == stretch[:-1])
        close = stream.start[1:] - stream.end[:-1] <= 1
        neutral = _among(stream.hash, self._neutral)
        follows[:-1] = same & close & letters[1:] & ~neutral[1:]
        main &= stream.start < lengths[stream.text]
        if brands:
            main &= ~_brand_words(stream, brands)
        token, word = self._known(titles, stream)
        can_end = main[token] & self._words.is_head[word] & letters[token] & ~neutral[token]
        text = stream.text[token]
        total = np.bincount(text[can_end], minlength=len(titles))
        so_far = np.cumsum(can_end) - (np.cumsum(total) - total)[text]
        behind = np.maximum(0, total[text] - so_far)
        return TitleWords(text, word, stream.start[token], stream.end[token], main[token], behind, follows[token])

    def _known(self, titles: Sequence[str], stream: TokenStream) -> tuple[Places, Places]:
        """(token, word) of every known word, in order; a joined word gives its two parts at one token."""
        # "leave" and "leaves" have one hash, but may be two words here: the length tells them apart.
        spelling = stream.hash ^ ((stream.end - stream.start).astype(np.uint64) * _LENGTH_FACTOR)
        distinct, first, place = np.unique(spelling, return_index=True, return_inverse=True)
        if len(self._parts) > _KNOWN_AT_MOST:
            self._parts.clear()
        for number, at in zip(distinct.tolist(), first.tolist(), strict=True):
            if number not in self._parts:
                text = titles[stream.text[at]][stream.start[at] : stream.end[at]]
                self._parts[number] = self._words.parts(fold(text))
        parts = [self._parts[number] for number in distinct.tolist()]
        counts = np.fromiter(map(len, parts), np.int64, len(parts))
        flat = np.fromiter((word for entry in parts for word in entry), np.int64, int(counts.sum()))
        begins = np.cumsum(counts) - counts
        widths = counts[place]
        token = np.repeat(np.arange(len(stream)), widths)
        rank = np.arange(len(token)) - np.repeat(np.cumsum(widths) - widths, widths)
        return token, flat[begins[place][token] + rank]


class _Codes:
    """The code points of all titles, end to end, and where each token stands in them."""

    def __init__(self, titles: Sequence[str], stream: TokenStream) -> None:
        self._codes = np.frombuffer(("\0".join(titles) + "\0").encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        lengths = np.fromiter((len(title) + 1 for title in titles), np.int64, len(titles))
        offset = (np.cumsum(lengths) - lengths)[stream.text]
        self._start, self._end = stream.start + offset, stream.end + offset

    def ended_before(self) -> Flags:
        """Whether one of `_ENDS` stands between the token and the one before it."""
        ends = np.isin(self._codes, np.array([ord(sign) for sign in _ENDS], dtype=np.uint32))
        so_far = np.append(0, np.cumsum(ends))
        out = np.zeros(len(self._start), dtype=np.bool_)
        out[1:] = so_far[self._start[1:]] > so_far[self._end[:-1]]
        return out

    def long_words(self) -> Flags:
        """Whether the token has three letters or more."""
        first = self._codes[self._start]
        long: Flags = ((first < ord("0")) | (first > ord("9"))) & (self._end - self._start >= 3)
        return long


def _brand_words(stream: TokenStream, brands: Sequence[str]) -> Flags:
    """Whether each token is the first of its title that is a word of the title's brand."""
    own = TokenStream.of(brands)
    distinct, place = np.unique(np.concatenate([stream.hash, own.hash]), return_inverse=True)
    keys = np.concatenate([stream.text, own.text]) * len(distinct) + place
    ours, theirs = keys[: len(stream)], np.unique(keys[len(stream) :])
    out = np.zeros(len(stream), dtype=np.bool_)
    if len(theirs):
        first = np.unique(ours, return_index=True)[1]
        at = np.minimum(np.searchsorted(theirs, ours[first]), len(theirs) - 1)
        out[first[theirs[at] == ours[first]]] = True
    return out


def _hashes(spellings: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Hashes of spellings of one token; those of several are left out."""
    stream = TokenStream.of(spellings)
    counts = np.bincount(stream.text, minlength=len(spellings))
    single: npt.NDArray[np.uint64] = stream.hash[counts[stream.text] == 1]
    return single


def _among(hashes: npt.NDArray[np.uint64], wanted: npt.NDArray[np.uint64]) -> Flags:
    """(n,) whether each hash is one of the sorted ones."""
    place = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
    found: Flags = wanted[place] == hashes
    return found
