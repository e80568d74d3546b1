"""Train the evidence weights that ship, and the variants that have not seen one of the catalogs.

    python -m benchmarks.train_evidence --out FOLDER [--catalog FILE ...] [--items N] [--without-demo]

The demo catalog is labelled by its truth file; every other catalog by its own cells, under an ontology that is drawn
from it. Only catalogs whose licence allows weights made from them belong here (see the model card).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from itemcenter import registry
from itemcenter.demo import backbone_path, catalog_path, truth_path
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.jobs.bootstrap import draft_ontology
from itemcenter.jobs.learn import sample_items
from itemcenter.jobs.train_evidence import TrainingCatalog, read_truth, train_weights
from itemcenter.ontology import load_ontology
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import SourceId

_SOURCE = SourceId("merchant")
_CARD = """\
# {name}

The evidence model: gradient-boosted oblivious trees over features of (item, key, value, evidence), and a calibration.
It decides which candidate values an item states. Its features speak of evidence, never of an ontology's entries, so it
serves any ontology; at build time it is adapted to a catalog by the catalog's own cells.

- Trained on: {catalogs}. Rows: {rows}.
- Made by: `python -m benchmarks.train_evidence {command}`
- Licence: Apache-2.0. The demo catalog was made for this project. Icecat product data is under the Icecat Open Content
  License; the weights hold thresholds and leaf values, no product content.
- Not meant for: deciding without evidence in the text. What it gives out always has a span.
"""


def catalogs(arguments: argparse.Namespace) -> Iterator[TrainingCatalog]:
    if not arguments.without_demo:
        release = load_ontology(str(backbone_path(small=True))).release
        reader = open_catalog(Path(str(catalog_path(small=True))), CatalogOptions(), _SOURCE)
        items = sample_items(reader, arguments.items)
        yield TrainingCatalog("demo", items, release, read_truth(Path(str(truth_path(small=True))), release))
    for path in arguments.catalog:
        reader = open_catalog(path, CatalogOptions(), _SOURCE)
        draft = draft_ontology(reader, reader)
        items = sample_items(open_catalog(path, CatalogOptions(), _SOURCE), arguments.items)
        placed = [replace(item, category_id=draft.categories.get(item.id, item.category_id)) for item in items]
        yield TrainingCatalog(path.parent.name, placed, draft.release)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--catalog", type=Path, action="append", default=[])
    parser.add_argument("--items", type=int, default=1500, help="most items taken from a catalog")
    parser.add_argument("--without-demo", action="store_true")
    arguments = parser.parse_args()
    command = " ".join(
        [f"--catalog {path.parent.name}/{path.name}" for path in arguments.catalog]
        + [f"--items {arguments.items}"]
        + ["--without-demo"] * arguments.without_demo
    )
    name = arguments.out.name

    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))

    def card(about: dict[str, object]) -> str:
        rows = json.dumps(about)
        return _CARD.format(name=name, catalogs=", ".join(about), rows=rows, command=f"{command} --out {name}")

    learned = train_weights(catalogs(arguments), encoder, arguments.out, name=name, card=card)
    print(json.dumps({"name": name, "fingerprint": learned.fingerprint, **learned.about}))


if __name__ == "__main__":
    main()
