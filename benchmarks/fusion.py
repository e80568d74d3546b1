"""Fusion counted: clusters of writings, and how well pairs are put in order, on keys that nothing was learned from.

    python -m benchmarks.fusion --raw-train R --normal-train N --listed-train L --raw-test R --normal-test N
        --listed-test L [--descriptions CSV] --attributes attributes.json.gz [--encoder BUNDLE] [--minilm] [--out DIR]
        [--clusters DIR] [--name fusion]

(a) WDC-PAVE: surface forms and standard values of one key (`normalized` says which keys). (b) rule-made variants of a
taxonomy's values. Keys are split by name; a model that has learned one half of the keys from the training files is
counted on the other half, both ways round, (a) on the test files. `--minilm`: the sentence encoder that the static one
was distilled from, as the general encoder; it needs the extra `models`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import result_file
from benchmarks.fusion_data import APART, GradedPair, LabelledScope, graded_pairs, halves, pave_scopes, taxonomy_scopes
from benchmarks.fusion_scores import Floats, auc_within, b_cubed, spearman, write_lines
from itemcenter import registry
from itemcenter.ontology.fuse import PairModel, Scope, Surface, apart, form_of
from itemcenter.ontology.fuse.learn import Labelled, learn, told_texts
from itemcenter.ontology.fuse.pair_features import KeyForms
from itemcenter.retrieval.encoder import CachedEncoder

OTHER = {"one": "two", "two": "one"}
#: WDC-PAVE has fewer keys than the taxonomy; together they weigh as much.
PAVE_WEIGHT = 3.0
KEYS, VALUES, SEED = 120, 25, 0


def labelled(scope: LabelledScope, pairs: Sequence[GradedPair], weight: float) -> Labelled:
    others = tuple((pair.left, pair.right) for pair in pairs if pair.grade in (1, 2))
    return Labelled(scope.key, scope.gold, scope.counts, weight, others)


def taught(scopes: Sequence[LabelledScope], half: dict[str, str], wanted: str, weight: float) -> list[Labelled]:
    pairs = graded_pairs(scopes, SEED + 1)
    return [
        labelled(scope, [pair for pair in pairs if pair.scope == number], weight)
        for number, scope in enumerate(scopes)
        if half[scope.key.name] == wanted
    ]


def fused(scopes: Sequence[LabelledScope], encoder: CachedEncoder, model: PairModel) -> dict[str, dict[str, str]]:
    out = {}
    for scope in scopes:
        one = Scope(scope.key, encoder, model)
        one.add([Surface(text, scope.counts[text]) for text in scope.gold])
        out[scope.space] = {text: str(label) for text, label in zip(one.texts, one.cluster.tolist(), strict=True)}
    return out


def pair_scores(
    scopes: Sequence[LabelledScope], pairs: Sequence[GradedPair], encoder: CachedEncoder, model: PairModel | None
) -> Floats:
    """(n,): the cosine of two writings, or by a pair model 1 - their distance, 0 for what a guard keeps apart."""
    out = np.zeros(len(pairs))
    for number, scope in enumerate(scopes):
        own = [place for place, pair in enumerate(pairs) if pair.scope == number]
        if not own:
            continue
        texts = sorted({*scope.gold, *(pairs[place].right for place in own)})
        at = {text: place for place, text in enumerate(texts)}
        rows = encoder.encode(told_texts(scope.key, texts, encoder)).rows
        where = np.array([(at[pairs[place].left], at[pairs[place].right]) for place in own])
        cosine = np.einsum("ij,ij->i", rows[where[:, 0]], rows[where[:, 1]])
        if model is None:
            out[own] = cosine
            continue
        forms = KeyForms(scope.key)
        forms.add(texts, [scope.counts.get(text, 1) for text in texts])
        told = np.asarray(rows.any(axis=1))
        known = np.where(told[where].all(axis=1), cosine, np.nan)
        score = 1 - model.distance(forms.rows(where, known.astype(np.float32)))
        banned = [bool(apart(form_of(texts[a], scope.key.unit), form_of(texts[b], scope.key.unit))) for a, b in where]
        out[own] = np.where(banned, 0.0, score)
    return out


def ordered(scopes: Sequence[LabelledScope], pairs: Sequence[GradedPair], score: Floats) -> dict[str, float]:
    """AUC of the same value against near misses, within a key; rank correlation with the four grades."""
    grade = np.array([pair.grade for pair in pairs], dtype=np.float64)
    near = grade >= 2
    space = [pair.scope for pair in pairs if pair.grade >= 2]
    area = auc_within(space, grade[near] == 3, score[near])
    return {
        "auc": round(100 * area, 2),
        "error": round(100 * (1 - area), 2),
        "spearman": round(spearman(grade, score), 3),
    }


def counted(
    train: Sequence[Sequence[LabelledScope]], test: Sequence[Sequence[LabelledScope]], apart_: Sequence[LabelledScope],
    encoders: dict[str, CachedEncoder], ours: str, clusters: Path | None,
) -> dict[str, Any]:  # fmt: skip
    """train, test: scopes of WDC-PAVE and of the taxonomy; apart_: those reported apart."""
    split = [halves([*a, *b]) for a, b in zip(train, test, strict=True)]
    models = {
        wanted: learn(
            [*taught(train[0], split[0], wanted, PAVE_WEIGHT), *taught(train[1], split[1], wanted, 1.0)], encoders[ours]
        )
        for wanted in OTHER
    }
    out: dict[str, Any] = {"encoder": encoders[ours].fingerprint, "cuts": {k: m.cut for k, m in models.items()}}
    for name, scopes, half in (("pave", test[0], split[0]), ("variants", test[1], split[1])):
        found: dict[str, dict[str, str]] = {}
        pairs = graded_pairs(scopes, SEED)
        score = np.zeros(len(pairs))
        for wanted, other in OTHER.items():
            some = [scope for scope in scopes if half[scope.key.name] == wanted]
            found |= fused(some, encoders[ours], models[other])
            own = [place for place, pair in enumerate(pairs) if half[scopes[pair.scope].key.name] == wanted]
            score[own] = pair_scores(scopes, [pairs[place] for place in own], encoders[ours], models[other])
        gold = {scope.space: dict(scope.gold) for scope in scopes}
        out[name] = {"keys": len(scopes), **b_cubed(gold, found)}
        out[name]["by_key"] = {s: b_cubed({s: gold[s]}, found)["b3_f1"] for s in gold} if name == "pave" else {}
        out[name]["pairs"] = {"count": len(pairs), "fusion": ordered(scopes, pairs, score)}
        for label, encoder in encoders.items():
            out[name]["pairs"][label] = ordered(scopes, pairs, pair_scores(scopes, pairs, encoder, None))
        if clusters is not None:
            clusters.mkdir(parents=True, exist_ok=True)
            write_lines(clusters / f"{name}_gold.jsonl", gold)
            write_lines(clusters / f"{name}_found.jsonl", found)
    if apart_:
        found = fused(apart_, encoders[ours], models["one"])
        out["apart"] = {
            key: b_cubed({s.space: dict(s.gold) for s in apart_ if s.key.name == key}, found)
            for key in sorted({scope.key.name for scope in apart_})
        }
    return out


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for part in ("train", "test"):
        for name in ("raw", "normal", "listed"):
            parser.add_argument(f"--{name}-{part}", type=Path, required=True)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--attributes", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, help="bundle of an encoder trained for fusion (ONNX)")
    parser.add_argument("--minilm", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--clusters", type=Path, help="folder for files that `score.py clusters` reads")
    parser.add_argument("--name", default="fusion")
    given = parser.parse_args(arguments)
    encoders = {"static": CachedEncoder(registry.open_embedder("static", {}, Path()))}
    if given.minilm:
        from benchmarks.fusion_minilm import minilm_encoder

        encoders["general"] = CachedEncoder(minilm_encoder())
    if given.encoder is not None:
        encoders["trained"] = CachedEncoder(registry.open_embedder("onnx", {"bundle": str(given.encoder)}, Path()))
    pave = {
        "train": pave_scopes(given.raw_train, given.normal_train, given.listed_train, given.descriptions),
        "test": pave_scopes(given.raw_test, given.normal_test, given.listed_test, given.descriptions),
    }
    made = taxonomy_scopes(given.attributes, KEYS, VALUES, SEED)
    train, test = ([s for s in pave[part] if s.key.name not in APART] for part in ("train", "test"))
    figures = counted(
        (train, made), (test, made), [s for s in pave["test"] if s.key.name in APART], encoders,
        "trained" if "trained" in encoders else "static", given.clusters,
    )  # fmt: skip
    data = [getattr(given, f"{name}_{part}") for part in ("train", "test") for name in ("raw", "normal", "listed")]
    result_file.write(given.out, given.name, figures, [*data, given.attributes])
    return figures


if __name__ == "__main__":
    main()
