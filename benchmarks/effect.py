"""What a center adds to its merchant's data: the figures of `itemcenter report --effect`, of a center that was built.

    itemcenter build CATALOG --backbone auto --out DIR
    python -m benchmarks.effect --center DIR --catalog CATALOG --name NAME

The ten largest categories are kept; texts of the catalog are not.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import itemcenter
from benchmarks import result_file

_CATEGORIES_KEPT = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--center", type=Path, required=True)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    with itemcenter.open_center(options.center) as center:
        found = center.effect().to_json()
        models = sorted({mark.model_id for mark in center.store.runs()})
        items = center.store.counts().items
    found["categories_in_all"] = len(found["categories"])
    found["categories"] = found["categories"][:_CATEGORIES_KEPT]
    figures = found | {"items_in_center": items, "models": models}
    result_file.write(options.out, f"effect_{options.name}", figures, [options.catalog])


if __name__ == "__main__":
    main()
