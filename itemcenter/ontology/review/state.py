"""What the events add up to: for each proposal its standing, its present form, and who said what."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from itemcenter.errors import InvariantError
from itemcenter.ontology.review import events as kinds
from itemcenter.ontology.review.events import ReviewEvent, in_order
from itemcenter.schema import CategoryId, Decision, KeyId, Proposal, Route


class Standing(enum.Enum):
    """auto: judges agreed and nobody said otherwise; open: waits for a person"""

    AUTO = "auto"
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"
    INSERTED = "inserted"


@dataclass(slots=True)
class Reviewed:
    """One proposal as it stands. `proposal` is its present form, `decision` what judges said of its first one.

    words: the latest accept or reject of each person; history: all events, undone ones among them
    """

    decision: Decision
    proposal: Proposal
    panel: str = ""
    release: str = ""
    standing: Standing = Standing.OPEN
    claimed_by: str = ""
    into: str = ""
    inserted_in: str = ""
    words: dict[str, bool] = field(default_factory=dict)
    comments: list[tuple[str, str]] = field(default_factory=list)
    history: list[ReviewEvent] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        return self.decision.proposal.id

    @property
    def queue(self) -> Route:
        return self.decision.route

    @property
    def by(self) -> str:
        """Who decided, "" where judges did."""
        last = [event for event in self.history if event.action in _DECIDES and event.id not in self.undone]
        return last[-1].author if last else ""


_DECIDES = (kinds.ACCEPT, kinds.REJECT, kinds.MERGE)


def replay(events: Iterable[ReviewEvent]) -> dict[str, Reviewed]:
    """The state after all events, whatever order they come in. Events about proposals nobody judged are passed over."""
    ordered = in_order(events)
    undone = _undone(ordered)
    out: dict[str, Reviewed] = {}
    for event in ordered:
        if event.action == kinds.JUDGED and event.decision is not None:
            known = out.get(event.proposal_id)
            fresh = Reviewed(event.decision, event.decision.proposal, event.panel, event.text)
            out[event.proposal_id] = _rejudged(known, fresh) if known is not None else fresh
            out[event.proposal_id].standing = Standing.AUTO if _is_auto(event.decision) else Standing.OPEN
    for event in ordered:
        entry = out.get(event.proposal_id)
        if entry is None:
            continue
        entry.history.append(event)
        if event.id in undone:
            entry.undone.add(event.id)
        else:
            _apply(entry, event)
    return out


def _is_auto(decision: Decision) -> bool:
    return decision.accepted and decision.route is Route.AUTO


def _rejudged(known: Reviewed, fresh: Reviewed) -> Reviewed:
    return replace(fresh, standing=known.standing)


def _undone(ordered: Iterable[ReviewEvent]) -> set[str]:
    """Ids of events without effect: an undo counts only against earlier events, latest undo first."""
    undone: set[str] = set()
    for event in reversed(list(ordered)):
        if event.action == kinds.UNDO and event.id not in undone:
            undone.add(event.text)
    return undone


def _apply(entry: Reviewed, event: ReviewEvent) -> None:
    if event.action == kinds.CLAIM:
        entry.claimed_by = "" if event.text == "free" else event.author
    elif event.action in (kinds.ACCEPT, kinds.REJECT):
        accepted = event.action == kinds.ACCEPT
        entry.words[event.author] = accepted
        entry.standing, entry.into = (Standing.ACCEPTED if accepted else Standing.REJECTED), ""
    elif event.action == kinds.MERGE:
        entry.words[event.author] = False
        entry.standing, entry.into = Standing.MERGED, event.text
    elif event.action == kinds.RENAME:
        entry.proposal = replace(entry.proposal, text=event.text)
    elif event.action in (kinds.MOVE, kinds.EDIT):
        entry.proposal = edited(entry.proposal, dict(event.fields))
    elif event.action == kinds.COMMENT:
        entry.comments.append((event.author, event.text))
    elif event.action == kinds.INSERTED:
        entry.standing, entry.inserted_in = Standing.INSERTED, event.text


EDITABLE = ("category_id", "key_id", "description", "synonyms")


def edited(proposal: Proposal, fields: Mapping[str, str]) -> Proposal:
    """The proposal with other fields. Raises `InvariantError` for one that cannot be edited."""
    for name in fields:
        if name not in EDITABLE:
            raise InvariantError(f"{name!r} cannot be edited", remedy=f"allowed: {', '.join(EDITABLE)}")
    if "category_id" in fields:
        proposal = replace(proposal, category_id=CategoryId(fields["category_id"]) if fields["category_id"] else None)
    if fields.get("key_id"):
        proposal = replace(proposal, key_id=KeyId(fields["key_id"]))
    if "description" in fields:
        proposal = replace(proposal, description=fields["description"])
    if "synonyms" in fields:
        names = tuple(name.strip() for name in fields["synonyms"].split("|") if name.strip())
        proposal = replace(proposal, synonyms=names)
    return proposal


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two people over the proposals that both decided. kappa: Cohen's, 1.0 where both always said the same word."""

    one: str
    other: str
    both: int
    same: float
    kappa: float


def agreements(state: Mapping[str, Reviewed]) -> list[Agreement]:
    """Of every two people who decided at least one proposal both, by name."""
    people = sorted({author for entry in state.values() for author in entry.words})
    out = []
    for one, other in combinations(people, 2):
        words = [
            (entry.words[one], entry.words[other]) for entry in state.values() if {one, other} <= entry.words.keys()
        ]
        if not words:
            continue
        same = sum(a == b for a, b in words) / len(words)
        yes, also = (sum(pair[side] for pair in words) / len(words) for side in (0, 1))
        chance = yes * also + (1 - yes) * (1 - also)
        out.append(Agreement(one, other, len(words), same, 1.0 if chance == 1.0 else (same - chance) / (1 - chance)))
    return out
