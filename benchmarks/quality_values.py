"""The part of the quality page on values: recognised, closed, extracted, and the trained parts beside the default."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.quality_files import read

_RECOGNITION = """\
## Values in product titles and descriptions: wdc-pave, normalised

Micro F1 over all listed (product, attribute) pairs of the 354 test rows; the test file has no labels when it is read.
Features and weights were developed on the training rows and other catalogs. TACLR (RoBERTa retrieval) reached 72.6,
fine-tuned Llama-3.1-8B 59.0, GPT-4 with examples 91.3 on all pairs; string match 35.3. Base install, no GPU; learning
from the training rows takes the seconds in the last column, on two cores. Values that no word names count, too, as with
`[recognition] inferred = true`: every row of this data is labelled in full, so empty cells teach.
"""

_RUNS = {
    "recognition_large": "train_large (1,066 rows)",
    "recognition_small": "train (211 rows)",
    "recognition_distractors": "train_large, the distractors of each key doubled",
    "recognition_unseen": "category of the test row unseen in training",
}

_PARTS = {
    "all": "all, as a default build has them",
    "twins": "without what the most alike items say",
    "contexts": "without how often words around were right",
    "associations": "without single words that go with a value",
    "log_odds": "without all words together that go with a value",
    "priors": "without how often a key is filled, and with what",
    "similarity": "without nearness of meaning as evidence",
    "competition": "without how candidates and keys compete",
    "vectors": "without vectors: no near values, no alike items",
    "notes": "without experts' notes on how values are put",
    "descriptions": "without what descriptions of values name",
    "with_implied": "with one linear model of all words for implied values",
}

_CLOSED = """\
## Attributes that titles hardly name: fashion-attributes, dev

Titles of six words, eight closed attributes each, learned from 35,794 rows with labels; no row of dev has a title like
one of them. Ours is what a build with `[recognition] inferred = true` does: one linear model over words, pairs of words
and letters for all keys, judged by the evidence model with everything else that it sees. The baseline is TF-IDF of
words (one and two in a row) and letters with a linear SVM an attribute; kind of letters, C, calibration and threshold
are chosen on parts of train. Both give out a value from the confidence on that had the best F1 on train. Counted as
WDC-PAVE is. "Best right": the best value of each pair, withheld or not. Area: under the risk-coverage curve, in
percent, lower is better (`benchmarks/closed_figures.py` defines it). "Written": the value stands in the title, word
for word (train). "Alike agree": of two rows of train whose titles have the same words, how often the values agree.
"""

_CLOSED_NOTES = """
Seconds were taken on a machine that a dozen other programs shared: compare them with nothing else. Season and year
cannot be read off a title: hardly any title names one, and rows whose titles have the same words disagree in one of
seven. What is right there comes from brands and lines that were listed together. Colours disagree in one row of
fourteen with the same words: titles name several, or none.
"""

_EXTRACTION = """\
## Values as written in titles: ae-110k

