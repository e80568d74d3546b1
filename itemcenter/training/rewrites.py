"""Other ways to write a name that mean the same for sure: what an encoder learns synonyms from where nobody lists any.

A weaker source than a person or a language model: it teaches that writing does not matter, not that "crimson" is red.
"""

from __future__ import annotations

import re

_UNIT = re.compile(r"(?<=\d) ?(?=[A-Za-z]{1,3}\b)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def rewrites(name: str) -> list[str]:
    """Names unlike `name` and each other, at most eight; none where nothing can be changed."""
    spaced = name.replace("-", " ")
    forms = [
        name.lower(),
        name.upper(),
        spaced,
        name.replace("-", "").replace(" ", "-") if " " in name else name.replace("-", ""),
        name.replace("&", "and") if "&" in name else name.replace(" and ", " & "),
        _UNIT.sub("", name),
        _UNIT.sub(" ", name),
        _CAMEL.sub(" ", name),
        _turned(name),
    ]
    return [form for form in dict.fromkeys(" ".join(form.split()) for form in forms) if form and form != name][:8]


def _turned(name: str) -> str:
    """Two words the other way round ("Steel, brushed"), unless there is a digit in them."""
    words = name.split()
    if len(words) != 2 or any(character.isdigit() for character in name):
        return name
    return f"{words[1]}, {words[0]}"
