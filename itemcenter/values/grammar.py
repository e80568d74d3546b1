"""The product-unit grammar: `scan` finds measurements and counts in titles, descriptions and spec cells.

Numbers with units (`atoms`) are joined by what stands between them: compounds (6 ft 9 in), tolerances (10 ± 2 mm),
ranges (10-15 kg), lists (50/60 Hz) and chains (5 x 10 x 2 cm, 12 x 330 ml). Mentions never overlap and come left to
right. What has no unit and counts nothing is no mention: "1920 x 1080" says nothing, "1920 x 1080 px" does.
"""

from __future__ import annotations

import re

from itemcenter.values.atoms import Atom, atoms
from itemcenter.values.chains import Term, emit_chain
from itemcenter.values.counters import CONTAINERS
from itemcenter.values.mention import Mention
from itemcenter.values.number import plain
from itemcenter.values.units import COUNT, SIGNED, UNITS

#: Compounds: (greater unit, smaller unit) -> how many of the smaller; the mention is in the smaller unit.
_COMPOUNDS: dict[tuple[str, str], float] = {
    ("ft", "in"): 12, ("yd", "ft"): 3, ("lb", "oz"): 16, ("h", "min"): 60, ("min", "s"): 60, ("day", "h"): 24,
    ("year", "month"): 12, ("kg", "g"): 1000, ("m", "cm"): 100, ("cm", "mm"): 10, ("l", "ml"): 1000,
}  # fmt: skip
#: Longest stretch between two numbers that can join them ("(width) x height: ").
_LONGEST_GAP = 28
_SIDES = "width|height|depth|length|wide|high|tall|deep|long|diameter|dia|breite?|höhe|hoch|tiefe?|länge|lang"
_ROLE = rf"(?:[(\[]?(?:[WHDLBTØ]|(?i:{_SIDES})|[长宽高深]度?)\.?[)\]]?)"
_GAP = re.compile(
    rf"\.? {{0,2}}(?P<after>{_ROLE})? ?(?P<unit>cm|mm|m|in|inch(?:es)?|ft|\"|'|'')?(?P<after2> {_ROLE})?"
    rf",? {{0,2}}(?P<join>[xX*]|by|mal|乘) {{0,2}}(?P<before>{_ROLE})?[ :=]{{0,3}}"
)
#: What joins two numbers -> how.
_SIMPLE = {
    "x": "x", "*": "x", "by": "x", "-": "to", "~": "to", "to": "to", "bis": "to", "…": "to", "...": "to",
    "..": "to", "至": "to", "到": "to", "and": "and", "und": "and", "/": "/", "±": "±", "+/-": "±", "": "", ",": ",",
    "to -": "to -", "~-": "to -", "bis -": "to -", "--": "to -", "- -": "to -", "mal": "x",
}  # fmt: skip
_CONTAINER = re.compile(rf"(?<![A-Za-z])(?:{CONTAINERS})s? (?:of|mit|à) $", re.IGNORECASE)
_BETWEEN = re.compile(r"(?i:between|zwischen) -?$")


def scan(text: str, wanted: str = "", bare_unit: str = "") -> list[Mention]:
    """All measurements and counts in `text`, left to right, without overlap. Linear time, never raises.

    Both options are for cells whose key is known, not for running text:
    wanted:    a dimension ("length"); its units are then taken in any case and where everyday words would otherwise
               win ("10 M", "5 in")
    bare_unit: canonical name of the unit to give to numbers, if no number of the text has a unit ("10(W) x 5(H)")
    """
    source = plain(text)
    found = atoms(source, wanted)
    if not found:
        return []
    if bare_unit and not any(atom.dimension for atom in found):
        for atom in found:
            atom.unit, atom.dimension = bare_unit, UNITS[bare_unit].dimension
    out: list[Mention] = []
    terms = _terms(source, found)
    first = floor = 0
    while first < len(terms):
        last = first
        while last + 1 < len(terms) and terms[last].join == "x":
            last += 1
        floor = emit_chain(text, source, terms[first : last + 1], floor, out)
        first = last + 1
    return out


