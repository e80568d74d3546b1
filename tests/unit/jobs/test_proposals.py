"""Judging is kept as it goes: a killed run goes on where it stopped; inserted entries are told in the log."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from itemcenter.jobs.proposals import Queue, insert, inserted_events, read_proposals, validate
from itemcenter.ontology.review import ReviewEvent, ReviewLog, Standing
from itemcenter.ontology.validate import JudgeContext, Panel
from itemcenter.schema import CategoryId, Demand, KeyId, Proposal, ProposalKind, RejectedRow, Verdict
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.unit.ontology.test_grow import RELEASE
from tests.unit.ontology.test_panel import _Judge


def _proposals(number: int) -> list[Proposal]:
    return [Proposal(ProposalKind.VALUE, f"wood {n}", CategoryId("chairs"), KeyId("material")) for n in range(number)]


@pytest.fixture
def context() -> JudgeContext:
    return JudgeContext(RELEASE, FakeEmbedder())


def _panel() -> Panel:
    return Panel([_Judge(name, "plausibility") for name in "abc"])


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, context: JudgeContext) -> None:
    log, clock, proposals = ReviewLog(tmp_path / "events.jsonl"), count(1), _proposals(1_200)

    def killed() -> Iterator[Proposal]:
        yield from proposals[:1_030]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        validate(log, killed(), context, _panel(), lambda: next(clock), "p")
    done = len(list(log.read()))
    assert 0 < done < 1_200
    report = validate(log, proposals, context, _panel(), lambda: next(clock), "p")
    assert (report.known, report.judged) == (done, 1_200 - done)
    again = validate(log, proposals, context, _panel(), lambda: next(clock), "p")
    assert (again.known, again.judged) == (1_200, 0)
    assert validate(log, proposals[:5], context, _panel(), lambda: next(clock), "other judges").judged == 5


def test_lines_that_are_no_proposals_are_handed_on(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"kind":"brand","text":"Acme"}\nnonsense\n{"kind":"value","text":"x"}\n', encoding="utf-8")
    rejected: list[RejectedRow] = []
    assert [proposal.text for proposal in read_proposals(path, rejected.append)] == ["Acme"]
    assert [row.line for row in rejected] == [2, 3]


def test_low_value_waits_and_people_overrule(tmp_path: Path, context: JudgeContext) -> None:
    log = ReviewLog(tmp_path / "events.jsonl")
    names = ["elm", "fir", "ash", "yew", "box", "bay"]
    proposals = [
        Proposal(ProposalKind.VALUE, name, CategoryId("chairs"), KeyId("material"),
                 demand=Demand(queries=n * 100, queries_recent=n * 10))
        for n, name in enumerate(names)
    ]  # fmt: skip
    validate(log, proposals, context, _panel(), lambda: 1, "p")
    wanted = {"elm": "accept", "bay": "reject"}
    log.append(ReviewEvent(wanted[p.text], p.id, 2, "A") for p in proposals if p.text in wanted)
    log.append([ReviewEvent("merge", proposals[4].id, 2, "A", "oak")])
    queue = Queue.of(log)
    assert [entry.proposal.text for entry in queue.waiting(Standing.AUTO)] == ["yew", "ash", "fir"]
    report = insert(queue, RELEASE)
    assert sorted(entry.proposal.text for entry in report.grown.inserted) == ["box", "elm", "yew"]
    assert report.low_value == 2
    assert len(insert(queue, RELEASE, low_value=True).grown.inserted) == 5
    log.append(inserted_events(queue, report, 9))
    after = Queue.of(log).state
    assert [after[p.id].standing for p in proposals] == [
        Standing.INSERTED, Standing.AUTO, Standing.AUTO, Standing.INSERTED, Standing.INSERTED, Standing.REJECTED,
    ]  # fmt: skip
    assert all(vote.verdict is Verdict.PASS for vote in after[proposals[0].id].decision.votes)
