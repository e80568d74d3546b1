"""What a language model takes and survives, on the demo catalog: forecast, kill, cap, storms, misbehaviour, injection.

    python -m benchmarks.llm_demo [--whole] [--only PART ...]

The model is SIMULATED (`testing.simulated_models`): behind a real HTTP server (`testing.scripted_chat`) it knows the
demo's truth, quotes the words that prove it, and errs in a tenth of its answers. So nothing here says how good any
model is. Builds are runs of `itemcenter build` in processes of their own; tokens are those that the server counted.
Nothing is learned from the catalog; the model is vouched for (`trust = 0.9`), save where the trial is forecast, too.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import llm_faults, result_file
from benchmarks.llm_center import COMPLETION_PRICE, PROMPT_PRICE, Built, DemoCenters, asked
from itemcenter.demo import backbone_path, catalog_path
from itemcenter.testing.scripted_chat import Fault, Faults, Script, ScriptedChat, every
from itemcenter.testing.simulated_models import spoken

ERROR = 0.1
PARTS = ("forecast", "killed", "caps", "storms", "misbehaviour", "injection")
_CONCURRENCY = 8
_STORM_AT, _STORM_S = 200, 10.0


def measure(small: bool, parts: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        centers = DemoCenters(Path(folder), small)
        good = spoken(centers.good_model(ERROR))
        out: dict[str, Any] = {"simulated": True, "errors": ERROR}
        if "injection" in parts:
            out["injection"] = llm_faults.injection(centers)
        if "misbehaviour" in parts:
            out["misbehaviour"] = llm_faults.misbehaviour(centers, good)
        if "forecast" in parts:
            out["forecast"] = _forecast(centers, good, "trust = 0.9")
            out["forecast_with_trial"] = _forecast(centers, good, "trial_cells = 100")
        if not {"killed", "caps", "storms"} & set(parts):
            return out
        with ScriptedChat(good) as server:
            whole = centers.build(centers.center(server))
        out["undisturbed"] = {"digest": whole.digest, "seconds": whole.seconds} | _taken(whole)
        if "killed" in parts:
            out["killed"] = _killed(centers, good, whole)
        if "caps" in parts:
            out["caps"] = {name: _capped(centers, good, whole, name) for name in ("max_tokens", "max_money")}
        if "storms" in parts:
            out["storms"] = _storms(centers, good, whole)
        return out


def _taken(built: Built) -> dict[str, Any]:
    told = built.told
    return {
        "cells_asked": told["asked"],
        "requests": told["requests"],
        "repairs": told["requests"] - told["questions"],
        "tokens": told["prompt_tokens"] + told["completion_tokens"],
        "money": told["endpoint"]["money"],
        "abstained": told["abstained"],
    }


def _forecast(centers: DemoCenters, good: Script, escalation: str) -> dict[str, Any]:
    """The dry run's forecast against what dry run and build took together."""
    with ScriptedChat(good) as server:
        home = centers.center(server, escalation=escalation)
        dry = centers.build(home, "--dry-run").told["forecast"]
        paid = len(server.bodies)
        built = centers.build(home)
        tokens = server.prompt_tokens + server.completion_tokens
        expected = dry["prompt_tokens"] + dry["completion_tokens"]
        told = built.told
        repairs = len(server.bodies) - told["questions"]
        money = (server.prompt_tokens * PROMPT_PRICE + server.completion_tokens * COMPLETION_PRICE) / 1e6
        return {
            "asked_for_it": paid,
            "requests": {"forecast": dry["requests"], "actual": told["questions"]},
            "repairs": {"forecast": dry["repairs"], "actual": repairs},
            "tokens": {"forecast": expected, "spread": dry["spread_tokens"], "actual": tokens},
            "money": {"forecast": dry["money"], "actual": round(money, 6)},
            "error": round(expected / tokens - 1, 4),
        }