def _terms(text: str, found: list[Atom]) -> list[Term]:
    """The atoms after merging compounds, tolerances and ranges, each with its join to the next."""
    out: list[Term] = []
    place = 0
    while place < len(found):
        term = Term(found[place])
        while place + 1 < len(found):
            following = found[place + 1]
            join, gap = _join(text, term.atom, following)
            if not (_add_compound(term.atom, following, join) or _add_range(text, term.atom, following, join)):
                term.join, term.gap = join, gap
                break
            place += 1
        _apply_sign(term.atom)
        _pack_of(text, term, out)
        out.append(term)
        place += 1
    _share_lists(out)
    return out


def _join(text: str, left: Atom, right: Atom) -> tuple[str, re.Match[str] | None]:
    length = right.start - left.end
    if length > _LONGEST_GAP:
        return "none", None
    gap = text[left.end : right.start]
    if left.dimension:
        gap = gap.removeprefix(".")  # "5 ft. 9 in."
    if right.letter:
        gap = gap[:-1]
    simple = _SIMPLE.get(gap.strip(" ").lower())
    if simple is not None:
        return simple, None
    found = _GAP.fullmatch(text, left.end, right.start)
    return ("x", found) if found is not None else ("none", None)


def _add_compound(left: Atom, right: Atom, join: str) -> bool:
    """Merge "6 ft" + "9 in" into `left`; whether it did."""
    if join not in ("", ","):
        return False
    if left.unit == "ft" and left.token == "'" and right.dimension == "" and right.start == left.end:
        if right.number >= 12:
            return False
        right.unit = "in"  # 6'2
    ratio = _COMPOUNDS.get((left.unit, right.unit))
    if ratio is None or left.high is not None or not right.number < ratio or left.sign or right.sign:
        return False
    if join == "," and left.unit not in ("ft", "lb"):
        return False
    left.number = left.number * ratio + right.number
    left.unit, left.dimension = right.unit, left.dimension
    left.end, left.number_end, left.token = right.end, right.number_end, right.token
    left.ambiguous, left.also = left.ambiguous or right.ambiguous, ""
    return True


def _add_range(text: str, left: Atom, right: Atom, join: str) -> bool:
    """Merge "10" + "15 kg" (or "10 ± 2 mm") into `left`; whether it did."""
    if join not in ("to", "to -", "±", "and"):
        return False
    if join == "and" and not _BETWEEN.search(text[max(0, left.start - 11) : left.start]):
        return False
    if left.high is not None or right.letter or (left.dimension and left.unit != right.unit):
        return False
    if not right.dimension and left.dimension:
        return False
    signed = right.dimension in SIGNED
    low = -left.number if left.sign and signed else left.number
    high = -right.number if join == "to -" and signed else right.number
    if join == "±":
        low, high = low - high, low + high
    if not low < high:
        return False
    left.number, left.high, left.sign = low, high, False
    if low < 0 and join != "±":
        left.start -= 1
    left.unit, left.dimension, left.also, left.counted = right.unit, right.dimension, right.also, right.counted
    left.end, left.number_end, left.token = right.end, right.number_end, right.token
    left.ambiguous = left.ambiguous or right.ambiguous
    return True


def _apply_sign(atom: Atom) -> None:
    if atom.sign and atom.dimension in SIGNED:
        atom.number = -atom.number
        atom.start -= 1
    atom.sign = False


def _pack_of(text: str, term: Term, before: list[Term]) -> None:
    """ "Pack of 6": a count without a unit; its span takes the words in."""
    atom = term.atom
    if atom.dimension or atom.number != int(atom.number) or text[atom.start - 1 : atom.start] != " ":
        return
    floor = before[-1].atom.end if before else 0
    found = _CONTAINER.search(text[max(floor, atom.start - 20) : atom.start])
    if found is not None:
        atom.start -= len(found[0])
        atom.dimension, atom.counted = COUNT, "pack"


def _share_lists(terms: list[Term]) -> None:
    """ "50/60 Hz": the unit counts for both. Walks backwards, so that longer lists share it too."""
    for place in range(len(terms) - 2, -1, -1):
        left, right = terms[place].atom, terms[place + 1].atom
        if terms[place].join == "/" and not left.dimension and right.dimension not in ("", COUNT) and not left.letter:
            left.unit, left.dimension, left.also = right.unit, right.dimension, right.also
