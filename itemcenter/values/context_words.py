"""Words around a measurement: which side of the thing it is (role), how exact it is (qualifier).

All look-ups read a bounded window next to the mention, so that scanning stays linear.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Longest stretch before a mention that is searched for roles and qualifiers.
WINDOW = 36

_ROLE_ROWS = {
    "width": "width wide breite breit weite 宽 宽度 寬",
    "height": "height high tall höhe hoch 高 高度",
    "depth": "depth deep thickness thick tiefe tief dicke dick 深 深度 厚 厚度",
    "length": "length long länge lang 长 长度 長",
    "diameter": "diameter diam diam. dia dia. durchmesser durchm. ø 直径 直徑",
}
#: Any-case word -> role.
ROLE_WORDS = {word: role for role, row in _ROLE_ROWS.items() for word in row.split()}
#: Upper-case letters that stand for a role beside a number; B and T (Breite, Tiefe) only inside a chain.
ROLE_LETTERS = {"W": "width", "H": "height", "D": "depth", "L": "length", "Ø": "diameter"}
CHAIN_LETTERS = {**ROLE_LETTERS, "B": "width", "T": "depth"}

_QUALIFIER_ROWS = {
    "approx": "approx approx. approximately about around circa ca ca. roughly nearly etwa rund ungefähr zirka c. ±",
    "max": "max max. maximum maximal höchstens under below unter bis",
    "min": "min min. minimum minimal mind mind. mindestens over above über ab from",
}
_QUALIFIERS = {word: kind for kind, row in _QUALIFIER_ROWS.items() for word in row.split()}
_QUALIFIER_PAIRS = {
    ("up", "to"): "max", ("bis", "zu"): "max", ("at", "most"): "max", ("less", "than"): "max", ("no", "more"): "max",
    ("at", "least"): "min", ("more", "than"): "min", ("greater", "than"): "min", ("starting", "at"): "min",
}  # fmt: skip
_SIGNS = {"~": "approx", "≈": "approx", "±": "approx", "<": "max", "≤": "max", ">": "min", "≥": "min"}
_NO_TILDE = re.compile(r"[0-9V] ?~ ?$")
_UNSPACED = {
    "约": "approx", "大约": "approx", "約": "approx",
    "最大": "max", "最高": "max", "最多": "max", "高达": "max", "可达": "max", "不超过": "max",
    "至少": "min", "最小": "min", "最少": "min", "最低": "min", "超过": "min",
}  # fmt: skip
#: Words passed over between a role and its number ("height of 10 cm").
_FILLERS = frozenset({"of", "is", "to", "a", "an", "size", "von", "beträgt", "ist", "mit"})

_ADJECTIVES = "wide|high|tall|deep|long|thick|breit|hoch|tief|lang|dick|in diameter|diameter|diam|dia|durchmesser"
_NOUNS = "width|height|depth|length|breite|höhe|tiefe|länge"
#: A role behind a measure: " (W)", " wide", ' in diameter", "宽".
_AFTER = re.compile(
    rf"\.?[ -]{{0,2}}(?:[(\[](?P<bracket>[WHDLBTØ]|{_NOUNS}|{_ADJECTIVES})[)\]]"
    rf"|(?P<letter>[WHDLØ])|(?i:(?P<word>{_ADJECTIVES}))|(?P<unspaced>[宽高深长]))(?![A-Za-z0-9À-ÿ:=])",
)
_AFTER_QUALIFIER = re.compile(
    r" ?(?:(?i:(max|min)(?:imum|imal|destens)?)(?![A-Za-z])|(\+)(?! ?[0-9A-Za-z])|(以上|以下|左右))"
)
_ANY_ROLE = rf"(?:[WHDLBTØ]|(?i:{_NOUNS}|{_ADJECTIVES})|[长宽高深][度]?)"
#: The order of sides, written once for a chain: "(W x H x D)", "LxWxH:", "长x宽x高".
_ORDER = rf"({_ANY_ROLE}) ?[x*/] ?({_ANY_ROLE})(?: ?[x*/] ?({_ANY_ROLE}))?"
_ORDER_AFTER = re.compile(rf"[ ]{{0,2}}[(\[]?{_ORDER}(?![A-Za-z0-9])")
_ORDER_BEFORE = re.compile(rf"(?<![A-Za-z]){_ORDER}[)\]]?[ :=]{{0,3}}$")


class Before(NamedTuple):
    role: str
    qualifier: str


_NOTHING = Before("", "")
#: Last words that can make `before` find something.
_TELLING = (
    frozenset(ROLE_WORDS)
    | frozenset(letter.lower() + dot for letter in ROLE_LETTERS for dot in ("", "."))
    | frozenset(_QUALIFIERS)
    | frozenset(last for _, last in _QUALIFIER_PAIRS)
    | _FILLERS
)


def side(word: str) -> str:
    """The role of a letter or word, "" if it is none; letters as inside a chain."""
    return CHAIN_LETTERS.get(word) or ROLE_WORDS.get(word.lower(), "")


def before(text: str, start: int, floor: int) -> Before:
    """The role and the qualifier that stand directly before `start`, not reaching back beyond `floor`."""
    role = qualifier = ""
    bare = text[max(floor, start - WINDOW) : start].rstrip(" :=([")
    words = bare.split()[-4:]
    if bare.isascii() and bare[-1:] not in _SIGNS and (not words or words[-1].strip(":=([").lower() not in _TELLING):
        return _NOTHING  # the common case, early
    if bare and bare[-1] in _SIGNS:
        sign, bare = bare[-1], bare[:-1].rstrip(" :=([")
        # "100~240 V" and "230 V ~ 50 Hz" (alternating current) approximate nothing
        if sign != "~" or not _NO_TILDE.search(text[max(0, start - 4) : start]):
            qualifier = _SIGNS[sign]
        words = bare.split()[-4:]
    while words:
        written = words.pop().strip(":=([")
        word = written.lower()
        pair = (words[-1].lower(), word) if words else ("", word)
        if not role and (named := ROLE_WORDS.get(word) or ROLE_LETTERS.get(written.rstrip("."))):
            role = named
        elif not qualifier and pair in _QUALIFIER_PAIRS:
            qualifier = _QUALIFIER_PAIRS[pair]
            words.pop()
        elif not qualifier and word in _QUALIFIERS:
            qualifier = _QUALIFIERS[word]
        elif word not in _FILLERS:
            break
    if bare and not bare.isascii():
        for length in (3, 2, 1):
            tail = bare[-length:]
            qualifier = qualifier or _UNSPACED.get(tail, "")
            role = role or ("" if tail.isascii() else ROLE_WORDS.get(tail, ""))
    return Before(role, qualifier)


def after(text: str, end: int) -> tuple[str, int]:
    """(role, end of its words) of a role that stands directly behind a measure, ("", end) if there is none."""
    found = _AFTER.match(text, end)
    if found is None:
        return "", end
    return side(next(group for group in found.groups() if group).removeprefix("in ")), found.end()


def qualifier_after(text: str, end: int) -> str:
    """The qualifier directly behind a measure: "60 W max.", "10 h+", "5米以上"; "" if there is none."""
    found = _AFTER_QUALIFIER.match(text, end)
    if found is None:
        return ""
    if found[1]:
        return found[1].lower()
    return "min" if found[2] else {"以上": "min", "以下": "max", "左右": "approx"}[found[3]]


def order_of_sides(text: str, start: int, end: int) -> tuple[str, ...]:
    """The roles of a chain at `text[start:end]` where they are listed apart: "5 x 10 x 2 cm (W x H x D)"."""
    found = _ORDER_AFTER.match(text, end) or _ORDER_BEFORE.search(text[max(0, start - WINDOW) : start])
    return tuple(side(group) for group in found.groups() if group) if found is not None else ()


def is_context(word: str) -> bool:
    """Whether a word beside a number only names its side, qualifies it or joins it to another ("W", "ca", "by")."""
    lower = word.lower()
    return (
        lower in _TELLING
        or word in CHAIN_LETTERS
        or lower in {"x", "by", "mal", "up", "at", "bis", "zu"}
        or (word in ROLE_WORDS or word in _UNSPACED)
    )
