"""`propose_columns`: a meaning for every column of a table, with score, reasons, second best and examples.

The score is the softmax of the evidence over all meanings, so it falls where two are near each other. A role that one
column plays at most goes to the column with the most evidence; those that lose it take what they mean beside it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.items.columns.evidence import MEANINGS, Evidence, Reason, gather
from itemcenter.items.columns.lexicon import EXTRA_MEANINGS, STRONG, WEAK
from itemcenter.items.columns.names import NameReading, read_name
from itemcenter.items.columns.profile import ColumnProfile, profile
from itemcenter.items.columns.relations import Agreement, agreements
from itemcenter.items.raw_cells import json_text, present
from itemcenter.items.synonyms import SINGLE_ROLES
from itemcenter.schema.record import Record

#: A single role is given out from this score on, unless another meaning has more; an id needs more, since a wrong one
#: loses rows.
_LEAST, _LEAST_ID = 0.35, 0.5

#: Evidence from which on a column is the title where no other is: no catalog goes without.
_LEAST_TITLE = 0.5

#: Meanings that a column may give up to play a single role that no better column plays.
_STEP_UP = {"id": ("gtin", "mpn"), "description": ("text",), "title": ("text",)}

#: What a column means whose single role went to another one, and how much less sure that is.
_LOST = {"title": "text", "description": "text"}
_LOSS = 0.5

#: Each place in the list of known names, best first, costs so much where several columns have one.
_RANK = 0.12

#: Reasons repeat each other, so their sum is surer than it should be.
_TEMPERATURE = 1.4

#: Scores that are nearer to each other than this are told.
CLOSE = 0.2

_EXAMPLES, _EXAMPLE_CHARS, _REASONS = 3, 60, 3


@dataclass(frozen=True, slots=True)
class ColumnProposal(Record):
    """role: as in `MappedColumn`; meaning: finer for extras (gtin, price, url, ...), else the role.

    score, second_score: 0 to 1; second: the next best role; reasons: the weightiest first
    named: whether the name says so; lost: the role that the column would have, had another one not won it
    """

    source: str
    role: str
    meaning: str
    score: float
    reasons: tuple[str, ...] = ()
    second: str = ""
    second_score: float = 0.0
    examples: tuple[str, ...] = ()
    named: bool = False
    lost: str = ""

    @property
    def close(self) -> bool:
        """Whether another role is nearly as likely."""
        return bool(self.second) and self.score - self.second_score < CLOSE


def role_of(meaning: str) -> str:
    return "extra" if meaning in EXTRA_MEANINGS else meaning


@dataclass(slots=True)
class _Column:
    name: str
    reading: NameReading
    look: ColumnProfile
    evidence: Evidence
    logits: dict[str, float]


def propose_columns(
    names: Sequence[str], rows: Sequence[Mapping[str, Any]], taken: Sequence[str] = (), context: Sequence[str] = ()
) -> dict[str, ColumnProposal]:
    """column -> proposal, in the order of `names`.

    rows:    the first rows, column -> cell; taken: single roles that other columns play already
    context: further columns of the rows whose texts help to judge these
    """
    looks = {
        name: profile([row.get(name) for row in rows], len(rows)) for name in (*names, *context)
    }  # fmt: skip
    readings = {name: read_name(name) for name in names}
    alone = {name: _logits(gather(readings[name], looks[name], Agreement(), False)) for name in names}
    title = max(names, key=lambda name: alone[name]["title"] + 0.3 * min(looks[name].mean_words, 8), default="")
    agree = agreements(looks, {name: readings[name].words for name in names}, title)
    columns = []
    for place, name in enumerate(names):
        evidence = gather(readings[name], looks[name], agree[name], place == 0)
        columns.append(_Column(name, readings[name], looks[name], evidence, _logits(evidence)))
    free = [role for role in SINGLE_ROLES if role not in taken]
    winners = _winners(columns, free)
    given = {*taken, *winners.values()} & set(SINGLE_ROLES)
    return {column.name: _proposal(column, winners.get(column.name, ""), given) for column in columns}


def _logits(evidence: Evidence) -> dict[str, float]:
    return {meaning: sum(reason.weight for reason in reasons) for meaning, reasons in evidence.items()}


def _scores(logits: Mapping[str, float], without: Sequence[str] = ()) -> dict[str, float]:
    kept = {meaning: value / _TEMPERATURE for meaning, value in logits.items() if meaning not in without}
    top = max(kept.values())
    powers = {meaning: math.exp(value - top) for meaning, value in kept.items()}
    total = sum(powers.values())
    return {meaning: value / total for meaning, value in powers.items()}


#: (trade number for an id, minus evidence, place of the role, place of the column, role, column)
_Bid = tuple[bool, float, int, int, str, str]


def _winners(columns: Sequence[_Column], free: Sequence[str]) -> dict[str, str]:
    """column -> the single role that it plays.

    An empty column of a known name comes last: it plays what no filled one does. An empty id column gives way to one
    that is named as an id only, not to one whose cells look so: later rows may hold ids, and those would be others.
    """
    bids: list[_Bid] = []
    late: list[_Bid] = []
    idle = {column.name for column in columns if not column.look.filled and column.look.rows >= 5}
    unfilled_id = any(
        column.name in idle and "id" in dict(column.reading.exact) and not _is_trade_number(column)
        for column in columns
    )
    for place, column in enumerate(columns):
        ranks = dict(column.reading.exact)
        for role in free:
            scores = _scores(column.logits, _STEP_UP.get(role, ()))
            pick = column.logits[role] - _RANK * ranks.get(role, 0)
            least = _LEAST_ID if role == "id" else _LEAST
            # A trade number serves as id only where the shop has no number of its own.
            foreign = role == "id" and _is_trade_number(column)
            if scores[role] < max(least, *(score for entry, score in scores.items() if entry != role)):
                continue
            bid = foreign, -pick, SINGLE_ROLES.index(role), place, role, column.name
            if column.name in idle:
                late += [bid] if role in ranks and not foreign else []
            elif role != "id" or not unfilled_id or role in column.reading.votes:
                bids.append(bid)
    out: dict[str, str] = {}
    given: set[str] = set()
    _grant(bids, out, given)
    if "title" in free and "title" not in given:  # no catalog goes without: a name that says so is enough
        likely = [
            column for column in columns if _may_be_title(column) and out.get(column.name) in (None, "description")
        ]
        if likely:
            best = max(likely, key=lambda column: column.logits["title"])
            given -= {out.get(best.name, "")}
            out[best.name] = "title"
            given.add("title")
    _grant(late, out, given)
    return out


def _grant(bids: Sequence[_Bid], out: dict[str, str], given: set[str]) -> None:
    """Give out what is free, the best bid first."""
    for *_, role, name in sorted(bids):
        if role not in given and name not in out:
            out[name] = role
            given.add(role)


def _is_trade_number(column: _Column) -> bool:
    """Whether name or cells say that its numbers are given by the trade or the manufacturer, not by the shop."""
    named = any(column.reading.votes.get(meaning, (0.0, ""))[0] >= 0.8 * STRONG for meaning in _STEP_UP["id"])
    return named or max(column.logits, key=lambda entry: column.logits[entry]) in _STEP_UP["id"]


def _may_be_title(column: _Column) -> bool:
    """Whether its name says so, or it is a short text that looks so: many shops write titles under "description"."""
    named = column.reading.votes.get("title", (0.0, ""))[0] >= WEAK - 0.5
    look = column.look
    return named or (column.logits["title"] > _LEAST_TITLE and 1 < look.mean_words < 15 and look.sentence < 0.3)


def _proposal(column: _Column, won: str, given: Collection[str]) -> ColumnProposal:
    logits, evidence = dict(column.logits), column.evidence
    if won:
        meaning = won
        without = _STEP_UP.get(won, ())
    else:
        without = SINGLE_ROLES
        _inherit(column, logits)
        meaning = ""
    scores = _scores(logits, without)
    meaning = meaning or _likeliest(scores)
    role = role_of(meaning)
    if role == "extra":  # their meanings count together
        total = sum(scores.get(entry, 0.0) for entry in EXTRA_MEANINGS)
        others = {entry: score for entry, score in scores.items() if entry not in EXTRA_MEANINGS}
    else:
        total = scores[meaning]
        others = {entry: score for entry, score in scores.items() if entry not in (meaning, *EXTRA_MEANINGS)}
        others["extra"] = sum(scores.get(entry, 0.0) for entry in EXTRA_MEANINGS)
    second = max(others, key=lambda entry: others[entry])
    voted = meaning in column.reading.votes
    known = [reason for reason in evidence[meaning] if reason.words and reason.weight > 0.3]
    reasons = _told(known)
    lost = "" if won else _lost_role(column, given)
    if lost and not won and role in ("text", "extra"):
        reasons = (f"another column is the {lost}", *reasons)[:_REASONS]
    return ColumnProposal(
        column.name,
        role,
        meaning,
        round(total, 3),
        reasons,
        second,
        round(others[second], 3),
        examples_of(column.look.texts),
        named=bool(voted) or bool(lost),
        lost=lost,
    )


def _likeliest(scores: Mapping[str, float]) -> str:
    """The meaning with the highest score, the kinds of extras counted together first."""
    kinds = [meaning for meaning in MEANINGS if meaning in scores and meaning in EXTRA_MEANINGS]
    roles = [meaning for meaning in MEANINGS if meaning in scores and meaning not in EXTRA_MEANINGS]
    best = max(roles, key=lambda meaning: scores[meaning])
    if scores[best] > sum(scores[kind] for kind in kinds):
        return best
    return max(kinds, key=lambda kind: scores[kind])


def _lost_role(column: _Column, given: Collection[str]) -> str:
    """The single role that the column would play by its own evidence, did not another play it; "" where it is none."""
    best = max(MEANINGS, key=lambda entry: column.logits[entry])
    return best if best in given else ""


def _inherit(column: _Column, logits: dict[str, float]) -> None:
    """A title or description that is not the first of its kind is a further text; another such column an extra."""
    for role in SINGLE_ROLES:
        heir = _LOST.get(role, "other")
        logits[heir] = max(logits[heir], column.logits[role] - _LOSS)


def _told(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """The weightiest reasons in words."""
    ordered = sorted(reasons, key=lambda reason: -reason.weight)
    return tuple(dict.fromkeys(reason.words for reason in ordered))[:_REASONS]


def examples_of(cells: Iterable[Any]) -> tuple[str, ...]:
    """Up to three different cells, shortened to one line each."""
    out: dict[str, None] = {}
    for cell in cells:
        text = present(json_text(cell)) if cell is not None else ""
        if text:
            line = " ".join(text.split())
            out[line if len(line) <= _EXAMPLE_CHARS else line[: _EXAMPLE_CHARS - 1] + "…"] = None
        if len(out) == _EXAMPLES:
            break
    return tuple(out)
