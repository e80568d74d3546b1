"""What the closing summary says of a language model that was asked, that was not believed, and of none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from itemcenter.jobs.build_report import BuildReport
from itemcenter.schema import ReleaseId
from itemcenter.serve.cli.build_summary import build_summary
from tests.unit.library.lamp_release import RELEASE

TOLD: dict[str, Any] = {
    "decided": 1_000, "asked": 30, "confirmed": 20, "changed": 4, "added": 3, "withdrawn": 1, "unmoved": 0,
    "copying": 0, "copied": 0,
    "unanswered": 2, "requests": 33, "prompt_tokens": 9_000, "completion_tokens": 700, "cached_tokens": 6_000,
    "abstained": {"not_in_text": 1, "timeout": 1}, "believed": True, "trial": {"cells": 40, "answers": 35, "right": 33},
}  # fmt: skip


def summary(told: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    report = BuildReport(run="000001", source="merchant", release_id=ReleaseId("r"), escalation=told)
    build_summary(report, RELEASE, Path("center"))
    return " ".join(capsys.readouterr().out.split())


def test_what_came_of_the_cells_and_what_it_cost(capsys: pytest.CaptureFixture[str]) -> None:
    said = summary(TOLD, capsys)
    assert "30 of 1,000 cells asked: 20 confirmed, 4 changed, 3 added, 1 withdrawn, 2 unanswered" in said
    assert (
        "33 requests, 9,000 + 700 tokens (6,000 of them cached); no answer that held: 1 not_in_text, 1 timeout" in said
    )


def test_a_model_that_is_not_believed_and_none(capsys: pytest.CaptureFixture[str]) -> None:
    little = TOLD | {"believed": False, "trial": {"cells": 9, "answers": 8, "right": 8}}
    assert "not asked: of 8 answers on cells that the merchant filled 8 were right" in summary(little, capsys)
    assert "language model" not in summary({}, capsys)


def test_a_cap_that_was_reached(capsys: pytest.CaptureFixture[str]) -> None:
    capped = {"endpoint": {"money": 0.5, "failures": {"budget": 1_200, "timeout": 1}}}
    for told in (TOLD, TOLD | {"believed": False}):
        said = summary(told | capped, capsys)
        assert "the cap was reached: 1,200 requests were not sent; the next build sends them" in said
    assert "0.5000 in money" in summary(TOLD | capped, capsys) and "cap" not in summary(TOLD, capsys)


FORECAST: dict[str, Any] = {
    "requests": 5_000, "repairs": 120, "asked": 103, "prompt_tokens": 4_000_000, "completion_tokens": 90_000,
    "money": 1.25, "spread_tokens": 31_000, "failed": [],
}  # fmt: skip


def test_what_a_dry_run_forecasts(capsys: pytest.CaptureFixture[str]) -> None:
    said = summary(TOLD | {"forecast": FORECAST}, capsys)
    assert (
        "a run would send 5,000 requests and some 120 again, about 4,000,000 + 90,000 tokens (± 31,000), 1.2500 in "
        "money 103 of them were asked for this and are paid" in said
    )
    failed = FORECAST | {"asked": 2, "failed": ["unreachable", "unreachable"], "spread_tokens": None}
    said = summary(TOLD | {"forecast": failed}, capsys)
    assert "none of those tried was answered: unreachable" in said
    nothing = dict.fromkeys(FORECAST, 0) | {"failed": []}
    assert "a run would send 0 requests, about 0 + 0 tokens" in summary(TOLD | {"forecast": nothing}, capsys)
