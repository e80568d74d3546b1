"""The little template language of the demo texts, which knows what every sentence states.

`{key}` writes the product's value. `[words](spec; spec)` marks what the words say, each spec being one of

- `key`: the product's own value (the words usually contain `{key}`; `{width x drop}` says two sides in one breath);
- `key=Value`: exactly this value, so the template fits only products that have it;
- `~key=no`: the same, and recorded as a planted negation;
- `!key=Value:kind`: a bait. The words mention Value although it is not true here; fits only where it is not true;
- `!key:kind`: a bait without a value from a list (a number that belongs to something else).

A template that starts with `@leaf,leaf:` is for these leaf categories only.
`%brand%`, `%line%` and `%noun%` are filled in by the caller and state no attribute.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

TOKEN = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<specs>[^)]+)\)|\{(?P<key>\w+)\}|%(?P<slot>\w+)%")
SLOT = re.compile(r"\{(\w+(?: x \w+)*)\}")  # a value inside marked words, or several sides

Attributes = dict[str, tuple[str, ...]]
Write = Callable[[str, tuple[str, ...]], str]


@dataclass(frozen=True)
class Claim:
    """What a stretch of text says about a key. A `kind` of `stated` is true; any other names a planted defect."""

    key: str
    values: tuple[str, ...]
    kind: str = "stated"
    true: bool = True


@dataclass
class Piece:
    """A stretch of text that noise must not cut, with its claims; no claims means plain words."""

    text: str
    claims: list[Claim] = field(default_factory=list)


@dataclass(frozen=True)
class _Spec:
    key: str
    value: str
    kind: str
    true: bool


def _read_specs(text: str) -> list[_Spec]:
    specs = []
    for part in text.split(";"):
        part = part.strip()
        bait = part.startswith("!")
        body, _, kind = part.lstrip("!~").partition(":")
        key, _, value = body.partition("=")
        default = "negation" if part.startswith("~") else "stated"
        specs.append(_Spec(key, value, kind or default, not bait))
    return specs


def _specs(template: str) -> list[_Spec]:
    found: list[_Spec] = []
    for token in TOKEN.finditer(template):
        if token["specs"]:
            found += _read_specs(token["specs"])
            inner = [key for group in SLOT.findall(token["words"]) for key in group.split(" x ")]
            found += [_Spec(key, "", "stated", True) for key in inner]
        elif token["key"]:
            found.append(_Spec(token["key"], "", "stated", True))
    return found


def for_leaf(template: str, leaf: str) -> str:
    """The template without its leaf condition; empty if it is meant for other leaf categories."""
    if not template.startswith("@"):
        return template
    condition, _, text = template[1:].partition(":")
    return text.strip() if leaf.rpartition("/")[2] in condition.split(",") else ""


def fits(
    template: str, attributes: Attributes, keys: list[str], booleans: set[str], broader: dict[str, set[str]]
) -> bool:
    """True if every statement of `template` holds for the product and every bait does not.

    A bare `{key}` on a boolean key needs the value yes, because it writes the affirmative words. `broader` maps a value
    name to the names of broader values: a bait with a broader word would be true after all.
    """
    for spec in _specs(template):
        owned = attributes.get(spec.key, ())
        if spec.key not in keys:
            return False
        if spec.true and not spec.value and (not owned or (spec.key in booleans and owned != ("yes",))):
            return False
        if spec.true and spec.value and spec.value not in owned:
            return False
        if not spec.true and any(spec.value == name or spec.value in broader.get(name, ()) for name in owned):
            return False
    return True


def stated_keys(template: str) -> set[tuple[str, bool]]:
    """Keys about which `template` says anything, each with whether it is true or a bait."""
    return {(spec.key, spec.true) for spec in _specs(template)}


def render(template: str, attributes: Attributes, write: Write, slots: dict[str, str]) -> list[Piece]:
    """Turn a fitting template into pieces in reading order."""
    pieces = []
    end = 0
    for token in TOKEN.finditer(template):
        if token.start() > end:
            pieces.append(Piece(template[end : token.start()]))
        end = token.end()
        if token["slot"]:
            pieces.append(Piece(slots[token["slot"]]))
        elif token["key"]:
            key = token["key"]
            pieces.append(Piece(write(key, attributes[key]), [Claim(key, attributes[key])]))
        else:
            words = SLOT.sub(lambda m: write(m[1], _together(m[1], attributes)), token["words"])
            pieces.append(Piece(words, [_claim(spec, attributes) for spec in _read_specs(token["specs"])]))
    if end < len(template):
        pieces.append(Piece(template[end:]))
    return pieces


def _together(keys: str, attributes: Attributes) -> tuple[str, ...]:
    """The values of one key, or the first value of each of several (`width x drop`)."""
    names = keys.split(" x ")
    return attributes[keys] if len(names) == 1 else tuple(attributes[name][0] for name in names)


def _claim(spec: _Spec, attributes: Attributes) -> Claim:
    values = (spec.value,) if spec.value else attributes.get(spec.key, ())
    return Claim(spec.key, values, spec.kind, spec.true)


def capitalise(pieces: list[Piece]) -> list[Piece]:
    """Upper-case the first letter of a sentence, inside whatever piece comes first."""
    if pieces and pieces[0].text:
        pieces[0].text = pieces[0].text[0].upper() + pieces[0].text[1:]
    return pieces


def pick(templates: list[str], count: int, rng: Random) -> list[str]:
    """Up to `count` of `templates` in random order; per key at most one statement and one bait."""
    chosen: list[str] = []
    used: set[tuple[str, bool]] = set()
    for template in rng.sample(templates, len(templates)):
        about = stated_keys(template)
        if len(chosen) < count and not about & used:
            chosen.append(template)
            used |= about
    return chosen
