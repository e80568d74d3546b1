"""A new release of an ontology over a built catalog: forecast, scoped recompute, full rebuild, way back.

    python -m benchmarks.release_impact --demo --catalog products.jsonl.gz --rows 3000 --backbone shopify:DIR#el

For every catalog and every kind of edit: the impact is forecast, the release published, the catalog built again (the
scoped recompute), and built in a fresh center with the same learned model (the full rebuild). Both must have the same
digest. Then the release is rolled back and the catalog built once more: the digest must be the first one again.
Edits are drawn at random (--seed) among the values that the catalog's cells show. Seconds are wall time of builds that
run one after another; on a machine that others share they vary, so the forecast of time is compared with the build
that follows it at once, and the median of some rounds is given.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import statistics
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.center import ItemCenter
from itemcenter.demo import backbone_path, catalog_path
from itemcenter.jobs.build_report import BuildReport
from itemcenter.ontology import load_ontology
from itemcenter.schema import (
    AttributeValue,
    OntologyRelease,
    ReleaseId,
    ValueId,
    ValueList,
    ValueListId,
)

KINDS = ("synonyms", "values", "keys")
_FORECAST = ("decided", "reasons", "exact", "cells", "seconds", "total_seconds")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--demo", action="store_true", help="the demo catalog, small")
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--backbone")
    parser.add_argument("--next", help="a later ontology than --backbone, released instead of edits")
    parser.add_argument("--edits", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=3, help="there and back; the median of the times is given")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--name", default="release_impact")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures: dict[str, Any] = {"edits": arguments.edits, "seed": arguments.seed}
    kinds, data = ["next"] if arguments.next else arguments.kinds.split(","), []
    with tempfile.TemporaryDirectory() as folder:
        if arguments.demo:
            source = str(backbone_path(small=True))
            figures["demo"] = measure(Path(folder) / "demo", catalog_path(small=True), source, kinds, arguments)
        if arguments.catalog is not None:
            part = _first_rows(arguments.catalog, Path(folder), arguments.rows)
            named = arguments.catalog.parent.name
            figures[named] = measure(Path(folder) / named, part, arguments.backbone, kinds, arguments)
            data.append(arguments.catalog)
    result_file.write(arguments.out, arguments.name, figures, data)


def measure(
    home: Path, catalog: Path, backbone: str, kinds: Sequence[str], arguments: argparse.Namespace
) -> dict[str, Any]:
    with itemcenter.create(home) as center:
        center.import_ontology(backbone)
        first = center.build(catalog)
    figures: dict[str, Any] = {"items": first.items, "build": _told(first), "releases": {}}
    for number, kind in enumerate(kinds):
        figures["releases"][kind] = _release(home, catalog, first, kind, arguments, arguments.seed + number)
        print(kind, figures["releases"][kind], flush=True)
    return figures


def _release(
    home: Path, catalog: Path, first: BuildReport, kind: str, arguments: argparse.Namespace, seed: int
) -> dict[str, Any]:
    with ItemCenter.open(home) as center:
        before = center.release
        if kind == "next":
            after = load_ontology(arguments.next).release
        else:
            after = edited(before, _shown(center), kind, arguments.edits, random.Random(seed))
        center.releases.save(after)
    rounds = [_round(home, catalog, first, after, kind, before.id) for _ in range(arguments.rounds)]
    fresh = home.with_name(f"{home.name}-{kind}")
    with itemcenter.create(fresh) as center:
        shutil.copytree(home / "models", center.folder.path / "models")
        center.releases.save(after)
        center.use_release(after.id)
        full = center.build(catalog)
    shutil.rmtree(fresh)
    of_rounds = [entry["seconds_by_forecast"] for entry in rounds]
    return {
        **rounds[0],
        "seconds_by_forecast": statistics.median(of_rounds),
        "seconds_by_forecast_of_rounds": of_rounds,
        "full": _told(full),
        "scoped_equals_full": all(entry["scoped"]["digest"] == full.digest for entry in rounds),
        "rolled_back": all(entry["rolled_back"] for entry in rounds),
    }


def _round(
    home: Path, catalog: Path, first: BuildReport, after: OntologyRelease, kind: str, before: ReleaseId
) -> dict[str, Any]:
    """There and back: forecast, published, built, rolled back, built."""
    with ItemCenter.open(home) as center:
        impact = center.impact(after)
        center.use_release(after.id, event="release", author="benchmark", note=kind)
    with ItemCenter.open(home) as center:
        scoped = center.build(catalog)
        changed = _changed_cells(center)
        version = center.versions.read()[-1]
    with ItemCenter.open(home) as center:
        center.roll_back(author="benchmark")
        back = center.build(catalog)
        gone_back = center.releases.current() == before
    forecast = impact.to_json()
    return {
        "changes": version.changes,
        "forecast": {name: forecast[name] for name in _FORECAST},
        "scoped": _told(scoped),
        "cells_changed": changed,
        "forecast_by_changed": round(forecast["cells"] / max(1, changed), 2),
        "seconds_by_forecast": round(scoped.total_seconds / max(0.001, forecast["total_seconds"]), 2),
        "differs_from_first": scoped.digest != first.digest,
        "rolled_back": gone_back and back.digest == first.digest,
        "rollback": _told(back),
    }


def edited(
    release: OntologyRelease, shown: Counter[tuple[str, str]], kind: str, edits: int, chooser: random.Random
) -> OntologyRelease:
    """synonyms: a synonym more, or another name, of shown values; values: shown ones retired or merged, others added.

    keys: a value list's key leaves a category, another gets a synonym; two categories get a synonym
    """
    lists = {entry.id: list(entry.values) for entry in release.value_lists}
    chosen = chooser.sample(sorted(shown), min(edits, len(shown)))
    for number, (list_id, value_id) in enumerate(chosen if kind in ("synonyms", "values") else ()):
        values = lists[ValueListId(list_id)]
        place = next(n for n, value in enumerate(values) if value.id == value_id)
        value = values[place]
        if kind == "synonyms":
            words = f"{value.name} style"
            changed = (
                replace(value, synonyms=(*value.synonyms, words))
                if number % 2
                else replace(value, name=words, synonyms=(*value.synonyms, value.name))
            )
            values[place] = changed
        elif number % 3 == 0 and len(values) > 2:
            other = (place + 1) % len(values)
            values[other] = replace(values[other], synonyms=(*values[other].synonyms, value.name))
            del values[place]
        elif number % 3 == 1:
            values.append(
                AttributeValue(ValueId(f"{list_id}/added-{number}"), f"{value.name} {chooser.choice(values).name}")
            )
        elif len(values) > 2:
            del values[place]
    kept = {list_id: {value.id for value in values} for list_id, values in lists.items()}
    scopes = [
        replace(scope, value_ids=tuple(v for v in scope.value_ids if v in kept[of]))
        if (of := release.key_by_id[scope.key_id].value_list_id) is not None and scope.value_ids
        else scope
        for scope in release.scopes
    ]
    keys, categories = list(release.keys), list(release.categories)
    if kind == "keys":
        used = {key.id for key in keys if key.value_list_id in {list_id for list_id, _ in chosen}}
        place = chooser.choice([n for n, scope in enumerate(scopes) if scope.key_id in used])
        del scopes[place]
        place = chooser.choice([n for n, key in enumerate(keys) if key.id in used])
        keys[place] = replace(keys[place], synonyms=(*keys[place].synonyms, f"{keys[place].name} kind"))
        for place in chooser.sample(range(len(categories)), min(2, len(categories))):
            words = f"{categories[place].name} article"
            categories[place] = replace(categories[place], synonyms=(*categories[place].synonyms, words))
    return replace(
        release,
        keys=tuple(keys),
        categories=tuple(categories),
        scopes=tuple(scopes),
        value_lists=tuple(ValueList(list_id, tuple(values)) for list_id, values in lists.items()),
        name=f"{release.name} {kind}",
        parent_id=release.id,
    )


def _shown(center: ItemCenter) -> Counter[tuple[str, str]]:
    """(value list, value) of the values that cells show."""
    out: Counter[tuple[str, str]] = Counter()
    release = center.release
    for cell in center.facts():
        key = release.key_by_id.get(cell.key_id)
        if key is None or key.value_list_id is None or key.value_list_id not in {e.id for e in release.value_lists}:
            continue
        for fact in cell.facts:
            if fact.value.value_id is not None:
                out[key.value_list_id, fact.value.value_id] += 1
    return out


def _changed_cells(center: ItemCenter) -> int:
    """Cells that the newest run made show something else."""
    mark = center.store.runs()[-1]
    until = mark.end[0] if mark.end is not None else center.store.counts().changes
    return sum(1 for _ in center.store.net_changes(mark.begin[0], until))


def _told(report: BuildReport) -> dict[str, Any]:
    names = ("items", "new", "changed", "unchanged", "spared", "scope", "decided", "changes", "digest", "seconds")
    told = report.to_json()
    return {name: told[name] for name in names} | {"total_seconds": told["total_seconds"]}


def _first_rows(catalog: Path, folder: Path, rows: int) -> Path:
    """The first rows of a catalog of JSON lines, as a file of its own."""
    out = folder / catalog.name.removesuffix(".gz")
    opener = gzip.open if catalog.suffix == ".gz" else open
    with opener(catalog, "rt", encoding="utf-8") as lines, out.open("w", encoding="utf-8") as part:
        part.writelines(islice(lines, rows))
    return out


if __name__ == "__main__":
    main()
