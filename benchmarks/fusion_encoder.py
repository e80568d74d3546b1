"""An encoder trained further on synonyms and hard negatives: does it tell them better, and does it still find values?

    python -m benchmarks.fusion_encoder --train T --test T2 --taxonomy X [--descriptions CSV] --attributes A
        --raw R --normal N --listed L [--fold N] [--keys 250] [--model BUNDLE] [--name NAME]

Synonyms: rule-made variants of values of a taxonomy's keys, none of them a key that is counted here. Two encoders learn
them: the sentence encoder as it is (`general`), and one trained to find values on the rows of --train (`search`), which
rehearses these rows meanwhile. Counted before and after: error (1 - AUC) of the same value against near misses within a
key, by cosine alone, on the writings of --raw and --normal and on variants of other keys; recall of stated values in
the rows of --test, or of a fifth of --train (--fold; the keys whose variants are counted are others then as well). For
the `general` encoder no key of --raw was ever seen; `search` has seen the standard values of these keys.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.fusion import KEYS as COUNTED_KEYS
from benchmarks.fusion import SEED, VALUES, ordered, pair_scores
from benchmarks.fusion_data import APART, LabelledScope, graded_pairs, pave_scopes, taxonomy_scopes
from benchmarks.pave import PaveRows, read_descriptions, read_rows, release_of
from benchmarks.pave_search import search_data
from benchmarks.retrieval import recalls
from itemcenter import registry
from itemcenter.library.category_plan import PlanBook
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.training.encoder_bundle import save_encoder
from itemcenter.training.search_data import ListedKey, SearchData
from itemcenter.training.synonym_batches import SynonymOptions
from itemcenter.training.teacher import packaged_teacher
from itemcenter.training.train_encoder import EncoderOptions, TrunkEncoder, train_encoder, train_synonyms


class Instructed:
    """A trunk behind the `embed` port."""

    instructed = True

    def __init__(self, encoder: TrunkEncoder, name: str) -> None:
        self._encoder, self.dim, self.fingerprint = encoder, encoder.trunk.dim, name

    def embed(self, texts: Sequence[str]) -> Any:
        return self._encoder.encode(texts)


def synonym_keys(attributes: Path, count: int, counted: frozenset[str]) -> list[ListedKey]:
    """Keys with values and their variants, none of `counted`."""
    scopes = taxonomy_scopes(attributes, count + len(counted), VALUES, SEED + 100)
    out = []
    for scope in [scope for scope in scopes if scope.key.name not in counted][:count]:
        names: dict[str, list[str]] = {standard: [standard] for standard in scope.standards}
        for text, value in scope.gold.items():
            if text != value:
                names[value].append(text)
        out.append(ListedKey("", scope.key.name, "", tuple(map(tuple, names.values()))))
    return out


def run(given: argparse.Namespace) -> dict[str, Any]:
    release = release_of(json.loads(given.taxonomy.read_text(encoding="utf-8")), read_descriptions(given.descriptions))
    rows = PaveRows(release, PlanBook(release))
    train = [rows.labelled(row, number) for number, row in enumerate(read_rows(given.train))]
    if given.fold is None:
        test = [rows.labelled(row, number) for number, row in enumerate(read_rows(given.test))]
    else:
        test = [entry for entry in train if entry.part == given.fold]
        train = [entry for entry in train if entry.part != given.fold]
    taught, asked = search_data(release, train), search_data(release, test)
    pave = [
        scope
        for scope in pave_scopes(given.raw, given.normal, given.listed, given.descriptions)
        if scope.key.name not in APART
    ]
    counted, chosen = (taxonomy_scopes(given.attributes, COUNTED_KEYS, VALUES, seed) for seed in (SEED, SEED + 200))
    named = frozenset(scope.key.name for scope in [*counted, *chosen, *pave])
    made = counted if given.fold is None else chosen
    keys = synonym_keys(given.attributes, given.keys, named)
    figures: dict[str, Any] = {
        "synonym_keys": len(keys),
        "writings": sum(len(names) for key in keys for names in key.values),
        "train_rows": len(train),
        "test_rows": len(test),
    }

    def count(name: str, encoder: CachedEncoder, told: TrunkEncoder | None) -> None:
        found: dict[str, Any] = {"pave": errors(pave, encoder), "variants": errors(made, encoder)}
        if told is not None:
            items = [entry.item_text() for entry in asked.listings]
            found["recall"] = recalls(asked, taught.counts(), told.encode, items, instructed=True)["all"]
        figures[name] = found
        print(name, found, file=sys.stderr, flush=True)

    report: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)  # noqa: E731
    options = EncoderOptions(synonyms=SynonymOptions(passes=given.passes), device=given.device)
    count("static", CachedEncoder(registry.open_embedder("static", {}, Path())), None)
    for name, data in (("general", SearchData((), ())), ("search", taught)):
        encoder = train_encoder(data, packaged_teacher(), options, report)
        count(name, CachedEncoder(Instructed(encoder, name)), encoder)
        begin = time.process_time()
        train_synonyms(encoder, keys, data, options, report)
        figures[f"{name}_processor_seconds"] = round(time.process_time() - begin, 1)
        count(f"{name}, synonyms", CachedEncoder(Instructed(encoder, f"{name}+")), encoder)
        if given.model is not None:
            folder = given.model.with_name(f"{given.model.name}-{name}").absolute()
            save_encoder(
                folder, encoder.trunk.cpu(), encoder.tokenizer, options.pieces, "variants of a taxonomy's values"
            )
    return figures


def errors(scopes: Sequence[LabelledScope], encoder: CachedEncoder) -> dict[str, float]:
    pairs = graded_pairs(scopes, SEED)
    return ordered(scopes, pairs, pair_scores(scopes, pairs, encoder, None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("train", "test", "taxonomy", "attributes", "raw", "normal", "listed"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--keys", type=int, default=250)
    parser.add_argument("--passes", type=int, default=SynonymOptions().passes, help="over the synonyms")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--name", default="fusion_encoder")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    named = ("train", "test", "taxonomy", "attributes", "raw", "normal", "listed")
    result_file.write(given.out, given.name, run(given), [getattr(given, name) for name in named])


if __name__ == "__main__":
    main()
