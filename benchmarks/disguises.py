"""Other spellings of a value, as merchants write them: none of them names another thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

#: American and British spellings, and short forms that are usual on labels.
_SPELLINGS = (
    ("aluminum", "aluminium"), ("gray", "grey"), ("color", "colour"), ("fiber", "fibre"), ("center", "centre"),
    ("liter", "litre"), ("meter", "metre"), ("flavor", "flavour"), ("organic", "organik"), ("woolen", "woollen"),
)  # fmt: skip
_SHORT = {
    "stainless": "stnls.", "with": "w/", "without": "w/o", "and": "&", "large": "lg.", "small": "sm.",
    "medium": "med.", "adjustable": "adj.", "black": "blk", "white": "wht", "automatic": "auto",
    "rechargeable": "rechg.",
    "high": "hi", "temperature": "temp.", "package": "pkg", "inch": "in", "inches": "in", "number": "no.",
    "water": "wtr", "resistant": "res.", "double": "dbl.", "single": "sgl.", "standard": "std.", "assorted": "asst.",
    "synthetic": "synth.", "electric": "elec.", "natural": "nat.", "mechanical": "mech.", "polyester": "poly.",
}  # fmt: skip
_UNIT_FORMS = {"in": "inch", "inch": "in", "cm": "centimeters", "mm": "millimeter", "ml": "millilitres",
               "kg": "kilogram",
               "gb": "gigabyte", "oz": "ounces", "lb": "pounds", "ft": "feet", "g": "grams", "l": "liter"}  # fmt: skip


def disguised(name: str, rng: Random) -> str | None:
    """One other spelling; None where no way of changing applies."""
    ways = [_case, _marks, _plural, _order, _short, _typo, _unit, _spelling]
    rng.shuffle(ways)
    for way in ways:
        made = way(name, rng)
        if made is not None and made != name and made.strip():
            return made
    return None


def _case(name: str, rng: Random) -> str | None:
    return rng.choice((name.upper(), name.lower(), name.title())) if len(name) > 2 else None


def _marks(name: str, rng: Random) -> str | None:
    if " " in name:
        return name.replace(" ", rng.choice(("-", "", " / ", "_")), 1)
    return name.replace("-", rng.choice((" ", ""))) if "-" in name else None


def _plural(name: str, rng: Random) -> str | None:
    if not name[-1:].isalpha() or len(name) < 4:
        return None
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith("s") and not name.endswith("ss"):
        return name[:-1]
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("sh", "ch", "x", "ss")) else "s")


def _order(name: str, rng: Random) -> str | None:
    words = name.split()
    if len(words) != 2 or any(character.isdigit() for character in name):
        return None
    return f"{words[1]}, {words[0]}"


def _short(name: str, rng: Random) -> str | None:
    words = name.split()
    usable = [place for place, word in enumerate(words) if word.lower() in _SHORT and len(words) > 1]
    if not usable:
        return None
    place = rng.choice(usable)
    words[place] = _SHORT[words[place].lower()]
    return " ".join(words)


def _typo(name: str, rng: Random) -> str | None:
    word = max(name.split(), key=len)
    if len(word) < 6 or not word.isalpha():
        return None
    at = rng.randrange(1, len(word) - 2)
    wrong = rng.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )
    return name.replace(word, wrong, 1)


def _unit(name: str, rng: Random) -> str | None:
    found = re.search(r"(\d)\s?(in|inch|cm|mm|ml|kg|gb|oz|lb|ft|g|l)\b", name, re.IGNORECASE)
    if found is None:
        return None
    return name[: found.start()] + f"{found[1]} {_UNIT_FORMS[found[2].lower()]}" + name[found.end() :]


def _spelling(name: str, rng: Random) -> str | None:
    fitting: list[Callable[[], str]] = []
    lower = name.lower()
    for one, other in _SPELLINGS:
        for old, new in ((one, other), (other, one)):
            if old in lower and new not in lower:
                start = lower.index(old)
                fitting.append(lambda s=start, o=old, n=new: name[:s] + n + name[s + len(o) :])  # type: ignore[misc]
    return rng.choice(fitting)() if fitting else None