def _killed(centers: DemoCenters, good: Script, whole: Built) -> dict[str, Any]:
    """SIGKILL when half of all requests have come in, then the same command again."""
    with ScriptedChat(good) as server:
        home = centers.center(server, f"concurrency = {_CONCURRENCY}")
        one_pass = whole.told["requests"]
        process = centers.start(home)
        while process.poll() is None and asked(server) < one_pass // 2:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        at_kill = asked(server)
        again = centers.build(home)
        return {
            "one_pass": one_pass,
            "at_kill": at_kill,
            "total": asked(server),
            "surplus": asked(server) - one_pass,
            "concurrency": _CONCURRENCY,
            "same_digest": again.digest == whole.digest,
        }


def _capped(centers: DemoCenters, good: Script, whole: Built, name: str) -> dict[str, Any]:
    """Two fifths of what a run takes as a cap; then a build without it."""
    taken = _taken(whole)
    cap = int(0.4 * taken["tokens"]) if name == "max_tokens" else round(0.4 * _full_price(whole), 4)
    with ScriptedChat(good) as server:
        home = centers.center(server, f"{name} = {cap}")
        capped = centers.build(home)
        billed = server.prompt_tokens + server.completion_tokens
        endpoint = capped.told["endpoint"]
        spent = endpoint["spent_tokens"] if name == "max_tokens" else endpoint["money"]
        centers.configure(home, server)
        after = centers.build(home)
        return {
            "cap": cap,
            "spent": spent,
            "within": spent <= cap,
            "billed_tokens": billed,
            "not_sent": endpoint["failures"]["budget"],
            "items": capped.report["items"],
            "facts": capped.report["merchant_facts"] + capped.report["stated"],
            "requests_of_both": asked(server),
            "one_pass": taken["requests"],
            "same_digest_without_cap": after.digest == whole.digest,
        }


def _full_price(built: Built) -> float:
    told = built.told
    return float(told["prompt_tokens"] * PROMPT_PRICE + told["completion_tokens"] * COMPLETION_PRICE) / 1e6


class Storm:
    """Refuses everything for some seconds, from a request on. refused: so many"""

    def __init__(self, retry_after: str | None) -> None:
        self._fault, self._lock = Fault("rate_limit", retry_after), threading.Lock()
        self._until = 0.0
        self.refused = 0

    def __call__(self, number: int, body: Mapping[str, Any]) -> Fault | None:
        with self._lock:
            if number == _STORM_AT:
                self._until = time.monotonic() + _STORM_S
            if time.monotonic() < self._until:
                self.refused += 1
                return self._fault
            return None


def _storms(centers: DemoCenters, good: Script, whole: Built) -> dict[str, Any]:
    out: dict[str, Any] = {}
    plain = whole.seconds
    storms: dict[str, Faults] = {"429, Retry-After: 2": Storm("2"), "429 without Retry-After": Storm(None)}
    storms["every 100th request hangs"] = every(100, Fault("hang", seconds=60.0), first=50)
    for name, faults in storms.items():
        with ScriptedChat(good, faults) as server:
            built = centers.build(centers.center(server, "timeout_s = 2.0"))
            out[name] = {
                "refused_or_hung": server.outcomes["rate_limit"] + server.outcomes["hang"],
                "same_digest": built.digest == whole.digest,
                "seconds": built.seconds,
                "seconds_undisturbed": plain,
                "failures": built.told["endpoint"]["failures"],
            }
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--whole", action="store_true", help="all shelves of the demo, not the four oldest")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, help="leave other figures of the file as they are"
    )
    options = parser.parse_args()
    small = not options.whole
    name = "llm_demo" if small else "llm_demo_whole"
    found, before = measure(small, options.only), options.out / f"{name}.json"
    if set(options.only) != set(PARTS) and before.is_file():
        found = json.loads(before.read_text(encoding="utf-8"))["figures"] | found
    result_file.write(options.out, name, found, [catalog_path(small), backbone_path(small)])


if __name__ == "__main__":
    main()
