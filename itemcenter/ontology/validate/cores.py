"""What is left of a value's name without the words that its key says anyway, and which entries have the same left.

"Dual-channel" under "Memory channels" is "dual"; "FRA - French" is "French"; "LED printing" under "Print technology" is
"LED"; "LGA 771 (Socket J)" and "Socket 771" share a number that hardly two entries of a list share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from itemcenter.ontology.key_map.key_names import words_of
from itemcenter.ontology.validate.likeness import guarded
from itemcenter.values.folding import name_key

Core = tuple[str, ...]

_LINKS = frozenset(("to", "and", "or", "of", "the", "a", "with", "for", "in", "x", "und", "oder", "mit"))
_HINT = re.compile(r"^(?P<before>[^()]*\S)\s*\((?P<inside>[^()]+)\)$")
#: A code before what it stands for: "FRA- French".
_CODE = re.compile(r"^[A-Z]{2,4}\s*[-:]\s+(?=\w)")
#: How many of them: "2x PCI Express".
_COUNT = re.compile(r"^\d+\s?[xX×]\s+(?=[^\W\d])")
_PARTS = re.compile(r"\s*[/+&,;]\s*")
#: With one of these a number is a bound, not a value.
_BOUNDS = frozenset(("more", "than", "over", "under", "less", "up", "above", "below", "least", "most"))
#: Digits of a number that tells entries of a list apart by itself.
_TELLING = 3
_SHORTEST_CODE, _LONGEST_CODE = 2, 4


@dataclass(frozen=True, slots=True)
class Same:
    """name: of an entry; how: "core", "several", "number" or "part"; the first two are sure."""

    name: str
    how: str

    @property
    def sure(self) -> bool:
        return self.how in ("core", "several")


class CoreIndex:
    """The names of one list under one key."""

    def __init__(self, key_name: str, names: Iterable[str]) -> None:
        self._said = frozenset(words_of(key_name))
        self._cores: dict[Core, str] = {}
        self._numbers: dict[frozenset[str], list[tuple[frozenset[str], str]]] = defaultdict(list)
        self._names = {name_key(name): name for name in names}
        hints = (_HINT.match(name.strip()) for name in self._names.values())
        #: "English" of "English (India)": what stands in brackets there tells entries apart.
        self._qualified = {name_key(hint["before"]) for hint in hints if hint is not None}
        for name in self._names.values():
            core = self._core(name)
            if core:
                self._cores.setdefault(core, name)
            numbers = _numbers(core)
            if numbers:
                self._numbers[numbers].append((frozenset(core), name))

    def same(self, text: str) -> Same | None:
        """The entry that a name repeats; None where there is none."""
        text = _COUNT.sub("", text)
        core = self._core(text)
        if core in self._cores and not guarded(text, self._cores[core]):
            return Same(self._cores[core], "core")
        parts = [part for part in _PARTS.split(text) if name_key(part)]
        known = [self._names.get(name_key(part)) or self._cores.get(self._core(part)) for part in parts]
        if len(parts) > 1 and all(known):
            return Same(", ".join(dict.fromkeys(entry for entry in known if entry)), "several")
        for name_words, name in self._numbers.get(_numbers(core), ()):
            bounded = (name_words ^ set(core)) & _BOUNDS
            if not bounded and (name_words <= set(core) or set(core) <= name_words):
                return Same(name, "number")
        hint = _HINT.match(text.strip())
        for half in (hint["before"], hint["inside"]) if hint is not None else ():
            found = self._names.get(name_key(half)) or self._cores.get(self._core(half))
            if found is not None and name_key(half) not in self._qualified and len("".join(self._core(half))) > 1:
                return Same(found, "part")
        return None

    def _core(self, text: str) -> Core:
        return tuple(sorted(word for word in _own_words(text) if word not in self._said))


@lru_cache(maxsize=65_536)
def _own_words(text: str) -> tuple[str, ...]:
    """Stems of a name, without link words, and without short forms of what it says as well."""
    plain = [word for word in name_key(_CODE.sub("", text)).split() if word not in _LINKS]
    kept = [word for place, word in enumerate(plain) if not _short_for(word, plain[:place] + plain[place + 1 :])]
    return tuple(stem for word in kept for stem in words_of(word))


def _short_for(word: str, others: Sequence[str]) -> bool:
    """Whether a word is the beginning of another one, or the initials of all others."""
    if not word.isalpha() or not _SHORTEST_CODE <= len(word) <= _LONGEST_CODE:
        return False
    return any(len(other) > len(word) + 1 and other.startswith(word) for other in others) or word == "".join(
        other[0] for other in others
    )


def _numbers(core: Core) -> frozenset[str]:
    return frozenset(word for word in core if word.isdigit() and len(word) >= _TELLING)
