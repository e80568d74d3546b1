"""The review log: any order of reading gives one state, undo, merges, torn ends, exchange."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InputError, InvariantError
from itemcenter.ontology.review import Reviewed, ReviewEvent, ReviewLog, Standing, agreements, replay
from itemcenter.ontology.review.exchange import (
    csv_events,
    csv_text,
    label_studio_events,
    label_studio_tasks,
    training_lines,
)
from itemcenter.schema import Decision, KeyId, OntologyRelease, Proposal, ProposalKind, Route, Verdict, Vote

_PROPOSALS = [Proposal(ProposalKind.VALUE, text, None, KeyId("k")) for text in ("oak", "=cmd|x", "pine")]
_VOTES = (Vote("a", "plausibility", Verdict.PASS, "why not"),)
_EMPTY = OntologyRelease((), (), ())


def _judged(proposal: Proposal, route: Route = Route.EXPERT, time_us: int = 1) -> ReviewEvent:
    decision = Decision(proposal, _VOTES, True, route)
    return ReviewEvent("judged", proposal.id, time_us, text="r", decision=decision, panel="p")


def _seen(state: dict[str, Reviewed]) -> list[object]:
    return [
        (key, e.standing, e.proposal, e.into, e.claimed_by, sorted(e.words.items()), e.comments, sorted(e.undone))
        for key, e in sorted(state.items())
    ]


_ACTIONS = st.one_of(
    st.tuples(st.sampled_from(["accept", "reject", "claim"]), st.just("")),
    st.tuples(st.sampled_from(["merge", "rename", "comment"]), st.sampled_from(["elm", "ash"])),
)


@st.composite
def _histories(draw: st.DrawFn) -> list[ReviewEvent]:
    events = [_judged(proposal) for proposal in _PROPOSALS[:2]]
    for action, text in draw(st.lists(_ACTIONS, max_size=8)):
        subject = draw(st.sampled_from(_PROPOSALS[:2])).id
        events.append(ReviewEvent(action, subject, draw(st.integers(2, 6)), draw(st.sampled_from("AB")), text))
    for target in draw(st.lists(st.sampled_from(events), max_size=3)):
        if target.action != "judged":
            events.append(ReviewEvent("undo", target.proposal_id, draw(st.integers(7, 9)), "A", target.id))
    return events


@given(_histories(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_of_lines_gives_the_same_state(events: list[ReviewEvent], chance: object) -> None:
    shuffled = events * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _seen(replay(shuffled)) == _seen(replay(events))


@given(_histories())
def test_undoing_everything_gives_the_judges_state_back(events: list[ReviewEvent]) -> None:
    human = [event for event in events if event.action not in ("judged", "undo")]
    kept = [event for event in events if event.action != "undo"]
    undos = [ReviewEvent("undo", event.proposal_id, 20, "A", event.id) for event in human]
    after, before = replay(kept + undos), replay(kept[:2])
    for key, entry in after.items():
        assert (entry.standing, entry.proposal, entry.words) == (before[key].standing, before[key].proposal, {})


def test_an_undo_can_be_undone() -> None:
    accept = ReviewEvent("accept", _PROPOSALS[0].id, 2, "A")
    undo = ReviewEvent("undo", _PROPOSALS[0].id, 3, "A", accept.id)
    again = ReviewEvent("undo", _PROPOSALS[0].id, 4, "B", undo.id)
    events = [_judged(_PROPOSALS[0]), accept, undo]
    assert replay(events)[_PROPOSALS[0].id].standing is Standing.OPEN
    assert replay([*events, again])[_PROPOSALS[0].id].standing is Standing.ACCEPTED


def test_a_later_judgement_does_not_overrule_a_person() -> None:
    events = [_judged(_PROPOSALS[0]), ReviewEvent("reject", _PROPOSALS[0].id, 2, "A"),
              _judged(_PROPOSALS[0], Route.AUTO, 3)]  # fmt: skip
    assert replay(events)[_PROPOSALS[0].id].standing is Standing.REJECTED


@settings(max_examples=25)
@given(st.integers(0, 400))
def test_a_torn_last_line_never_counts_and_is_cut_off(cut: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        log = ReviewLog(Path(folder) / "review" / "events.jsonl")
        log.append([_judged(_PROPOSALS[0])])
        whole = log.path.read_bytes()
        log.append([_judged(_PROPOSALS[1])])
        both = log.path.read_bytes()
        log.path.write_bytes(both[: len(whole) + min(cut, len(both) - len(whole) - 1)])
        assert [event.proposal_id for event in log.read()] == [_PROPOSALS[0].id]
        log.append([_judged(_PROPOSALS[2])])
        assert [event.proposal_id for event in log.read()] == [_PROPOSALS[0].id, _PROPOSALS[2].id]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    log = ReviewLog(tmp_path / "events.jsonl")
    log.append([_judged(_PROPOSALS[0])])
    with log.path.open("a", encoding="utf-8") as handle:
        handle.write("{}\n")
    with pytest.raises(InputError, match="line 2"):
        list(log.read())


def test_people_must_name_themselves_and_say_something() -> None:
    with pytest.raises(InvariantError, match="nobody"):
        ReviewEvent("accept", "x", 1)
    with pytest.raises(InvariantError, match="says nothing"):
        ReviewEvent("merge", "x", 1, "A")


def test_agreement_of_two_people() -> None:
    events = [_judged(proposal) for proposal in _PROPOSALS]
    words = [("A", "accept"), ("B", "accept"), ("A", "reject"), ("B", "reject"), ("A", "accept"), ("B", "reject")]
    for number, (author, action) in enumerate(words):
        events.append(ReviewEvent(action, _PROPOSALS[number // 2].id, number + 2, author))
    (found,) = agreements(replay(events))
    assert (found.both, round(found.same, 3), round(found.kappa, 3)) == (3, 0.667, 0.4)


def test_a_table_goes_out_harmless_and_comes_back_as_events() -> None:
    state = replay([_judged(proposal) for proposal in _PROPOSALS])
    text = csv_text(list(state.values()), _EMPTY, {})
    assert "'=cmd" in text
    rows = text.splitlines()
    filled = [rows[0]]
    for row, decision in zip(rows[1:], ("accept,,", "merge,elm,", "rename,Pine wood,nicer"), strict=True):
        filled.append(
            row.removesuffix(",,") + decision.removeprefix(",") if row.endswith(",,,") else row[:-2] + decision
        )
    events = list(csv_events("\n".join(filled), "A", 5, state, "t.csv"))
    assert sorted(event.action for event in events) == ["accept", "accept", "comment", "merge", "rename"]
    with pytest.raises(InputError, match=r"t.csv line 2.*decision"):
        list(csv_events(f"id,decision\n{_PROPOSALS[0].id},maybe\n", "A", 5, state, "t.csv"))
    with pytest.raises(InputError, match="no proposal"):
        list(csv_events("id,decision\nnobody,accept\n", "A", 5, state, "t.csv"))


def test_label_studio_tasks_come_back_with_their_annotators() -> None:
    state = replay([_judged(proposal) for proposal in _PROPOSALS])
    tasks = label_studio_tasks(list(state.values()), _EMPTY)
    tasks[0]["annotations"] = [
        {"completed_by": {"email": "ada@example.org"}, "result": tasks[0]["predictions"][0]["result"]},
        {"was_cancelled": True, "result": tasks[0]["predictions"][0]["result"]},
    ]
    (event,) = label_studio_events(json.dumps(tasks), "A", 5, state, "t.json")
    assert (event.action, event.author) == ("accept", "label-studio:ada@example.org")
    with pytest.raises(InputError, match="JSON"):
        list(label_studio_events("<html>", "A", 5, state, "t.json"))


def test_decisions_become_labelled_lines() -> None:
    events = [_judged(proposal) for proposal in _PROPOSALS]
    events += [ReviewEvent("accept", _PROPOSALS[0].id, 2, "A"), ReviewEvent("merge", _PROPOSALS[2].id, 3, "A", "fir")]
    lines = sorted(training_lines(replay(events).values()), key=str)
    assert lines[0] == {"pair": ["pine", "fir"], "same": True, "key": "k", "by": "A"}
    assert lines[1]["valid"] is True and lines[1]["triple"]["value"] == "oak"
