"""Categories and brands from titles: how often right, how far down, how sure, and at what rate.

    python -m benchmarks.category --shopify DIR --catalog products.jsonl.gz --tree categories.json.gz
                                  --tree-catalog products.jsonl.gz --brands products.jsonl.gz ...

demo      the small demo catalog against its truth, as it is, and from titles alone
catalog   a catalog with paths: the tree of the paths of four fifths of its rows is given, the categories of the rest
          are predicted from titles alone; once from the tree's names, once with what the four fifths' titles teach
tree      another catalog's titles in a given tree, their own paths hidden
brands    the brand column hidden for a fifth of the rows that have one
speed     titles of `catalog` in the Shopify tree, CPU seconds of one thread, one batch after another
judged    titles of `catalog` in the Shopify tree, by verdicts in `data/category_verdicts.csv` where there are any;
          --draw N prints N titles for judging

The true path of a row is its path without a last step that is the product's name; rows without a path are left out. A
prediction is right if it is the true category, one above it or one below it. Of level k are the rows whose true path
has k steps: `reached` is the share of them whose prediction has k steps or more, `right` the share of those whose first
k are true. "leaf" asks for the whole true path.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the rate is one core's

import numpy as np

from benchmarks import result_file
from benchmarks.category_figures import Found, Tree, calibration, figures, held_out, items_of, share, true_path
from itemcenter import registry
from itemcenter.demo import backbone_path, catalog_path, truth_path
from itemcenter.library.brand import BrandRecognizer
from itemcenter.library.brand_lexicon import BrandCounts
from itemcenter.library.category import CategoryMapper, CategoryOptions
from itemcenter.library.category_priors import CategoryPriors, PriorCounts
from itemcenter.ontology import load_ontology
from itemcenter.ports import Embedder
from itemcenter.schema import CategoryMatch, Item, OntologyRelease
from itemcenter.values.folding import name_key

VERDICTS = Path(__file__).parent / "data" / "category_verdicts.csv"
_BATCH = 2_000


def predicted(
    tree: Tree, items: Sequence[Item], embedder: Embedder | None, priors: CategoryPriors | None, least: float
) -> list[Found | None]:
    mapper = CategoryMapper(tree.release, CategoryOptions(min_text_confidence=least), embedder, priors)
    out: list[Found | None] = []
    for low in range(0, len(items), _BATCH):
        matches = mapper.map(items[low : low + _BATCH])
        out += [None if match is None else (tree.paths[match.category_id], match.confidence) for match in matches]
    return out


def titles_only(items: Sequence[Item], brands: bool = False) -> list[Item]:
    return [Item(item.id, item.title, brand=item.brand if brands else "") for item in items]


def measure_demo(embedder: Embedder) -> dict[str, Any]:
    release = load_ontology(str(backbone_path(small=True))).release
    rows = [json.loads(line) for line in truth_path(small=True).read_text(encoding="utf-8").splitlines()]
    truth = {row["item"]: row["values"] for row in rows if row["key"] == "@category"}
    brands = {row["item"]: row["brand"] for row in rows if row["key"] == "@category"}
    items = [item for item in items_of(catalog_path(small=True)) if item.id in truth]
    out: dict[str, Any] = {"items": len(items)}
    for name, shown in (("as_it_is", items), ("titles_only", titles_only(items))):
        for encoder, kind in ((embedder, "with_meaning"), (None, "words_alone")):
            matches = CategoryMapper(release, CategoryOptions(), encoder).map(shown)
            right = sum(
                match is not None and match.category_id in truth[item.id]
                for item, match in zip(shown, matches, strict=True)
            )
            out[f"{name}_{kind}"] = share(right, len(items))
    recognizer = BrandRecognizer.learned(release, BrandCounts())
    found = recognizer.recognize(titles_only(items))
    told = [(match.brand_id, brands[item.id]) for item, match in zip(items, found, strict=True) if match is not None]
    hits = sum(found_id == true for found_id, true in told)
    out["brand"] = {"precision": share(hits, len(told)), "recall": share(hits, len(items))}
    return out


def measure_catalog(catalog: Path, embedder: Embedder) -> dict[str, Any]:
    rows = [(item, true_path(item)) for item in items_of(catalog)]
    rows = [(item, path) for item, path in rows if path]
    taught = [(item, path) for item, path in rows if not held_out(item)]
    tree = Tree([path for _, path in taught], catalog.stem)
    asked = [(item, tree.known(path)) for item, path in rows if held_out(item)]
    asked = [(item, path) for item, path in asked if path]
    items, truth = titles_only([item for item, _ in asked]), [path for _, path in asked]
    counts = PriorCounts()
    for item, path in taught:
        counts.add([item], [CategoryMatch(tree.ids[path], 1.0, "given")])
    priors = counts.learned()
    out: dict[str, Any] = {"categories": len(tree.ids), "learned_from": len(taught)}
    for name, encoder, learned in (
        ("names_alone", embedder, None),
        ("names_alone_without_encoder", None, None),
        ("learned", embedder, priors),
    ):
        for least in (0.5, 0.0):
            out[f"{name}_at_{least}"] = figures(truth, predicted(tree, items, encoder, learned, least))
    return out


def measure_tree(tree_file: Path, catalog: Path, embedder: Embedder) -> dict[str, Any]:
    with gzip.open(tree_file, "rt", encoding="utf-8") as handle:
        rows = json.load(handle)
    tree = Tree([tuple(step["name"] or step["id"] for step in row["path"]) for row in rows], tree_file.stem)
    asked = [(item, tree.known(item.category_path)) for item in items_of(catalog)]
    asked = [(item, path) for item, path in asked if path]
    truth = [path for _, path in asked]
    out: dict[str, Any] = {"categories": len(tree.ids)}
    for name, shown in (
        ("title", titles_only([item for item, _ in asked])),
        ("title_and_brand", titles_only([item for item, _ in asked], brands=True)),
    ):
        for least in (0.5, 0.0):
            out[f"{name}_at_{least}"] = figures(truth, predicted(tree, shown, embedder, None, least))
    return out


def measure_brands(catalog: Path) -> dict[str, Any]:
    labelled = [item for item in items_of(catalog) if name_key(item.brand)]
    counts = BrandCounts()
    counts.add(item for item in labelled if not held_out(item))
    asked = [item for item in labelled if held_out(item)]
    recognizer = BrandRecognizer.learned(OntologyRelease((), (), ()), counts, 0.0)
    hidden = [replace(item, brand="") for item in asked]
    start = time.process_time()
    found = recognizer.recognize(hidden)
    seconds = time.process_time() - start
    known = {name_key(name) for entry in recognizer.knowledge.entries for name in entry.spellings}
    stated = sum(f" {name_key(item.brand)} " in f" {name_key(item.title)} " for item in asked)
    both = sum(
        name_key(item.brand) in known and f" {name_key(item.brand)} " in f" {name_key(item.title)} " for item in asked
    )
    out: dict[str, Any] = {
        "items": len(asked),
        "names_known": len(recognizer.knowledge.entries),
        "stated_in_title": share(stated, len(asked)),
        "stated_and_known": share(both, len(asked)),
        "items_per_cpu_second": round(len(asked) / seconds),
    }
    answers = [
        (match.confidence, name_key(match.name) == name_key(item.brand))
        for item, match in zip(asked, found, strict=True)
        if match is not None
    ]
    out["ece"] = calibration(np.array([sure for sure, _ in answers]), np.array([hit for _, hit in answers]))
    for least in (0.5, 0.8):
        hits = [hit for sure, hit in answers if sure >= least]
        out[f"at_{least}"] = {"precision": share(sum(hits), len(hits)), "recall": share(sum(hits), len(asked))}
    return out


def measure_speed(shopify: Path, catalog: Path, embedder: Embedder) -> dict[str, Any]:
    release = load_ontology(f"shopify:{shopify}").release
    whole = list(items_of(catalog))
    out: dict[str, Any] = {"categories": len(release.categories), "items": len(whole)}
    for name, shown, encoder in (
        ("titles", titles_only(whole), embedder),
        ("titles_without_encoder", titles_only(whole), None),
        ("with_paths", whole, embedder),
    ):
        start = time.process_time()
        mapper = CategoryMapper(release, CategoryOptions(), encoder)
        opened = time.process_time()
        for low in range(0, len(shown), _BATCH):
            mapper.map(shown[low : low + _BATCH])
        seconds = time.process_time() - opened
        out[name] = {"items_per_cpu_second": round(len(shown) / seconds), "open_s": round(opened - start, 2)}
    return out


def drawn(shopify: Path, catalog: Path, embedder: Embedder, count: int) -> list[tuple[Item, CategoryMatch | None, str]]:
    """`count` held-out items by hash of their ids, with their categories from titles alone in the Shopify tree."""
    release = load_ontology(f"shopify:{shopify}").release
    items = sorted(items_of(catalog), key=lambda item: hashlib.md5(f"judge {item.id}".encode()).hexdigest())[:count]
    matches = CategoryMapper(release, CategoryOptions(), embedder).map(titles_only(items))
    names = ["" if match is None else release.path_name(match.category_id) for match in matches]
    return list(zip(items, matches, names, strict=True))


def measure_judged(shopify: Path, catalog: Path, embedder: Embedder) -> dict[str, Any]:
    """Verdicts: right (as deep as the title allows), shallow (right, but a deeper one fits), wrong, none."""
    with VERDICTS.open(encoding="utf-8", newline="") as handle:
        verdicts = {row["item"]: row for row in csv.DictReader(handle)}
    counts: dict[str, int] = {}
    roots, stale = 0, 0
    for item, match, _ in drawn(shopify, catalog, embedder, len(verdicts)):
        row = verdicts.get(item.id)
        if row is None or row["category"] != ("" if match is None else match.category_id):
            stale += 1
            continue
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
        roots += row["root"] == "right"
    return {"judged": len(verdicts), "changed_since": stale, "root_right": roots, **dict(sorted(counts.items()))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    for name in ("shopify", "catalog", "tree", "tree-catalog"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--brands", type=Path, nargs="*", default=[])
    parser.add_argument("--draw", type=int, default=0)
    options = parser.parse_args()
    embedder = registry.open_embedder("static", {}, Path())
    if options.draw:
        for item, match, name in drawn(options.shopify, options.catalog, embedder, options.draw):
            others = () if match is None else tuple(other.category_id for other in match.alternatives)
            print(json.dumps([item.id, item.title, match and [match.category_id, match.confidence], name, others]))
        return
    parts: dict[str, Callable[[], dict[str, Any]]] = {"demo": partial(measure_demo, embedder)}
    if options.catalog:
        parts["catalog"] = partial(measure_catalog, options.catalog, embedder)
    if options.tree and options.tree_catalog:
        parts["tree"] = partial(measure_tree, options.tree, options.tree_catalog, embedder)
    for brands in options.brands:
        parts[f"brands_{brands.parent.name}"] = partial(measure_brands, brands)
    if options.shopify and options.catalog:
        parts["speed"] = partial(measure_speed, options.shopify, options.catalog, embedder)
        if VERDICTS.is_file():
            parts["judged"] = partial(measure_judged, options.shopify, options.catalog, embedder)
    # By folder: catalogs of different origin have files of one name.
    files = (options.catalog, options.tree, options.tree_catalog, *options.brands)
    folders = dict.fromkeys(path.parent for path in files if path)
    data = [catalog_path(small=True), *([options.shopify] if options.shopify else []), *folders]
    result_file.write(options.out, "category", {name: part() for name, part in parts.items()}, data)


if __name__ == "__main__":
    main()
