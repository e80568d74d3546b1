"""`docs/quality.md` out of the files under `benchmarks/results/`: `python -m benchmarks.quality > docs/quality.md`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """\
# Quality: what was measured, and on what

Made by `python -m benchmarks.quality` out of the files under `benchmarks/results/`; each names the data with their
digests, the command, the commit and the machine. The accuracy figures agree with an independent scorer. No figure is
taken on a catalog that the weights have seen: shipped weights learned from the demo and 1,000 items of icecat, so
icecat is measured with `benchmarks/models/evidence-v1-without-icecat`, the demo with `evidence-v1-without-demo`.
"""

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
    "around": "the same within the words around them",
    "words": "the words in the span and beside it",
    "looks": "shapes of span and neighbours",
    "place": "place and length",
    "key": "what the key's values are like",
    "near": "what like titles say",
    "text": "the key's own text, type, meaning",
    "rivals": "other known values of the title",
}

_MASK = """\
## Mask and recover: cells that the system never saw

All cells of 20 % of the product groups, and every raw copy of them, are hidden before anything is learned; the ontology
is drawn from what is left (`--backbone auto`). Only facts with a text span count. "Stated": cells whose value stands in
the item's texts. Priors never read the text; literal match takes every value of the key's list that stands there.
Values that no word names are not given out (`[recognition] inferred = false`, the default). Intervals: Wilson, 95 %.
The whole run, hiding, drawing, learning, building and counting, takes the seconds given.
"""

_CATALOGS = {"mask_icecat-electronics": "icecat, 19,406 items", "mask_flipkart": "flipkart, 1,991 items with specs"}


def _read(name: str) -> dict[str, Any] | None:
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _recognition() -> Iterator[str]:
    yield _RECOGNITION
    yield "| taught by | precision | recall | F1 | identifiers | measures | the rest | no sides | learning |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, what in _RUNS.items():
        if (found := _read(name)) is not None:
            f = found["figures"]
            kinds = " | ".join(f"{f[kind]['f1']:.1f}" for kind in ("identifiers", "measures", "rest", "without_sides"))
            total = f["all"]
            scores = f"{total['precision']:.2f} | {total['recall']:.2f} | **{total['f1']:.2f}**"
            yield f"| {what} | {scores} | {kinds} | {f['fit_seconds']:.0f} s |"
    yield "\nUnseen: five runs, each taught by the four other categories, pooled; the learning seconds are their sum."
    yield "No sides: width, height, depth and length left out.\n"


def _closed() -> Iterator[str]:
    ours, baseline, titles = (_read(f"closed_fashion{part}") for part in ("", "_baseline", "_titles"))
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


def _extraction() -> Iterator[str]:
    if (found := _read("extraction")) is None:
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
    if (ablation := _read("extraction_ablation")) is not None:
        yield "What each family of features brings, on parts of train, one model instead of several:\n"
        yield "| left out | F1 | average precision |\n|---|---|---|"
        for family, t in ablation["figures"]["without"].items():
            yield f"| {_FAMILY[family]} | {t['f1']:.2f} | {t['average_precision']:.2f} |"
        yield ""


def _share(found: dict[str, Any], figure: str) -> str:
    low, high = found[f"{figure}_95"]
    return f"{found[figure]:.1f} ({low:.1f} to {high:.1f})"


def _mask() -> Iterator[str]:
    yield _MASK
    yield "| catalog | who | stated: precision | stated: recall | all cells: precision | all cells: recall |"
    yield "|---|---|---|---|---|---|"
    notes = []
    for name, what in _CATALOGS.items():
        if (found := _read(name)) is None:
            continue
        f = found["figures"]
        for who in ("system", "literal", "priors"):
            stated, every = f[who]["stated"], f[who]["all"]
            cells = [_share(stated, "precision"), _share(stated, "recall"), _share(every, "precision")]
            yield f"| {what} | {who} | {' | '.join(cells)} | {_share(every, 'recall')} |"
        hidden, stated_cells = f["hidden_cells"], f["system"]["stated"]["hidden"]
        notes.append(
            f"{what}: {hidden:,} hidden cells of {f['masked_items']:,} items, {stated_cells:,} of them stated; "
            f"{f['copies_removed']:,} raw copies removed, {f['leaks']} leaks; {f['seconds']:.0f} s, peak "
            f"{f['peak_rss_mb']:,} MB."
        )
    yield "\n" + "\n".join(notes) + "\n"
    if (judged := _read("judged_icecat")) is not None:
        f = judged["figures"]
        yield "Hidden cells are filled cells. Of facts on cells that icecat's merchants left empty, drawn at random and"
        yield f"judged by hand, {f['right']} were right, {f['doubtful']} doubtful, {f['wrong']} wrong.\n"


def _build() -> Iterator[str]:
    if (found := _read("build_icecat_whole")) is None:
        return
    f = found["figures"]["first"]
    yield "## A whole catalog without an ontology: icecat, `--backbone auto`\n"
    yield f"{f['items']:,} items on two cores: {f['seconds']:.0f} s with drawing the ontology and learning.\n"
    yield "| stage | seconds | items/s |\n|---|---|---|"
    for stage, seconds in f["stages_s"].items():
        rate = f"{f['items'] / seconds:,.0f}" if seconds else ""
        yield f"| {stage} | {seconds:.1f} | {rate} |"
    before, after = f["cells_with_facts_per_item_before"], f["cells_with_facts_per_item_after"]
    yield (
        f"\nRecognition runs in workers beside the rest; its seconds are those that the build waited for it.\n"
        f"Peak memory {f['peak_rss_mb']:,} MB (main process), {f['peak_pss_all_processes_mb']:,} MB with its workers.\n"
        f"{f['decided']:,} (item, key) pairs decided. Cells with facts an item: {before} by the merchant's own cells, "
        f"{after} with what the texts state; {f['share_machine']:.1%} of them come from the texts alone.\n"
        f"Built again unchanged: {found['figures']['again']['seconds']:.0f} s. Killed half-way and resumed: "
        f"{'the same facts' if found['figures']['digests_equal'] else 'OTHER FACTS'}, byte for byte.\n"
    )


def _throughput() -> Iterator[str]:
    if (found := _read("throughput_icecat")) is None:
        return
    f = found["figures"]
    count = f["core"]["items"]
    yield "## Items a second against the size of the ontology\n"
    yield f"The first {count:,} rows of icecat, raw rows to stored facts, two cores. The drawn ontology is padded"
    yield "with made-up entries, also in the lists of its own keys; all sizes decide the same rows with the same"
    yield "weights.\n"
    yield "| value entries | items/s | (item, key) pairs/s | open release | open recogniser | peak, all processes |"
    yield "|---|---|---|---|---|---|"
    for row in f["sizes"].values():
        yield (
            f"| {row['entries']:,} | {row['items_per_s']:.0f} | {row['pairs_per_s']:,} | "
            f"{row['open_release_s']:.1f} s | {row['open_recogniser_s']:.1f} s | {row['peak_mb']:,} MB |"
        )
    yield f"\nThe rate at the largest is {f['rate_largest_to_smallest']:.2f} of that at the smallest.\n"


def _categories() -> Iterator[str]:
    if (found := _read("category")) is None:
        return
    f = found["figures"]
    yield "## Categories and brands from titles\n"
    yield "| what | leaf right, of all items | file |\n|---|---|---|"
    leaf = f["catalog"]["names_alone_at_0.0"]["leaf"]["of_all"]
    learned = f["catalog"]["learned_at_0.0"]["leaf"]["of_all"]
    count = f["catalog"]["names_alone_at_0.0"]["items"]
    yield f"| flipkart, {count:,} titles, no label seen | {leaf:.1%} | `category.json` |"
    yield f"| the same, taught by {f['catalog']['learned_from']:,} other items | {learned:.1%} | `category.json` |"
    tree = f["tree"]["title_at_0.0"]
    yield (
        f"| phones in a tree of {f['tree']['categories']:,} names, title alone | {tree['leaf']['of_all']:.1%} | "
        "`category.json` |"
    )
    yield "\nThe last is a weakness: names of telephone plans and accessories hardly say what branch they belong to.\n"
    yield "| brands read from titles | precision | recall |\n|---|---|---|"
    for name in ("flipkart", "icecat-electronics", "bestbuy-phones"):
        at = f[f"brands_{name}"]["at_0.5"]
        yield f"| {name} | {at['precision']:.1%} | {at['recall']:.1%} |"
    yield ""


def _demo() -> Iterator[str]:
    names = {"demo_truth": "twelve shelves", "demo_truth_small": "the small demo, four shelves"}
    known = {what: found["figures"] for name, what in names.items() if (found := _read(name)) is not None}
    if not known:
        return
    yield "## The demo against its ground truth\n"
    yield "Weights that never saw the demo, thresholds and memory learned from its merchant's cells. The small demo has"
    yield "too few cells to learn from, so there the weights decide alone.\n"
    yield "| demo | what | precision | recall | categories right |\n|---|---|---|---|---|"
    for demo, f in known.items():
        for name, what in (("cells", "first value of each cell"), ("from_texts", "what the texts alone state")):
            right = f"{f['category_accuracy']:.3f}" if name == "cells" else ""
            yield f"| {demo} | {what} | {f[name]['precision']:.3f} | {f[name]['recall']:.3f} | {right} |"
    yield ""


_PATHS = {
    "evidence": "evidence model",
    "fused": "reader, an item read once",
    "stacked": "evidence model with the reader's margin",
    "pairs": "reader, an item read for each key",
    "joint": "one text of key, candidates and item for each pair",
}


def _trained() -> Iterator[str]:
    paths, near = _read("paths"), _read("retrieval") or _read("retrieval_small")
    if paths is not None or near is not None:
        yield "## Trained parts beside the default (docs/trained.md)\n"
    if paths is not None:
        f = paths["figures"]
        yield f"Deciding {f['items']} rows of wdc-pave, {f['pairs_with_candidates']} pairs with candidates, recall and"
        yield "features apart, taught by train; one core of a machine that others used, so compare the last column.\n"
        yield "| who decides | F1 | items/s | times the last row |\n|---|---|---|---|"
        for name, what in _PATHS.items():
            row = f[name]
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


def page() -> str:
    parts = (_recognition, _closed, _extraction, _mask, _build, _throughput, _categories, _demo, _trained)
    return "\n".join([_HEAD, *(line for part in parts for line in part())]).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
