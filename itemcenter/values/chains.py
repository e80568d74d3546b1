"""Chains: numbers joined by x, "by" or "*". Sides share a unit and have roles; packs multiply a quantity."""

from __future__ import annotations

import re
from itertools import pairwise

from itemcenter.schema.fact import ValueType
from itemcenter.values import context_words
from itemcenter.values.atoms import Atom
from itemcenter.values.context_words import CHAIN_LETTERS
from itemcenter.values.mention import Mention
from itemcenter.values.unit_after import unit_after
from itemcenter.values.units import COUNT

#: Dimensions whose chains are sides of one thing; a chain of any other one is packs of a quantity.
_SIDED = frozenset({"length", "pixels", "dot density", "angle"})
#: No product has more sides; longer chains ("1x1x1x1x1 cm") are noise, only their measured members count.
_MOST_SIDES = 4
#: A role letter behind a number, read as a unit at first: "10W x 5H x 2D in".
_UNIT_LETTERS = {"W": "W", "L": "l"}
_OPENING = re.compile(r"(?<![A-Za-z0-9À-ÿ])([WHDLBTØ])[ .:=]{1,3}$")
_CLOSING = re.compile(r" ?[(\[]?([WHDLBTØ])[)\]]?(?![A-Za-z0-9])")


class Term:
    """An atom or a merged range, with what joins it to the next term."""

    __slots__ = ("atom", "gap", "join", "packs", "role")

    def __init__(self, atom: Atom) -> None:
        self.atom = atom
        self.join = "none"
        self.gap: re.Match[str] | None = None
        self.role = ""
        self.packs = 1.0


def emit_chain(text: str, source: str, terms: list[Term], floor: int, out: list[Mention]) -> int:
    """Append the mentions of one chain (or of a single term) to `out`. `source` is `text` in plain characters.

    Words before `floor` belong to earlier mentions; returns the floor for the next chain.
    """
    if len(terms) == 1:
        return _emit(text, source, terms[0], floor, out) if terms[0].atom.dimension else floor
    _read_roles(source, terms)
    units = [term.atom for term in terms if term.atom.dimension not in ("", COUNT)]
    sided = bool(units) and all(atom.dimension in _SIDED for atom in units)
    if len(terms) > _MOST_SIDES:
        parts = 1
    elif sided:
        _share_unit(terms)
        parts = len(terms)
    else:
        parts = 1
        _count_packs(terms)
    if parts > 1 and not any(term.role for term in terms):
        first, last = terms[0].atom, terms[-1].atom
        for term, role in zip(terms, context_words.order_of_sides(source, first.start, last.end), strict=False):
            term.role = role
    for part, term in enumerate(terms):
        if term.atom.dimension:
            floor = _emit(text, source, term, floor, out, part if parts > 1 else 0, parts)
    return floor


def _read_roles(source: str, terms: list[Term]) -> None:
    """Letters and words beside the members: "W5 x H10", '5" W x 10" H', "10W x 5H x 2D in", "10(W) x 5(H) cm"."""
    for place, term in enumerate(terms):
        atom = term.atom
        if atom.letter:
            term.role = CHAIN_LETTERS[atom.letter]
        if place and (gap := terms[place - 1].gap) is not None and gap["before"]:
            term.role = term.role or _side(gap["before"])
        if (gap := term.gap) is not None:
            term.role = term.role or _side(gap["after"] or gap["after2"] or "")
            if gap["unit"] and not atom.dimension:  # "10H in x ..."
                _take_length(source, atom, gap.end("after"))
    start = terms[0].atom.start
    if not terms[0].role and (opening := _OPENING.search(source[max(0, start - 5) : start])) is not None:
        terms[0].role = CHAIN_LETTERS[opening[1]]
    last = terms[-1].atom
    if not last.dimension and (closing := _CLOSING.match(source, last.end)) is not None:
        terms[-1].role = terms[-1].role or CHAIN_LETTERS[closing[1]]
        _take_length(source, last, closing.end())
    named = any(term.role for term in terms) or any(term.atom.dimension == "length" for term in terms)
    for term in terms:
        if named and not term.role and term.atom.token in _UNIT_LETTERS:
            _unit_letter_is_role(source, term)


def _unit_letter_is_role(source: str, term: Term) -> None:
    atom = term.atom
    term.role = CHAIN_LETTERS[atom.token]
    behind = atom.end
    atom.token = atom.unit = atom.dimension = atom.also = ""
    atom.end = atom.number_end
    _take_length(source, atom, behind)


def _take_length(source: str, atom: Atom, behind: int) -> None:
    """Give `atom` the unit of length that stands at `behind`, past its role, if there is one."""
    unit = unit_after(source, atom.start, behind, atom.number)
    if unit is not None and unit[0].dimension == "length":
        atom.take(*unit)


def _side(written: str) -> str:
    return context_words.side(written.strip(" ()[]."))


def _share_unit(terms: list[Term]) -> None:
    """A member without unit takes the next one's; behind the last unit only in chains of three and more."""
    unit: Atom | None = None
    for term in reversed(terms):
        if term.atom.dimension:
            unit = term.atom
        elif unit is not None:
            _copy_unit(unit, term.atom)
    if len(terms) > 2:
        for before, term in pairwise(terms):
            if not term.atom.dimension and before.atom.dimension:
                _copy_unit(before.atom, term.atom)


def _copy_unit(source: Atom, target: Atom) -> None:
    target.unit, target.dimension, target.also = source.unit, source.dimension, source.also


def _count_packs(terms: list[Term]) -> None:
    """Members without unit count packs of the measured ones: "2 x 6 x 330 ml", "500 g x 2"."""
    measured = [term for term in terms if term.atom.dimension not in ("", COUNT)]
    if not measured:
        return
    packs = 1.0
    for term in terms:
        atom = term.atom
        if not atom.dimension and atom.number == int(atom.number) and 0 < atom.number < 10_000 and not term.role:
            atom.dimension, atom.counted = COUNT, "pack"
        if atom.dimension == COUNT and atom.high is None:
            packs *= atom.number
    if len(measured) == 1:
        measured[0].packs = packs


def _emit(text: str, source: str, term: Term, floor: int, out: list[Mention], part: int = 0, parts: int = 1) -> int:
    atom = term.atom
    start, end = atom.start, atom.end
    near = context_words.before(source, start, floor)
    role, next_floor = term.role, end
    if atom.dimension == "length" and not role:
        role = near.role
        if not role:
            role, next_floor = context_words.after(source, end)
    out.append(
        Mention(
            start,
            end,
            text[start:end],
            ValueType.COUNT if atom.dimension == COUNT else ValueType.QUANTITY,
            atom.number,
            atom.high,
            atom.unit,
            atom.dimension,
            atom.counted,
            atom.also,
            role if atom.dimension == "length" else "",
            near.qualifier
            or ("min" if source[atom.number_end : atom.number_end + 1] == "+" else "")
            or context_words.qualifier_after(source, end),
            part,
            parts,
            term.packs,
            atom.ambiguous,
        )
    )
    return next_floor
