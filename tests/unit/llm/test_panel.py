"""Panels: strict majorities of all seats, other orders for other judges, reasons kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.llm.panel import Ballot, Judge, Panel, shuffled, strict_majority
from itemcenter.llm.prompt_layout import item_layout
from itemcenter.ports import ChatFailure, ChatRequest
from itemcenter.schema import Item, ItemId
from itemcenter.testing.fake_chat import FakeChat, Outcome, Script, read_prompt

BALLOT = Ballot("b", item_layout(Item(ItemId("i"), "Lamp")), "Is it a good name?", ("accept", "reject", "merge"))


def says(label: str) -> Script:
    """A judge who knows what it wants, wherever it stands."""

    def script(request: ChatRequest, number: int) -> Outcome:
        options = read_prompt(request).options
        place = next((n for n, told in options.items() if told == label), 0)
        return json.dumps({"choice": place, "reason": f"because {label}"})

    return script


def first(request: ChatRequest, number: int) -> str:
    return '{"choice": 1, "reason": "the first"}'


@pytest.mark.parametrize(
    ("labels", "winner"),
    [
        (["accept", "accept", "reject"], 0),
        (["reject"], 1),
        (["accept", "reject"], None),
        (["accept", "reject", "merge"], None),
        (["accept", "nothing", "nothing"], None),
        (["merge", "merge", "nothing"], 2),
        ([], None),
    ],
)
def test_a_label_needs_more_than_half_of_the_seats(labels: list[str], winner: int | None) -> None:
    judges = [Judge(f"j{n}", FakeChat(says(label)), seed=n) for n, label in enumerate(labels)]
    (verdict,) = Panel(judges).vote([BALLOT])
    assert verdict.label == winner
    assert [vote.reason for vote in verdict.votes] == [f"because {label}" for label in labels]


def test_failures_and_faults_hold_their_seats_and_say_why() -> None:
    broken = FakeChat(lambda request, number: ChatFailure("rate_limited", "429"))
    far = FakeChat(lambda request, number: '{"choice": 4, "reason": "x"}')
    wrong = FakeChat(lambda request, number: '{"choice": 1}')
    judges = [Judge("a", broken), Judge("b", far), Judge("c", wrong), Judge("d", FakeChat(says("accept")))]
    (verdict,) = Panel(judges).vote([BALLOT])
    assert verdict.label is None
    assert [vote.reason for vote in verdict.votes[:3]] == ["rate_limited", "no_such_number", "wrong_shape"]


def test_a_liking_for_the_first_place_is_no_majority_for_a_label() -> None:
    judges = [Judge(f"j{n}", FakeChat(first), seed=n) for n in range(3)]
    ballots = [Ballot(f"b{n}", BALLOT.layout, BALLOT.question, BALLOT.labels) for n in range(60)]
    verdicts = Panel(judges).vote(ballots)
    won = [verdict.label for verdict in verdicts if verdict.label is not None]
    assert len(won) < 58 and {0, 1, 2} == set(won)


def test_the_persona_and_the_question_stand_in_the_prompt() -> None:
    chat = FakeChat(says("accept"))
    Panel([Judge("j", chat, persona="You are a strict buyer.")]).vote([BALLOT])
    assert "You are a strict buyer. Is it a good name?" in chat.requests[0].messages[1].text


@given(st.lists(st.integers(0, 3) | st.none(), max_size=9))
def test_strict_majority(votes: list[int | None]) -> None:
    winner = strict_majority(votes, len(votes))
    assert winner is None or 2 * votes.count(winner) > len(votes)
    assert winner is not None or all(2 * votes.count(n) <= len(votes) for n in range(4))


def test_orders_are_the_same_everywhere() -> None:
    assert shuffled(5, 0, "a") == [0, 4, 1, 2, 3]
    assert sorted(shuffled(9, 3, "x")) == list(range(9)) and shuffled(9, 3, "x") != shuffled(9, 4, "x")
