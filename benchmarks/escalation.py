"""A language model for cells in doubt on the demo catalog: a SIMULATED one, which errs at a known rate.

    python -m benchmarks.escalation [--small]

No language model is asked: `testing.simulated_models.NoisyOracle` knows the demo's truth and chooses something else at
the given rate. So the figures say how policy, proof and trust behave, not how good any model is. Counted are the cells
that the merchant left empty, over the texts' truth, as in `demo_truth`; the model is measured on the merchant's cells
(trust) unless it is vouched for. Tokens are words. `cached` is the share of them in a simulated prefix cache (blocks of
16, room for 200 or 2,000): in our order, with the same requests shuffled, and with the task in front of the item.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from benchmarks.demo_truth import _count, _figures
from itemcenter.center.sources import MERCHANT
from itemcenter.demo import backbone_path, catalog_path, truth_path
from itemcenter.errors import ValueParseError
from itemcenter.library import EscalationOptions, EscalationTally, LibraryRecognizer
from itemcenter.llm.prefix_cache import PrefixCacheSimulator
from itemcenter.llm.prompt_layout import END
from itemcenter.ports import ChatRequest
from itemcenter.schema import AttributeKey, Item, KeyId, ValueType
from itemcenter.testing.fake_chat import FakeChat, Prompt
from itemcenter.testing.simulated_models import NoisyOracle
from itemcenter.values import parse, same

BANDS = ((0.3, 0.95), (0.05, 1.01))
ERRORS = (0.0, 0.1, 0.3)
_BATCH = 256
_NUMERIC = (ValueType.QUANTITY, ValueType.COUNT, ValueType.IDENTIFIER)
Truth = dict[tuple[str, str], dict[str, Any]]


def measure(small: bool = False) -> dict[str, Any]:
    """Learn once, then recognise the catalog under each policy."""
    lines = (json.loads(line) for line in truth_path(small).read_text(encoding="utf-8").splitlines())
    truth: Truth = {(line["item"], line["key"]): line for line in lines if line["key"] != "@category"}
    with tempfile.TemporaryDirectory() as folder, itemcenter.create(Path(folder) / "center") as center:
        center.import_ontology(str(backbone_path(small)))
        center.build(catalog_path(small))
        items = sorted((record.item for record in center.store.items()), key=lambda item: item.id)
        plain = center.recognizer_for(MERCHANT)
        keys = center.release.key_by_id
        rows: dict[str, Any] = {"local model alone": _scored(plain, items, truth, keys)}
        requests: Sequence[ChatRequest] = ()
        for error in ERRORS:
            for low, high in BANDS:
                policy = EscalationOptions("unsure", low, high)
                name = f"band {low} to {min(high, 1.0)}, model errs in {error:.0%}"
                rows[name], asked = _asked(plain, items, truth, keys, policy, error)
                requests = asked if (low, error) == (BANDS[-1][0], 0.0) else requests
        low, high = BANDS[0]
        for error in ERRORS[-1:]:
            panel, vouched = EscalationOptions("unsure", low, high, judges=3), EscalationOptions("unsure", low, high)
            rows[f"three judges, model errs in {error:.0%}"], _ = _asked(plain, items, truth, keys, panel, error)
            row, _ = _asked(plain, items, truth, keys, vouched, error, trust=0.9)
            rows[f"vouched for at 0.9, model errs in {error:.0%}"] = row
        return {"simulated": True, "policies": rows, "cached": _cached(requests)}


def _asked(
    plain: LibraryRecognizer,
    items: Sequence[Item],
    truth: Truth,
    keys: dict[KeyId, AttributeKey],
    options: EscalationOptions,
    error: float,
    trust: float = 0.0,
) -> tuple[dict[str, Any], Sequence[ChatRequest]]:
    chat, tally = FakeChat(NoisyOracle(_Oracle(items, truth, keys), error)), EscalationTally()
    believed = plain.vouched(trust) if trust else plain.measured(plain.trial(items, chat, options))
    before = len(chat.requests)
    figures = _scored(plain.with_chat(chat, options, believed, tally), items, truth, keys)
    told = {name: value for name, value in tally.to_json().items() if value}
    right = sum(row.right for row in believed.trial.answers)
    return figures | {"trial": {"answers": len(believed.trial.answers), "right": right}, "asking": told}, chat.requests[
        before:
    ]


class _Oracle:
    """The right options of a prompt by the demo's truth; texts tell which item it is."""

    def __init__(self, items: Sequence[Item], truth: Truth, keys: dict[KeyId, AttributeKey]) -> None:
        self._ids = {(item.title, item.description): item.id for item in items}
        self._keys = {key.name: key for key in keys.values()}
        self._truth = truth

    def __call__(self, prompt: Prompt) -> list[tuple[int, str]]:
        texts = dict(prompt.fields.values())
        item, key = self._ids.get((texts.get("title", ""), texts.get("description", ""))), self._keys.get(prompt.key)
        line = self._truth.get((item, key.id)) if item is not None and key is not None else None
        if line is None or key is None:
            return []
        places = zip(line.get("where", ()), line.get("evidence", ()), strict=True)
        words = next((words for place, words in places if place != "specs"), None)
        if words is None:
            return []
        right = [n for n, told in prompt.options.items() if any(_same(key, told, text) for text in line["values"])]
        return [(n, words) for n in right]


def _same(key: AttributeKey, told: str, text: str) -> bool:
    if key.type not in _NUMERIC:
        return told.casefold() == text.casefold()
    try:
        return same(parse(told, key).value, parse(text, key).value, key)
    except ValueParseError:
        return False


def _scored(
    recognizer: LibraryRecognizer, items: Sequence[Item], truth: Truth, keys: dict[KeyId, AttributeKey]
) -> dict[str, Any]:
    """Of the cells that the merchant left empty, by the truth of the texts."""
    counts, facts = Counter[str](), 0
    for first in range(0, len(items), _BATCH):
        batch = items[first : first + _BATCH]
        for item, found in zip(batch, recognizer.recognize(batch), strict=True):
            for key_id, said in found.machine.items():
                line = truth.get((item.id, key_id))
                if line is None or found.merchant.get(key_id):
                    continue
                in_text = any(where != "specs" for where in line.get("where") or ())
                facts += bool(said)
                _count(counts, keys[key_id], said, line["values"] if in_text else [])
    return _figures(counts) | {"cells_with_facts": facts}


def _cached(requests: Sequence[ChatRequest]) -> dict[str, float]:
    ours = [request.messages[0].text + request.messages[1].text for request in requests]
    shuffled = list(ours)
    random.Random(0).shuffle(shuffled)
    task_first = []
    for request in requests:
        listing, end, task = request.messages[1].text.rpartition(f"{END}\n")
        task_first.append(request.messages[0].text + task + listing + end)
    shares = {"requests": float(len(ours))}
    for room in (200, 2_000):
        for name, prompts in (("our order", ours), ("shuffled", shuffled), ("task first", task_first)):
            cache = PrefixCacheSimulator(16, room)
            for prompt in prompts:
                cache.submit(prompt.split())
            shares[f"{name}, {room} blocks"] = round(cache.hit_rate, 4)
    header = len(requests[0].messages[0].text.split()) if requests else 0
    shares["header alone"] = round(header * len(ours) / max(1, sum(len(prompt.split()) for prompt in ours)), 4)
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--small", action="store_true", help="the four shelves of the small demo")
    options = parser.parse_args()
    name = "escalation_small" if options.small else "escalation"
    data = [catalog_path(options.small), backbone_path(options.small)]
    result_file.write(options.out, name, measure(options.small), data)


if __name__ == "__main__":
    main()
