"""Colours: one canonical name for the words of three languages, and the family that related colours share.

Equality is by name: navy is not blue. `same_family` says that both are blues, for search and for reviewers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from itemcenter.values.colour_table import COLOUR_ROWS
from itemcenter.values.folding import name_key


class Colour(NamedTuple):
    """A colour under its canonical English name. `family` is a basic colour ("blue"), "" if unknown."""

    name: str
    family: str


#: Prefixes that make a shade of a colour: folded word -> English word ("dunkel" + "grün" -> "dark green").
_SHADES = {
    "dark": "dark", "deep": "dark", "dunkel": "dark", "深": "dark", "暗": "dark",
    "light": "light", "pale": "light", "hell": "light", "浅": "light", "淡": "light",
    "bright": "bright", "leuchtend": "bright", "亮": "bright",
}  # fmt: skip
#: Words about the surface, dropped from a name: "matt black", "black metallic".
_SURFACE_WORDS = """matt matte mat glossy gloss glänzend hochglanz metallic metallisch shiny satin seidenmatt
colour color coloured colored farbe farben farbig"""
_SURFACES = frozenset(name_key(word) for word in _SURFACE_WORDS.split())
_CJK_SURFACES = re.compile("^(?:哑光|亮光|磨砂|哑|雅)(?=.)")


@cache
def _by_key() -> dict[str, Colour]:
    out: dict[str, Colour] = {}
    for name, family, spellings in _rows():
        for spelled in (name, *spellings):
            out.setdefault(name_key(spelled), Colour(name, family))
    return out


def _rows() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for line in COLOUR_ROWS.strip().splitlines():
        name, family, spellings = (field.strip() for field in line.split(";"))
        yield name, family, tuple(entry.strip() for entry in spellings.split(",") if entry.strip())


def colour_spellings() -> Iterator[tuple[str, str]]:
    """(spelling, canonical name) of every colour word, canonical names included; for alias look-ups."""
    for name, _, spellings in _rows():
        for spelled in (name, *spellings):
            yield spelled, name


def colour_of(text: str) -> Colour | None:
    """The colour that `text` names as a whole ("Dunkelblau", "matt black", "藏青色"), None if it names none."""
    known = _by_key()
    key = name_key(text)
    found = known.get(key)
    if found is not None:
        return found
    if not key.isascii():
        squeezed = key.replace(" ", "")
        if any(character > "\u2e7f" for character in squeezed):
            return _unspaced(_CJK_SURFACES.sub("", squeezed))
    words = [word for word in key.split() if word not in _SURFACES]
    found = known.get(" ".join(words))
    if found is not None or not words:
        return found
    first, rest = words[0], " ".join(words[1:])
    if first in _SHADES and rest in known:
        return _shade(first, known[rest])
    for prefix in ("dunkel", "hell"):
        if len(words) == 1 and first.startswith(prefix) and first[len(prefix) :] in known:
            return _shade(prefix, known[first[len(prefix) :]])
    return None


def _unspaced(text: str) -> Colour | None:
    known = _by_key()
    for candidate in (text, f"{text}色", text.removesuffix("色")):
        found = known.get(" ".join(candidate))
        if found is not None:
            return found
    base = known.get(" ".join(text[1:])) or known.get(" ".join(text[1:].removesuffix("色")))
    return _shade(text[0], base) if text[:1] in _SHADES and base is not None else None


def _shade(word: str, base: Colour) -> Colour:
    return Colour(f"{_SHADES[word]} {base.name}", base.family)


def normal_colour(text: str) -> str:
    """The canonical name of a known colour, else the words as written with single blanks ("galaxy mist")."""
    found = colour_of(text)
    return found.name if found is not None else " ".join(text.split())


def same_family(a: str, b: str) -> bool:
    """Whether both names are known colours of one family (navy and sky blue). Not equality."""
    first, second = colour_of(a), colour_of(b)
    return first is not None and second is not None and first.family == second.family
