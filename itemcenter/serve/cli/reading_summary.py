"""What a language model has read for discovery, in words."""

from __future__ import annotations

from typing import Any

from itemcenter.serve.cli.harmless import say


def reading_summary(told: dict[str, Any]) -> None:
    """told: `ReadTally` as plain data, with the figures of the endpoint where it tells any"""
    endpoint = told.get("endpoint", {})
    money = f", {endpoint['money']:,.4f} in money" if endpoint.get("money") else ""
    tokens = f"{told['requests']:,} requests, {told['prompt_tokens']:,} + {told['completion_tokens']:,} tokens{money}"
    say(f"language model: {told['documents']:,} documents, {told['units']:,} things said; {tokens}")
    if told["dropped"]:
        say(f"not believed: {_counts(told['dropped'])}")
    if told["unread"]:
        say(f"unread: {told['unread']:,} documents; questions without an answer: {_counts(told['abstained'])}")
    if endpoint.get("failures", {}).get("budget"):
        say("the cap was reached; the same command goes on, and pays nothing twice")


def _counts(reasons: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in reasons.items())
