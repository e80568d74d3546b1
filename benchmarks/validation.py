"""Judges against made cases: true triples hidden from them, and as many that are wrong in four ways.

python -m benchmarks.validation --shopify DIR --icecat FILE [--part tuning] [--cases FOLDER]

Weights and thresholds of the judges come from attributes of the tuning part alone (`--train FOLDER` makes them).
`--cases` writes gold.jsonl and votes.jsonl, which a scorer of votes reads. Counted as that scorer counts: accuracy
(accepted = valid), false accepts (wrong ones inserted automatically), true automatic (right ones inserted
automatically).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.validation_cases import KINDS, Case, make_cases, part_of
from itemcenter import registry
from itemcenter.evaluate.intervals import wilson
from itemcenter.ontology import load_ontology
from itemcenter.ontology.validate import JudgeContext, JudgeModel, Panel, train_judges
from itemcenter.ontology.validate.judges import FittedJudge, PairJudge
from itemcenter.ontology.validate.measures import UnitJudge
from itemcenter.schema import Decision, Route, Verdict

_TOGETHER = 512
_CARD = """# {name}

What the learned judges of proposed values weigh (`itemcenter.ontology.validate`): four sets of gradient-boosted
oblivious trees over figures of (value, key, category), and two thresholds each. The figures speak of likeness and
company, never of a release's entries, so they serve any ontology.

- Trained on: corrupted copies of the Shopify Standard Product Taxonomy ({release}, MIT): hidden values, and wrong
  ones made of what it has. Only value lists that the benchmark keeps for tuning gave cases; none of its test part did.
- Made by: `python -m benchmarks.validation --train`
- Licence: Apache-2.0. The weights hold thresholds and leaf values, no entries.
- Not meant for: deciding without the release that a value is to join.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shopify", type=Path, required=True)
    parser.add_argument("--icecat", type=Path)
    parser.add_argument("--part", choices=("tuning", "test"), default="test")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--train", type=Path, help="make the weights, write them to this folder, and stop")
    parser.add_argument("--model", type=Path, help="weights to judge with; default: those that ship")
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    release = load_ontology(f"shopify:{arguments.shopify}").release
    embedder = registry.open_embedder("static", {}, Path())
    if arguments.train is not None:
        model = train_judges(release, embedder, wanted=lambda list_id: part_of(list_id) == "tuning")
        model.save(arguments.train, _CARD.format(name=arguments.train.name, release=release.name))
        print(json.dumps(dict(model.bounds)))
        return
    begin = time.perf_counter()
    made = make_cases(release, arguments.icecat, arguments.seed)
    cases = made.of(arguments.part)
    model = JudgeModel.shipped() if arguments.model is None else JudgeModel.load(arguments.model)
    context = JudgeContext(made.visible, embedder, model, made.measured)
    prepared = time.perf_counter() - begin
    begin = time.process_time()
    decisions, alone = _heard(cases, context)
    seconds = time.process_time() - begin
    figures: dict[str, Any] = {"part": arguments.part, "cases": len(cases), **counted(cases, decisions)}
    figures["by_kind"] = {
        kind: counted(*zip(*((c, d) for c, d in zip(cases, decisions, strict=True) if c.kind == kind), strict=True))
        for kind in KINDS if any(case.kind == kind for case in cases)
    }  # fmt: skip
    even = [entry["accuracy"] for entry in figures["by_kind"].values()]
    figures["accuracy_kinds_weighed_alike"] = round(sum(even) / len(even), 2)
    figures["learned_judge_alone"] = counted(cases, alone)
    figures["votes"] = _single(cases, decisions)
    figures |= {"prepare_s": round(prepared, 1), "judge_cpu_s": round(seconds, 1)}
    if arguments.cases is not None:
        _write(arguments.cases, cases, decisions)
    data = [arguments.shopify, *([arguments.icecat] if arguments.icecat is not None else [])]
    result_file.write(arguments.out, f"validation_{arguments.part}", figures, data)


def _heard(cases: list[Case], context: JudgeContext) -> tuple[list[Decision], list[Decision]]:
    """Decisions of the panel, and of one judge a check alone: what it passes is accepted and automatic."""
    panel, one = Panel(), Panel([FittedJudge("learned"), UnitJudge(), PairJudge()], least_for_auto=1)
    decisions, alone = [], []
    for begin in range(0, len(cases), _TOGETHER):
        batch = [case.proposal for case in cases[begin : begin + _TOGETHER]]
        context.prepare(batch)
        decisions += [panel.decide(proposal, context) for proposal in batch]
        alone += [one.decide(proposal, context) for proposal in batch]
    return decisions, alone


def counted(cases: Iterable[Case], decisions: Iterable[Decision]) -> dict[str, Any]:
    pairs = list(zip(cases, decisions, strict=True))
    auto = [(case, d.accepted and d.route is Route.AUTO) for case, d in pairs]
    right = sum(d.accepted == case.valid for case, d in pairs)
    bad, good = [a for case, a in auto if not case.valid], [a for case, a in auto if case.valid]
    return {
        "n": len(pairs),
        "accuracy": round(100 * right / len(pairs), 2),
        "accuracy_interval": [round(100 * end, 1) for end in wilson(right, len(pairs))],
        "false_accepts": round(100 * sum(bad) / max(len(bad), 1), 2),
        "true_automatic": round(100 * sum(good) / max(len(good), 1), 2),
        "routes": {entry.value: sum(d.route is entry for _, d in pairs) for entry in Route},
    }


def _single(cases: list[Case], decisions: list[Decision]) -> dict[str, Any]:
    """Each judge of plausibility or duplication alone, over the cases that it looked at: accepted where it passes."""
    out: dict[str, Any] = {}
    names = sorted({(vote.check, vote.judge) for decision in decisions for vote in decision.votes})
    for check, name in names:
        seen = [(case.valid, vote.verdict) for case, decision in zip(cases, decisions, strict=True)
                for vote in decision.votes if (vote.check, vote.judge) == (check, name)]  # fmt: skip
        right = sum((verdict is Verdict.PASS) == valid for valid, verdict in seen)
        bad = [verdict for valid, verdict in seen if not valid]
        out[f"{check}/{name}"] = {
            "n": len(seen),
            "accuracy": round(100 * right / len(seen), 2),
            "false_accepts": round(100 * sum(v is Verdict.PASS for v in bad) / max(len(bad), 1), 2),
            "unclear": round(100 * sum(v is Verdict.UNCLEAR for _, v in seen) / len(seen), 2),
        }
    return out


def _write(folder: Path, cases: list[Case], decisions: list[Decision]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "gold.jsonl").open("w", encoding="utf-8") as gold,
        (folder / "votes.jsonl").open("w", encoding="utf-8") as votes,
    ):
        for case, decision in zip(cases, decisions, strict=True):
            told = {"id": case.id, "valid": case.valid, "kind": case.kind, "proposal": case.proposal.to_json()}
            gold.write(json.dumps(told, ensure_ascii=False) + "\n")
            verdict = "pass" if decision.accepted else "reject"
            if not decision.accepted and decision.route is Route.MANUAL:
                verdict = "unclear"
            line = {"id": case.id, "verdict": verdict, "automatic": decision.accepted and decision.route is Route.AUTO,
                    "votes": [vote.to_json() for vote in decision.votes]}  # fmt: skip
            votes.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
