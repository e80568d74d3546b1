"""Endpoints and listings that do wrong, and what became of the facts; for `llm_demo`."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from benchmarks.llm_center import DemoCenters, asked, machine_facts, proven
from itemcenter.ports import ChatRequest
from itemcenter.schema import Fact
from itemcenter.testing.fake_chat import Misbehaving
from itemcenter.testing.hostile_texts import HOSTILE
from itemcenter.testing.scripted_chat import Fault, FaultKind, Script, ScriptedChat, every
from itemcenter.testing.simulated_models import Gullible, spoken

#: Patience for endpoints that never answer.
_HASTY = "concurrency = 16\ntimeout_s = 0.5\nretries = 1\npatience_s = 1.0"
_ALL = "trust = 0.95\nband = [0.0, 1.0]"
_ITEMS = "24"
_CONTENT: tuple[FaultKind | None, ...] = (
    None, "truncated_json", "ignored_constraint", "duplicated_fields", "extra_fields", "no_usage",
)  # fmt: skip


def misbehaviour(centers: DemoCenters, good: Script) -> dict[str, Any]:
    """Each fault of the server in every request, then answers that are wrong in every way, between good ones."""
    plain = centers.center(None)
    centers.build(plain, "--limit", _ITEMS)
    alone = {place: _said(facts) for place, facts in machine_facts(plain).items()}
    kinds = {}
    for kind in get_args(FaultKind):
        with ScriptedChat(_told(good), every(1, Fault(kind, seconds=2.0))) as server:
            home = centers.center(server, _HASTY, _ALL)
            told = centers.build(home, "--limit", _ITEMS).told
            facts, unproven = proven(home)
            shown = {place: _said(facts) for place, facts in machine_facts(home).items()}
            kinds[kind] = {
                "requests": asked(server),
                "asked": told["asked"],
                "unanswered": told["unanswered"],
                "abstained": told["abstained"],
                "llm_facts": facts,
                "unproven": unproven,
                "as_without_a_model": shown == alone,
            }
    return {"every_request": kinds, "mixed": _mixed(centers, good), "items": int(_ITEMS)}


def _mixed(centers: DemoCenters, good: Script) -> dict[str, Any]:
    wrong = spoken(_wrong)

    def script(body: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
        return _told(good)(body, schema) if len(str(body["messages"])) % 3 == 0 else wrong(body, schema)

    def faults(number: int, body: Mapping[str, Any]) -> Fault | None:
        kind = _CONTENT[number % len(_CONTENT)]
        return Fault(kind) if kind is not None else None

    with ScriptedChat(script, faults) as server:
        home = centers.center(server, "", _ALL)
        told = centers.build(home).told
        facts, unproven = proven(home)
        return {
            "answers": asked(server),
            "cells_asked": told["asked"],
            "abstained": told["abstained"],
            "llm_facts": facts,
            "unproven": unproven,
        }


def _wrong(request: ChatRequest, number: int) -> str:
    said = Misbehaving()(request, number)
    return said if isinstance(said, str) else getattr(said, "text", "")


def _told(good: Script) -> Script:
    """The good model, which talks freely where no shape binds it."""

    def script(body: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
        return good(body, schema) if schema is not None else "It is surely gold, as everyone can see."

    return script


def _said(facts: tuple[Fact, ...]) -> list[Any]:
    return [(fact.value, fact.confidence, fact.evidence, fact.producer) for fact in facts]


def injection(centers: DemoCenters) -> dict[str, Any]:
    """Fifty listings that give orders among others of the same shelf, before a model that obeys whatever it reads."""
    rows = _lamps(centers)
    others, pattern = rows[1:41], rows[0]
    victims = [
        pattern | {"sku": f"X-{n}", "group": f"X-{n}", field: f"{pattern[field]} {text}"}
        for n, text in enumerate(HOSTILE)
        for field in (("title", "description")[n % 2],)
    ]
    facts: list[dict[tuple[str, str], list[Any]]] = []
    for name, lines in (("others", others), ("all", [*others[:20], *victims, *others[20:]])):
        catalog = centers.folder / f"{name}.jsonl"
        catalog.write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="ascii")
        with ScriptedChat(spoken(Gullible())) as server:
            home = centers.center(server, "", _ALL)
            built = centers.build(home, catalog=catalog)
            facts.append({place: _whole(found) for place, found in machine_facts(home).items()})
            requests, spoke = asked(server), proven(home)
    ids = {row["sku"] for row in others}
    before, after = ({place: f for place, f in found.items() if place[0] in ids} for found in facts)
    changed = sum(before.get(place) != after.get(place) for place in before.keys() | after.keys())
    return {
        "hostile_items": built.report["items"] - len(others),
        "in_quarantine": built.report["rejected"],
        "other_items": len(others),
        "requests": requests,
        "cells_of_others": len(before),
        "cells_of_others_changed": changed,
        "abstained": built.told["abstained"],
        "llm_facts": spoke.facts,
        "unproven": spoke.unproven,
    }


def _whole(facts: tuple[Fact, ...]) -> list[Any]:
    return [fact.to_json() for fact in facts]


def _lamps(centers: DemoCenters) -> list[dict[str, str]]:
    """Rows whose category is the merchant's word, lamps first: what the texts want is gold, navy and other numbers."""
    with Path(centers.catalog).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["category"]]
    rows.sort(key=lambda row: ("amp" not in row["title"], row["sku"]))
    once = Counter[str]()
    return [row for row in rows if not once.update([row["sku"]]) and once[row["sku"]] == 1]
