"""Finding the right value of a key by nearness to the item: static encoder, sentence encoder as it is, trained encoder.

    python -m benchmarks.retrieval --train TRAIN --test TEST --taxonomy TAXONOMY [--descriptions CSV] --model BUNDLE
        [--fit] [--passes N] [--fold N] [--name NAME]

Recall@1, 5 and 10 over (row, key, right value) of keys with a list: the share of right values among the k nearest of
their list. By kind of value, and for values that no row of train has. --fit: train first, on the rows of train, and
store the encoder in --model. --fold: test on this fifth of train instead of --test, train on the rest; what was chosen
was chosen so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import result_file
from benchmarks.pave import PaveRows, read_descriptions, read_rows, release_of
from benchmarks.pave_search import search_data
from itemcenter import registry
from itemcenter.library.category_plan import PlanBook
from itemcenter.training.encoder_bundle import save_encoder
from itemcenter.training.search_data import SearchData
from itemcenter.training.teacher import packaged_teacher
from itemcenter.training.train_encoder import EncoderOptions, TrunkEncoder, train_encoder

Vectors = npt.NDArray[np.float32]
_AT = (1, 5, 10)


def recalls(
    data: SearchData,
    seen: list[list[int]],
    embed: Callable[[Sequence[str]], Vectors],
    texts: Sequence[str],
    instructed: bool = False,
) -> dict[str, Any]:
    """Recall@k by kind. seen: how often train states each value; texts: what is read of the listings"""
    begin = time.perf_counter()
    items = embed(texts)
    per_second = len(texts) / (time.perf_counter() - begin)
    found: dict[str, list[list[bool]]] = {}
    for number, key in enumerate(data.keys):
        asking = [place for place, entry in enumerate(data.listings) if entry.stated.get(number)]
        if not asking:
            continue
        values = embed([key.value_text(v) if instructed else " ".join(names) for v, names in enumerate(key.values)])
        scores = items[asking] @ values.T
        kind = _kind([names[0] for names in key.values])
        for row, place in enumerate(asking):
            for value in data.listings[place].stated[number]:
                # Equals stand before it: an encoder that knows nothing of a list's codes finds none of them.
                rank = int((scores[row] >= scores[row, value]).sum()) - 1
                hits = [rank < most for most in _AT]
                new = "unseen" if seen[number][value] == 0 else "seen"
                for group in ("all", kind, f"{kind} {new}"):
                    found.setdefault(group, []).append(hits)
    out: dict[str, Any] = {
        group: {"values": len(hits)}
        | {f"recall@{k}": round(100 * float(np.mean([hit[n] for hit in hits])), 1) for n, k in enumerate(_AT)}
        for group, hits in sorted(found.items())
    }
    return out | {"items_per_second": round(per_second, 1)}


def _kind(values: list[str]) -> str:
    codes = sum(" " not in value and sum(c.isdigit() for c in value) >= 3 for value in values)
    numbers = sum(any(c.isdigit() for c in value) for value in values)
    return "identifiers" if codes > 0.7 * len(values) else "with numbers" if numbers > 0.5 * len(values) else "words"


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    taxonomy = json.loads(arguments.taxonomy.read_text(encoding="utf-8"))
    release = release_of(taxonomy, read_descriptions(arguments.descriptions))
    rows = PaveRows(release, PlanBook(release))
    train = [rows.labelled(row, number) for number, row in enumerate(read_rows(arguments.train))]
    if arguments.fold is None:
        test = [rows.labelled(row, number) for number, row in enumerate(read_rows(arguments.test))]
    else:
        test = [entry for entry in train if entry.part == arguments.fold]
        train = [entry for entry in train if entry.part != arguments.fold]
    taught, asked = search_data(release, train), search_data(release, test)
    seen = taught.counts()
    figures: dict[str, Any] = {"train_rows": len(train), "test_rows": len(test)}
    options = EncoderOptions(passes=arguments.passes, rate=arguments.rate, trained=arguments.layers)
    listings = [entry.item_text() for entry in asked.listings]
    exact = None
    if arguments.fit:
        begin = time.process_time()
        trained = train_encoder(taught, packaged_teacher(), options, lambda line: print(line, file=sys.stderr))
        figures["fit_cpu_seconds"] = round(time.process_time() - begin, 1)
        source = "rows of the WDC-PAVE form"
        save_encoder(arguments.model.absolute(), trained.trunk, trained.tokenizer, options.pieces, source)
        exact = trained.encode(listings)
    static = registry.open_embedder("static", {}, Path())
    plain = TrunkEncoder(packaged_teacher(), options)
    served = registry.open_embedder("onnx", {"bundle": str(arguments.model.absolute())}, Path())
    titles, texts = [entry.item.title for entry in test], [entry.text for entry in asked.listings]
    figures["static, titles"] = recalls(asked, seen, static.embed, titles)
    figures["static"] = recalls(asked, seen, static.embed, texts)
    figures["untrained"] = recalls(asked, seen, plain.encode, texts)
    figures["untrained, instructed"] = recalls(asked, seen, plain.encode, listings, instructed=True)
    figures["trained"] = recalls(asked, seen, served.embed, listings, instructed=True)
    if exact is not None:
        cosines = (exact * served.embed(listings)).sum(axis=1)
        figures["cosine of 8 bits to 32"] = {
            "mean": round(float(cosines.mean()), 4),
            "least": round(float(cosines.min()), 4),
        }
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--train", "--test", "--taxonomy", "--model"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--passes", type=int, default=EncoderOptions().passes)
    parser.add_argument("--rate", type=float, default=EncoderOptions().rate)
    parser.add_argument("--layers", type=int, default=EncoderOptions().trained)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--name", default="retrieval")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures = run(arguments)
    data = [arguments.train, arguments.test, arguments.taxonomy, *filter(None, [arguments.descriptions])]
    result_file.write(arguments.results, arguments.name, figures, data)


if __name__ == "__main__":
    main()
