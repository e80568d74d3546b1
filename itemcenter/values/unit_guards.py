"""Units that are also words or letters of everyday text: when a spelling next to a number is really a unit.

"5 in stock" is no length, "2 in 1" neither, "4K" is a resolution, "2023年" a year, "USB 2.0 A to B" no current.
Each guard sees a bounded stretch behind the unit. A key that wants the unit's dimension lifts the guards
(`scan(..., wanted=...)`), because a cell "5 in" under "height" is five inches.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

#: Words after "in" that make it the preposition. Colours and materials count too: "size 10 in black" is commoner than
#: an undotted, spaced "24 in black"; "24in black", "24 in. black" and "24.5 in black" stay inches.
_AFTER_IN_WORDS = """a an the this that these those it one two three four five each every any all both another other
    stock total row series use case order addition fact general store stores line place front back between
    box boxes pack packs package packages packaging set sets bundle bag bags pair pairs carton cartons bulk groups
    our my your his her their its which what different various several many most some multiple assorted
    colour colours color colors size sizes style styles black white red blue green grey gray silver gold brown pink
    navy beige purple yellow orange rose english german
    der die das dem den des einem einer einen ein eine verschiedenen mehreren allen jedem jeder folge farbe farben
    schwarz weiß rot blau grün grau silber braun"""
_AFTER_IN = frozenset(_AFTER_IN_WORDS.split())
_NEXT = re.compile(r"( ?-? ?)([A-Za-zÀ-ÿ]+|[0-9]+)?")
#: A number that stands alone, as in "2 in 1", but not in "9 in 6 ft".
_SMALL_NUMBER = re.compile(
    r"[ -]{0,2}[0-9]{1,2}(?![0-9A-Za-z.,\"'%°]| ?(?:ft|feet|cm|mm|kg|lbs?|oz|gb|x)(?![a-z]))", re.I
)


class Place(NamedTuple):
    """A number and a unit candidate in the text. `spaced`: a blank or dash stands between the two."""

    text: str
    start: int
    end: int
    value: float
    spaced: bool

    @property
    def next_word(self) -> str:
        found = _NEXT.match(self.text, self.end)
        return (found[2] or "").lower() if found is not None else ""

    @property
    def whole(self) -> bool:
        return self.value == int(self.value)


def _inch(token: str, at: Place) -> bool:
    follows = at.text[at.end : at.end + 1]
    if follows == "." and at.spaced:
        return True
    if at.whole and at.value < 20 and _SMALL_NUMBER.match(at.text, at.end):
        return False  # "2 in 1", "3-in-1", "2in1"
    if follows == "-" and at.next_word not in {"wide", "long", "high", "deep", "tall", "thick", "diameter", ""}:
        return False
    return not at.spaced or not at.whole or at.next_word not in _AFTER_IN


def _never(token: str, at: Place) -> bool:
    return False


def _kelvin(token: str, at: Place) -> bool:
    return token != "K" or 1000 <= at.value <= 25000


def _second(token: str, at: Place) -> bool:
    if token.lower() == "second":
        return at.next_word not in {"hand", "gen", "generation"}
    return token != "s" or at.spaced or not at.whole  # "iPhone 5s", "80s"


def _ampere(token: str, at: Place) -> bool:
    if at.spaced and at.text[max(0, at.start - 4) : at.start].upper() == "USB ":
        return False
    return not at.spaced or at.next_word not in {"to", "auf", "male", "female", "plus", "grade", "ware", "stecker"}


def _bar(token: str, at: Place) -> bool:
    return at.next_word not in {"stool", "stools", "chair", "chairs", "table", "counter", "fridge", "set", "code"}


def _horsepower(token: str, at: Place) -> bool:
    return token == "hp" or (token == "HP" and not at.spaced)


def _year(token: str, at: Place) -> bool:
    return at.value < 200


def _watt(token: str, at: Place) -> bool:
    return token == "W" or at.text[at.end : at.end + 1] != "/"  # "5 w/ lid"


def _volt(token: str, at: Place) -> bool:
    return token == "V" or not at.spaced  # "5 v 5"


def _bytes(token: str, at: Place) -> bool:
    return at.value < 100_000 or token in {"kb", "Kb", "KB"}


_GUARDS: dict[str, Callable[[str, Place], bool]] = {
    "in": _inch,
    "k": _kelvin,
    "s": _second,
    "second": _second,
    "a": _ampere,
    "bar": _bar,
    "hp": _horsepower,
    "年": _year,
    "w": _watt,
    "v": _volt,
    "mb": _bytes,
    "gb": _bytes,
    "d": _never,
    "j": _never,
    "n": _never,
}
#: Short units that a dash turns into the start of a word ("10 g-force", "5 m-shaped"); "15-inch-wide" is fine.
_DASHED = re.compile(r"-[A-Za-z]")
_ELISION = re.compile(r"'[A-Za-z]")


def is_guarded(token: str) -> bool:
    """Whether `plausible` has anything to check for this spelling."""
    return len(token) <= 2 or token.lower() in _GUARDS


def plausible(token: str, at: Place) -> bool:
    """Whether `token` behind the number is meant as a unit. Constant time."""
    if token.isalpha() and len(token) <= 2:
        if len(token) == 1 and (_DASHED.match(at.text, at.end) or _ELISION.match(at.text, at.end)):
            return False
    elif token == "'" and at.text[at.end : at.end + 1].isalpha():
        return False  # "pack of 5's", "90's"
    guard = _GUARDS.get(token.lower())
    return guard is None or guard(token, at)
