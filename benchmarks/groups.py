"""Product groups inferred: against a truth column, on made catalogs, on real ones, and for a million items.

python -m benchmarks.groups --catalog FILE [--truth-column group] [--without FAMILY ...] --name NAME
python -m benchmarks.groups --made
python -m benchmarks.groups --size 1000000
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.made_groups import STYLES, made_catalog
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.items.groups import Listing, infer_groups
from itemcenter.items.groups.infer import Found
from itemcenter.schema import Item, ItemId, SourceId, SpuGroup

_SEEDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--truth-column", help="column with the true groups; inference does not see it")
    parser.add_argument("--without", nargs="*", default=[], help="families of codes that are hidden as well")
    parser.add_argument("--draw", type=int, default=0, help="print this many groups for a person to judge")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--made", action="store_true", help="made catalogs of several styles")
    parser.add_argument("--size", type=int, help="a made catalog of this many items: seconds and memory")
    parser.add_argument("--name", default="catalog")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    if arguments.made:
        result_file.write(arguments.out, "groups_made", {"styles": [_made(style) for style in STYLES]}, [])
    elif arguments.size:
        result_file.write(arguments.out, "groups_size", _sized(arguments.size), [])
    else:
        figures = _measured(arguments)
        result_file.write(arguments.out, f"groups_{arguments.name}", figures, [arguments.catalog])


def _measured(arguments: argparse.Namespace) -> dict[str, Any]:
    column = arguments.truth_column
    options = CatalogOptions(columns=(("group", column),)) if column else CatalogOptions()
    reader = open_catalog(arguments.catalog, options, SourceId("merchant"))
    truth: dict[ItemId, str] = {}
    titles: dict[ItemId, str] = {}

    def listings() -> Iterator[Listing]:
        for row in reader:
            if row.item is None or row.item.id in truth:
                continue
            truth[row.item.id] = row.item.group_id or row.item.id
            if arguments.draw:
                titles[row.item.id] = f"{row.item.brand} | {row.item.title}"
            found = Listing.of(row.item)
            codes = {family: code for family, code in found.codes.items() if family not in arguments.without}
            yield found._replace(codes=codes)

    begin = time.perf_counter()
    found = _inferred(listings())
    seconds = time.perf_counter() - begin
    figures = _figures(found) | {"seconds_with_reading": round(seconds, 2), "peak_mb": _peak_mb()}
    if column:
        figures |= agreement(found.groups, truth)
    _show(found.groups, titles, arguments.draw, arguments.seed)
    return figures


def _inferred(listings: Iterable[Listing]) -> Found:
    with tempfile.TemporaryDirectory() as folder:
        return infer_groups(listings, Path(folder) / "listings")


def _figures(found: Found) -> dict[str, Any]:
    grouped = sum(len(group.item_ids) for group in found.groups)
    return {
        "items": found.items,
        "groups": len(found.groups),
        "items_in_groups": grouped,
        "largest_group": max((len(group.item_ids) for group in found.groups), default=0),
        "trusted_codes": list(found.families),
        "learned_variant_words": found.learned,
    }


def agreement(groups: Sequence[SpuGroup], truth: Mapping[ItemId, str]) -> dict[str, Any]:
    """Pairwise and B-cubed precision and recall; an item in no group is a group by itself."""
    mine: dict[ItemId, str] = {item: f"group {group.id}" for group in groups for item in group.item_ids}
    sizes: Counter[str] = Counter()
    true_sizes: Counter[str] = Counter(truth.values())
    both: Counter[tuple[str, str]] = Counter()
    for item, true in truth.items():
        group = mine.get(item, f"item {item}")
        sizes[group] += 1
        both[group, true] += 1
    pairs = sum(count * (count - 1) // 2 for count in both.values())
    said = sum(count * (count - 1) // 2 for count in sizes.values())
    real = sum(count * (count - 1) // 2 for count in true_sizes.values())
    cubed_precision = sum(count * count / sizes[group] for (group, _), count in both.items()) / len(truth)
    cubed_recall = sum(count * count / true_sizes[true] for (_, true), count in both.items()) / len(truth)
    return {
        "true_groups": len(true_sizes),
        "pairs_right": pairs,
        "pairs_said": said,
        "pairs_true": real,
        "pairwise_precision": round(pairs / max(1, said), 4),
        "pairwise_recall": round(pairs / max(1, real), 4),
        "bcubed_precision": round(cubed_precision, 4),
        "bcubed_recall": round(cubed_recall, 4),
    }


def _made(style: Any) -> dict[str, Any]:
    """Figures of several seeds of a style together."""
    totals: Counter[str] = Counter()
    worst = 1.0
    for seed in range(_SEEDS):
        made = made_catalog(style, seed)
        truth = {entry.item.id: str(entry.product) for entry in made}
        found = agreement(_inferred(Listing.of(entry.item) for entry in made).groups, truth)
        totals.update({name: found[name] for name in ("pairs_right", "pairs_said", "pairs_true")})
        worst = min(worst, found["pairwise_precision"])
    precision = totals["pairs_right"] / max(1, totals["pairs_said"])
    recall = totals["pairs_right"] / max(1, totals["pairs_true"])
    return {"style": style.name, **totals, "pairwise_precision": round(precision, 4),
            "pairwise_recall": round(recall, 4), "worst_precision": worst}  # fmt: skip


def _sized(size: int) -> dict[str, Any]:
    """A made catalog streamed in: products of five variants each."""

    def listings() -> Iterator[Listing]:
        colours = ("Black", "White", "Navy", "Red", "Green")
        for number in range(size):
            product = number * 2_654_435_761 % size // len(colours)
            title = (
                f"Brand{product % 977} Line{product % 9_973} model X{product} garden chair set - {colours[number % 5]}"
            )
            item = Item(ItemId(f"{number:09d}"), title, brand=f"Brand{product % 977}", description=title * 2)
            yield Listing.of(item)

    begin = time.perf_counter()
    found = _inferred(listings())
    seconds = time.perf_counter() - begin
    return _figures(found) | {"seconds": round(seconds, 1), "peak_mb": _peak_mb()}


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _show(groups: Sequence[SpuGroup], titles: Mapping[ItemId, str], count: int, seed: int) -> None:
    shown = random.Random(seed).sample(sorted(groups, key=lambda group: group.id), min(count, len(groups)))
    for number, group in enumerate(shown, 1):
        print(f"{number}. {group.id}: {group.reason}")
        for text, times in sorted(_counted(titles[item] for item in group.item_ids).items()):
            print(f"     {times} x {text}")


def _counted(texts: Iterable[str]) -> dict[str, int]:
    out: dict[str, int] = defaultdict(int)
    for text in texts:
        out[text] += 1
    return out


if __name__ == "__main__":
    main()
