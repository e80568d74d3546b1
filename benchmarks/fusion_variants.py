"""Rule-made variants of a value: other ways to write it that mean the same for sure, one of each rule that applies."""

from __future__ import annotations

import re
import string

import numpy as np

_UNIT_WORDS = {
    "cm": ("centimeters", "centimetres"), "mm": ("millimeters", "millimetre"), "m": ("meters", "metres"),
    "in": ('"', "inches"), "ft": ("feet", "'"), "kg": ("kilograms", "kilos"), "g": ("grams",), "lb": ("pounds", "lbs"),
    "oz": ("ounces",), "ml": ("milliliters", "millilitres"), "l": ("liters", "litres"), "gb": ("gigabytes",),
    "tb": ("terabytes",), "mb": ("megabytes",), "w": ("watts",), "v": ("volts",), "hz": ("hertz",),
    "ghz": ("gigahertz",),
    "mah": ("milliampere hours",), "inches": ("in", '"'), "inch": ("in", '"'), "watts": ("W",), "volts": ("V",),
    "pounds": ("lb",), "ounces": ("oz",), "liters": ("l",), "feet": ("ft",), "months": ("mo",), "years": ("yrs",),
}  # fmt: skip
_MEASURE = re.compile(r"(\d)\s?([A-Za-z]+)\b")
_CONSONANTS = "bcdfghklmnprstvw"


def variants(value: str, draw: np.random.Generator) -> dict[str, str]:
    """By the name of its rule; none equals the value."""
    made = {
        "case": _case(value, draw),
        "plural": _plural(value),
        "order": _order(value, draw),
        "abbreviation": _abbreviation(value, draw),
        "unit": _unit(value, draw),
        "typo": _typo(value, draw),
    }
    return {rule: text for rule, text in made.items() if text and text != value}


def _case(value: str, draw: np.random.Generator) -> str:
    return (value.upper(), value.lower(), value.swapcase())[int(draw.integers(3))]


def _plural(value: str) -> str:
    words = value.split()
    if not words or not words[-1].isalpha() or len(words[-1]) < 4:
        return ""
    last = words[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and last[-2] not in "siu":
        last = last[:-1]
    elif last.endswith("y") and last[-2] not in "aeiou":
        last = last[:-1] + "ies"
    elif last.endswith(("x", "ch", "sh", "ss")):
        last += "es"
    elif last.endswith("s"):
        return ""
    else:
        last += "s"
    return " ".join([*words[:-1], last])


def _order(value: str, draw: np.random.Generator) -> str:
    words = value.replace("/", " ").replace(",", " ").split()
    if not 2 <= len(words) <= 4 or not all(word.isalpha() for word in words):
        return ""
    turned = [*words[1:], words[0]] if draw.random() < 0.5 else [words[-1], *words[:-1]]
    return " ".join(turned) if draw.random() < 0.5 else f"{turned[0]}, {' '.join(turned[1:])}"


def _abbreviation(value: str, draw: np.random.Generator) -> str:
    words = value.split()
    if len(words) >= 3 and all(word.isalpha() for word in words) and draw.random() < 0.4:
        return "".join(word[0].upper() for word in words)
    usable = [place for place, word in enumerate(words) if word.isalpha() and len(word) >= 5]
    if not usable:
        return ""
    place = usable[int(draw.integers(len(usable)))]
    word = words[place]
    if draw.random() < 0.5:
        short = word[: 3 + int(draw.integers(2))] + ("." if draw.random() < 0.6 else "")
    else:
        short = word[0] + "".join(letter for letter in word[1:] if letter.lower() not in "aeiou")
    return " ".join([*words[:place], short, *words[place + 1 :]]) if short != word else ""


def _unit(value: str, draw: np.random.Generator) -> str:
    def other(found: re.Match[str]) -> str:
        forms = _UNIT_WORDS.get(found[2].lower())
        if forms is None:
            return found[0]
        form = forms[int(draw.integers(len(forms)))]
        return f"{found[1]}{'' if form in (chr(34), chr(39)) else ' '}{form}"

    made = _MEASURE.sub(other, value)
    if made != value:
        return made
    glued = re.sub(r"(\d) ([A-Za-z]{1,3})\b", r"\1\2", value)
    return glued if glued != value else re.sub(r"(\d)([A-Za-z]{1,3})\b", r"\1 \2", value)


def _typo(value: str, draw: np.random.Generator) -> str:
    words = value.split()
    usable = [place for place, word in enumerate(words) if word.isalpha() and len(word) >= 5 and word.isascii()]
    if not usable:
        return ""
    place = usable[int(draw.integers(len(usable)))]
    word, at = words[place], 1 + int(draw.integers(len(words[place]) - 2))
    kind = int(draw.integers(4))
    if kind == 0:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == 1:
        word = word[:at] + word[at + 1 :]
    elif kind == 2:
        word = word[:at] + word[at] + word[at:]
    else:
        letters = _CONSONANTS if word[at] in string.ascii_letters else string.ascii_lowercase
        word = word[:at] + letters[int(draw.integers(len(letters)))] + word[at + 1 :]
    return " ".join([*words[:place], word, *words[place + 1 :]])