Micro F1 over the listed (title, attribute) pairs of the test rows, strings exactly equal; the test file has no labels
when it is read. Learned from the titles of train alone; features and threshold were chosen on parts of train. GPT-4
with ten similar demonstrations reached 87.5, an ensemble of such 87.6, GPT-3.5 82.2; MiniLM fine-tuned as a
question-answering tagger 83.2. Base install, no GPU. The labels seem to be merchants' cells whose words stand in the
title, so many of the misses are habits: a word stated that the label calls "n/a", or the other one of two mentions.
"""

_KINDS = {
    "all": "all pairs",
    "words": "single words without a digit",
    "brands": "brands",
    "phrases": "several words",
    "figures": "values with a digit (sizes, weights, counts)",
    "models": "models and model numbers",
}

_FAMILY = {
    "all": "none",
    "forms": "how the very words were labelled",
    "words": "the words in the span and beside it",
    "looks": "shapes of span and neighbours",
    "key": "what the key's values are like",
    "near": "what like titles say",
    "text": "the key's own text, type, meaning",
    "rivals": "other known values of the title",
}


def recognition() -> Iterator[str]:
    yield _RECOGNITION
    yield "| taught by | precision | recall | F1 | identifiers | measures | the rest | no sides | learning |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, what in _RUNS.items():
        if (found := read(name)) is not None:
            f = found["figures"]
            kinds = " | ".join(f"{f[kind]['f1']:.1f}" for kind in ("identifiers", "measures", "rest", "without_sides"))
            total = f["all"]
            scores = f"{total['precision']:.2f} | {total['recall']:.2f} | **{total['f1']:.2f}**"
            yield f"| {what} | {scores} | {kinds} | {f['fit_seconds']:.0f} s |"
    yield "\nUnseen: five runs, each taught by the four other categories, pooled; the learning seconds are their sum."
    yield "No sides: width, height, depth and length left out.\n"
    yield from _parts()


def _parts() -> Iterator[str]:
    found = read("recognition_ablation") or read("recognition_ablation_small")
    if found is None:
        return
    f = found["figures"]
    whole = f["without"]["all"]
    yield f"What each part brings, on {f['rows']:,} rows of train, judged by what had not seen them: means over"
    yield f"{f['seeds']} seeds; differences below half a point may be chance. Candidates: pairs whose right value is"
    yield "among them.\n"
    yield "| part | F1 | against all | average precision | candidates |\n|---|---|---|---|---|"
    for part, what in _PARTS.items():
        if (t := f["without"].get(part)) is not None:
            change = "" if part == "all" else f"{t['f1'] - whole['f1']:+.2f}"
            yield f"| {what} | {t['f1']:.2f} | {change} | {t['average_precision']:.2f} | {t['recall']:.1f} % |"
    yield ""


def closed() -> Iterator[str]:
    ours, baseline, titles = (read(f"closed_fashion{part}") for part in ("", "_baseline", "_titles"))
    if ours is None or titles is None:
        return
    yield _CLOSED
    yield "| who | precision | recall | F1 | best right | area | area, ranked perfectly | learning | model |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for who, found, seconds in (
        ("itemcenter", ours, "learning_seconds"),
        ("baseline", baseline, "fit_and_test_seconds"),
    ):
        if found is not None:
            f = found["figures"]
            scores = f"{f['precision']:.2f} | {f['recall']:.2f} | **{f['f1']:.2f}** | {f['best_values_right']:.2f}"
            areas = f"{f['risk_coverage_area']:.2f} | {f['risk_coverage_best']:.2f}"
            yield f"| {who} | {scores} | {areas} | {f[seconds]:.0f} s | {f['model_bytes'] / 1e6:.0f} MB |"
    yield "\n| attribute | written | alike agree | F1 | baseline | best right | baseline | area | baseline |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, told in titles["figures"]["by_attribute"].items():
        cells = [f"{told['written']:.1f} %", f"{told['agreeing']:.1f} %"]
        for figure in ("f1", "best_values_right", "risk_coverage_area"):
            for found in (ours, baseline):
                cells.append("" if found is None else f"{found['figures']['by_attribute'][name][figure]:.2f}")
        yield f"| {name} | {' | '.join(cells)} |"
    yield _CLOSED_NOTES


def extraction() -> Iterator[str]:
    if (found := read("extraction")) is None:
        return
    f = found["figures"]
    yield _EXTRACTION
    yield "| kind of value | precision | recall | F1 | right | wrong | missed |\n|---|---|---|---|---|---|---|"
    for kind, what in _KINDS.items():
        if (t := f.get(kind)) is not None:
            scores = f"{t['precision']:.2f} | {t['recall']:.2f} | **{t['f1']:.2f}**"
            yield f"| {what} | {scores} | {t['right']} | {t['wrong']} | {t['missed']} |"
    judged, unseen = f["train_judged"], f["train_judged_keys_unseen"]
    yield (
        f"\nA wrong answer where a value is stated counts as missed, too. Parts of train by models of the others: F1 "
        f"{judged['f1']:.2f}; keys whose names no label taught, by their own text alone: F1 {unseen['f1']:.2f}.\n"
        f"Learning {f['train_rows']:,} titles: {f['fit_cpu_seconds']:.0f} s of one core; asked for all keys of their "
        f"categories, {f['test_items_per_cpu_second']:.0f} titles a second of one core.\n"
    )
    if (ablation := read("extraction_ablation")) is not None:
        yield "What each family of features brings, on parts of train, one model instead of several:\n"
        yield "| left out | F1 | average precision |\n|---|---|---|"
        for family, t in ablation["figures"]["without"].items():
            yield f"| {_FAMILY[family]} | {t['f1']:.2f} | {t['average_precision']:.2f} |"
        yield ""


_PATHS = {
    "evidence": "evidence model",
    "fused": "reader, an item read once",
    "stacked": "evidence model with the reader's margin",
    "pairs": "reader, an item read for each key",
    "reference": "joint reader: key and candidates behind the item, torch, 32 bits",
    "joint": "one text of key, candidates and item for each pair",
}


def trained() -> Iterator[str]:
    paths, near = read("paths"), read("retrieval") or read("retrieval_small")
    if paths is not None or near is not None:
        yield "## Trained parts beside the default (docs/trained.md)\n"
    if paths is not None:
        f = paths["figures"]
        yield f"Deciding {f['items']} rows of wdc-pave, {f['pairs_with_candidates']} pairs with candidates, recall and"
        yield "features apart, taught by train; one core of a machine that others used, so compare the last column.\n"
        yield "| who decides | F1 | items/s | times the last row |\n|---|---|---|---|"
        for name, what in _PATHS.items():
            if (row := f.get(name)) is None:
                continue
            f1 = f"{row['f1']:.1f}" if "f1" in row else ""
            yield f"| {what} | {f1} | {row['items_per_second']:,.1f} | {row.get('times_joint', 1.0):,.1f} |"
        yield "\nThe last row only takes the time that a cross-encoder would; its answers were not trained.\n"
    if near is not None:
        f = near["figures"]
        yield "The right value among the nearest of its key, by nearness of item and value alone, wdc-pave, taught by"
        yield f"{f['train_rows']:,} rows (per cent of right values):\n"
        yield "| encoder | values | recall@1 | recall@5 | recall@10 | words unseen in training: @5 |"
        yield "|---|---|---|---|---|---|"
        for name in ("static, titles", "static", "untrained", "untrained, instructed", "trained"):
            if name in f:
                every, new = f[name]["all"], f[name].get("words unseen", {})
                cells = " | ".join(f"{every[f'recall@{k}']:.1f}" for k in (1, 5, 10))
                yield f"| {name} | {every['values']:,} | {cells} | {new.get('recall@5', '')} |"
        yield ""
