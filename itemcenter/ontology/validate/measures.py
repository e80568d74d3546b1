"""The local judges of measured values: the unit's dimension, the range measured so far, and what kin keys say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from itemcenter.errors import ValueParseError
from itemcenter.ontology.validate.context import JudgeContext
from itemcenter.ontology.validate.validator import PLAUSIBILITY, Opinion
from itemcenter.schema import AttributeKey, Proposal, Verdict
from itemcenter.schema.fact import ValueType
from itemcenter.values import parse, same_dimension, to_unit

#: Times the largest (or smallest) number measured so far that is still believed, and that is believed by nobody.
_NEAR, _FAR = 3.0, 10.0
_FEWEST = 5
_KIN = 3


def _number(candidate: Proposal, key: AttributeKey) -> float | None:
    """In the key's unit; None where the text is no such measurement."""
    try:
        return parse(candidate.text, key, bare_unit="").value.number
    except ValueParseError:
        return None


def _measured_key(candidate: Proposal, context: JudgeContext) -> AttributeKey | None:
    key = context.key_of(candidate)
    return key if key is not None and key.type is ValueType.QUANTITY and not candidate.names_key else None


@dataclass(frozen=True, slots=True)
class UnitJudge:
    """Whether the text is an amount in a unit that converts into the key's."""

    name: str = "unit"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        key = _measured_key(candidate, context)
        if key is None:
            return None
        try:
            found = parse(candidate.text, key, bare_unit="")
        except ValueParseError as error:
            return Opinion(Verdict.REJECT, error.message, -1.0)
        return Opinion(Verdict.PASS, f"{found.value.number:g} {key.unit}", 1.0)


@dataclass(frozen=True, slots=True)
class RangeJudge:
    """Whether the amount lies where those of the key lie."""

    name: str = "range"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        key = _measured_key(candidate, context)
        if key is None:
            return None
        number = _number(candidate, key)
        if number is None:
            return Opinion(Verdict.REJECT, f"no amount in {key.unit}", -1.0)
        known = context.measured.get(key.id, ())
        return _in_range(number, known, key.unit, f"{len(known):,} measured")


@dataclass(frozen=True, slots=True)
class KinJudge:
    """What the quantity keys with the most alike names measure, in which dimension and how much."""

    name: str = "kin"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        key = _measured_key(candidate, context)
        if key is None:
            return None
        view = context.view
        others = [other for other in context.release.keys
                  if other.type is ValueType.QUANTITY
                  and other.id != key.id and other.id in context.measured]  # fmt: skip
        if not others:
            return None
        vectors = view.encoder.encode([key.name, *(other.name for other in others)]).rows
        near = np.argsort(-(vectors[1:] @ vectors[0]), kind="stable")
        kin = [others[place] for place in near if same_dimension(others[place].unit, key.unit)][:_KIN]
        number = _number(candidate, key)
        if number is None:
            return Opinion(Verdict.REJECT, f"no amount in {key.unit}", -1.0)
        known = [to_unit(value, other.unit, key.unit) for other in kin for value in context.measured[other.id]]
        own = context.measured.get(key.id, ())
        told = f"{len(kin)} keys of like names ({', '.join(other.name for other in kin)})"
        return _in_range(number, [*known, *own], key.unit, told)


def _in_range(number: float, known: object, unit: str, told: str) -> Opinion:
    values = np.sort(np.abs(np.asarray(known, dtype=np.float64)))
    if len(values) < _FEWEST:
        return Opinion(Verdict.UNCLEAR, f"only {len(values)} amounts are known", 0.0)
    low, high = float(values[0]), float(values[-1])
    beyond = max(abs(number) / high if high else np.inf, low / abs(number) if number else 1.0)
    verdict = Verdict.PASS if beyond <= _NEAR else Verdict.UNCLEAR if beyond <= _FAR else Verdict.REJECT
    return Opinion(
        verdict, f"{number:g} {unit} against {low:g} to {high:g} of {told}", float(-np.log(max(beyond, 1.0)))
    )
