"""`docs/quality.md` out of the files under `benchmarks/results/`: `python -m benchmarks.quality > docs/quality.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.quality_files import read
from benchmarks.quality_llm import language_model
from benchmarks.quality_ontology import discovery, fusion, gold, releases, validation
from benchmarks.quality_values import closed, extraction, recognition, trained

_HEAD = """\
# Quality: what was measured, and on what

Made by `python -m benchmarks.quality` out of the files under `benchmarks/results/`; each names the data with their
digests, the command, the commit and the machine. The accuracy figures agree with an independent scorer. No figure is
taken on a catalog that the weights have seen: shipped weights learned from the demo and 1,000 items of icecat, so
icecat is measured with `benchmarks/models/evidence-v1-without-icecat`, the demo with `evidence-v1-without-demo`.
"""

_MASK = """\
## Mask and recover: cells that the system never saw

All cells of 20 % of the product groups, and every raw copy of them, are hidden before anything is learned; the ontology
is drawn from what is left (`--backbone auto`). Only facts with a text span count. "Stated": cells whose value stands in
the item's texts. Priors never read the text; literal match takes every value of the key's list that stands there.
Values that no word names are not given out (`[recognition] inferred = false`, the default). Intervals: Wilson, 95 %.
The whole run, hiding, drawing, learning, building and counting, takes the seconds given.
"""

_CATALOGS = {"mask_icecat-electronics": "icecat, 19,406 items", "mask_flipkart": "flipkart, 1,991 items with specs"}


def _share(found: dict[str, Any], figure: str) -> str:
    low, high = found[f"{figure}_95"]
    return f"{found[figure]:.1f} ({low:.1f} to {high:.1f})"


def _mask() -> Iterator[str]:
    yield _MASK
    yield "| catalog | who | stated: precision | stated: recall | all cells: precision | all cells: recall |"
    yield "|---|---|---|---|---|---|"
    notes = []
    for name, what in _CATALOGS.items():
        if (found := read(name)) is None:
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
    if (judged := read("judged_icecat")) is not None:
        f = judged["figures"]
        yield "Hidden cells are filled cells. Of facts on cells that icecat's merchants left empty, drawn at random and"
        yield f"judged by hand, {f['right']} were right, {f['doubtful']} doubtful, {f['wrong']} wrong.\n"


def _build() -> Iterator[str]:
    if (found := read("build_icecat_whole")) is None:
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
    if (found := read("throughput_icecat")) is None:
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
    if (found := read("category")) is None:
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
    known = {what: found["figures"] for name, what in names.items() if (found := read(name)) is not None}
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
        for least, core in {"": f["core"], **f["sure_core"]}.items():
            what = f"core attributes{f', confidence {least} or more' if least else ''}"
            yield f"| {demo} | {what} | {core['precision']:.3f} | {core['recall']:.3f} | |"
    yield ""


def page() -> str:
    parts = (recognition, closed, extraction, _mask, _build, _throughput, _categories, _demo, trained)
    of_ontologies = (language_model, gold, fusion, validation, releases, discovery)
    return "\n".join([_HEAD, *(line for part in (*parts, *of_ontologies) for line in part())]).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
