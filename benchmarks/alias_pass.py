"""Rate of the alias pass against 10^4, 10^5 and 10^6 names, beside an Aho-Corasick automaton in the same run.

    python -m benchmarks.alias_pass --catalog products.jsonl.gz --out benchmarks/results

Half of the names stand in keys that the catalog itself uses (its own spec values first, then combinations of its own
words, so that near misses abound); one list holds a tenth of all names, so 100,000 at a million. The other half belongs
to keys of other catalogs, in the same words. Texts are the catalog's titles.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import result_file
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.retrieval import AliasIndex
from itemcenter.schema import Item, SourceId

_ROUNDS = 5
_LIST_BITS = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    rows = open_catalog(arguments.catalog, CatalogOptions(), SourceId("catalog"))
    items = [row.item for row in rows if row.item is not None]
    texts = [item.title for item in items]
    figures: dict[str, Any] = {
        "texts": len(texts),
        "characters_per_text": round(sum(map(len, texts)) / len(texts), 1),
        "own": {},
        "aho_corasick": {},
    }
    for size in arguments.sizes:
        names = list(itertools.islice(_names(items, size), size))
        figures["own"][size] = _own(names, texts)
        figures["aho_corasick"][size] = _automaton([name for name, _ in names], texts)
        print(size, figures["own"][size], figures["aho_corasick"][size], file=sys.stderr, flush=True)
    rates = [figures["own"][size]["texts_per_s"] for size in arguments.sizes]
    figures["rate_largest_to_smallest"] = round(rates[-1] / rates[0], 3)
    result_file.write(arguments.out, "alias_pass", figures, [arguments.catalog])


def _names(items: Sequence[Item], size: int) -> Iterator[tuple[str, int]]:
    """(name, payload) pairs; the payload's high half is the list, as the library's lexicon lays it out."""
    chance = random.Random(7)
    words = sorted({word for item in items for word in item.title.split()})
    real = sorted({spec.value for item in items for spec in item.specs if 2 < len(spec.value) < 60})
    chance.shuffle(real)
    made: set[str] = set()
    own, large = size // 2, size // 10
    for number in range(size):
        if number < own and number < len(real) and number < size // 4:
            name = real[number]
        else:
            name = _made(chance, words, made)
        # The large list first, then 40 lists of the catalog's keys, then 400 of others.
        entry = 0 if number < large else 1 + number % 40 if number < own else 41 + number % 400
        yield name, (entry << _LIST_BITS) | number


def _made(chance: random.Random, words: list[str], made: set[str]) -> str:
    while True:
        count = chance.choice((1, 2, 2, 2, 3, 3, 4))
        parts = [chance.choice(words) for _ in range(count)]
        if count == 1:  # one real word is soon used up: a made-up model word
            parts[0] += chance.choice("abcdefghijklmnopqrstuvwxyz") + str(chance.randrange(1000))
        name = " ".join(parts)
        if name not in made:
            made.add(name)
            return name


def _own(names: list[tuple[str, int]], texts: list[str]) -> dict[str, Any]:
    begin = time.perf_counter()
    index = AliasIndex.build(names)
    built = time.perf_counter() - begin
    index.scan(texts[:200])
    times = []
    hits = 0
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        hits = len(index.scan(texts))
        times.append(time.perf_counter() - begin)
    return {
        "texts_per_s": round(len(texts) / min(times)),
        "hits": hits,
        "build_s": round(built, 2),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _automaton(names: list[str], texts: list[str]) -> dict[str, Any]:
    """The baseline: overlapping matches of an automaton in Rust over lower-cased texts, borders not checked."""
    try:
        import ahocorasick_rs
    except ImportError:
        return {"missing": "pip install itemcenter[bench]"}
    begin = time.perf_counter()
    automaton = ahocorasick_rs.AhoCorasick([name.lower() for name in names])
    built = time.perf_counter() - begin
    lowered = [text.lower() for text in texts]
    times = []
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        for text in lowered:
            automaton.find_matches_as_indexes(text, overlapping=True)
        times.append(time.perf_counter() - begin)
    return {"texts_per_s": round(len(texts) / min(times)), "build_s": round(built, 2)}


if __name__ == "__main__":
    main()
