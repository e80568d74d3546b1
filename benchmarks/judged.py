"""Facts on cells that the merchant left empty, drawn at random for a person to judge; then the judgements, counted.

    python -m benchmarks.judged --center DIR --hidden hidden.jsonl [--facts 50] [--seed 0] [--tags] --out drawn.tsv
    python -m benchmarks.judged --out drawn.tsv --name NAME

The first writes one line a fact, at most one an item, with an empty first column; items of `--hidden` (mask and
recover) are left out, and cells whose key stands among the item's specs by name. --tags: scenarios and product terms
instead of attributes. A person fills the first column:
r right, w wrong, d doubtful. The second counts them into a results file, which holds no text of the catalog.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import itemcenter
from benchmarks import result_file
from itemcenter.center import MACHINE, MERCHANT, ItemCenter
from itemcenter.schema import Fact, Item, MerchantCell, TextSpan
from itemcenter.schema.tags import TAG_KEYS
from itemcenter.values.folding import name_key

_VERDICTS = {"r": "right", "w": "wrong", "d": "doubtful"}
_AROUND = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--center", type=Path)
    parser.add_argument("--hidden", type=Path)
    parser.add_argument("--facts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tags", action="store_true")
    parser.add_argument("--name")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    if arguments.center is None:
        count(arguments)
        return
    hidden = set()
    if arguments.hidden is not None:
        with arguments.hidden.open(encoding="utf-8") as lines:  # texts in it hold separators that `splitlines` cuts at
            hidden = {json.loads(line)["item"] for line in lines}
    with (
        itemcenter.open_center(arguments.center) as center,
        arguments.out.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["verdict", "item", "key", "value", "confidence", "proof", "title"])
        writer.writerows(drawn(center, hidden, arguments.facts, arguments.seed, tags=arguments.tags))


def drawn(center: ItemCenter, hidden: set[str], facts: int, seed: int, *, tags: bool) -> Iterator[list[str]]:
    """Items in random order; of each one random fact of the machine on a cell of which the merchant says nothing."""
    chance = random.Random(seed)
    items = [record.item for record in center.store.items() if record.item.id not in hidden]
    chance.shuffle(items)
    for item in items:
        words = center.store.words([item.id]).get(item.id, [])
        said = {word.key_id for word in words if word.source == MERCHANT and word.facts}
        named = {name_key(spec.name) for spec in item.specs}
        found = []
        for word in sorted(words, key=lambda word: word.key_id):
            mine = word.source == MACHINE and word.facts and (word.key_id in TAG_KEYS) is tags
            if mine and word.key_id not in said:
                key = center.release.key_by_id[word.key_id]
                if not named & {name_key(name) for name in (key.name, *key.synonyms)}:
                    found.append((key.name, word.facts[0]))
        if found and facts > 0:
            facts -= 1
            name, fact = chance.choice(found)
            yield ["", item.id, name, fact.value.text, f"{fact.confidence:.2f}", _proof(item, fact), item.title]


def _proof(item: Item, fact: Fact) -> str:
    span = next(entry for entry in fact.evidence if isinstance(entry, TextSpan | MerchantCell))
    if isinstance(span, MerchantCell):
        return f"{span.name}: [{span.text}]"
    text = dict(item.fields())[span.field]
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    return f"{span.field}: {before}[{text[span.start : span.end]}]{after}".replace("\n", " ")


def count(arguments: argparse.Namespace) -> None:
    with arguments.out.open(encoding="utf-8", newline="") as file:
        verdicts = Counter(_VERDICTS[row["verdict"].strip().lower()] for row in csv.DictReader(file, delimiter="\t"))
    figures = {"facts": verdicts.total(), **{name: verdicts[name] for name in _VERDICTS.values()}}
    result_file.write(arguments.results, f"judged_{arguments.name}", figures, [arguments.out])


if __name__ == "__main__":
    main()
