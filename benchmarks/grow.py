"""The whole loop on a real catalog: proposals, concepts, inserted, queued, coverage of held-out queries, facts an item.

    python -m benchmarks.grow --catalog products.jsonl.gz --backbone shopify:DIR#el --queries LOG [LOG ...]
        [--limit 2000] [--rebuild] [--sample 40] --name grow_icecat

Half of the queries say nothing of demand and are what coverage is measured with. --sample: inserted entries drawn by
hash into the result file, to be judged by hand. The second run over the same input is timed, too: it should do nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.jobs.grow_ontology import GrowOptions
from itemcenter.ontology.discover import HarvestOptions
from itemcenter.schema import Proposal

_HELD_OUT = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grow", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--backbone", required=True)
    parser.add_argument("--queries", type=Path, nargs="+", required=True)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--least", type=int, default=2)
    parser.add_argument("--rebuild", action="store_true")
    parser.add_argument("--low-value", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    options = GrowOptions(HarvestOptions(least=given.least), _HELD_OUT, given.low_value)
    with tempfile.TemporaryDirectory() as folder, itemcenter.create(Path(folder) / "center") as center:
        center.import_ontology(given.backbone)

        def run() -> tuple[dict[str, Any], dict[str, float]]:
            begin, processor = time.perf_counter(), time.process_time()
            report = center.grow_ontology(
                given.catalog, queries=given.queries, options=options, limit=given.limit, rebuild=given.rebuild,
                progress=lambda stage: print(stage, flush=True),
            )  # fmt: skip
            wall = {"wall": time.perf_counter() - begin, "processor": time.process_time() - processor}
            return report, {name: round(seconds, 1) for name, seconds in wall.items()}

        report, spent = run()
        again, spent_again = run()
        inserted = center.folder.growth / "inserted.jsonl"
        events = [json.loads(line) for line in inserted.read_text(encoding="utf-8").splitlines()]
        state = center.review_queue().state
        drawn = sorted((event["proposal_id"] for event in events), key=_rank)[: given.sample]
        sample = [_told(state[name].proposal) for name in drawn]
    assert again["release"] == report["release"] and "publish" in again["resumed"], again
    for side in ("before", "after", "if_accepted"):
        missing = report["coverage"][side]["missing"]
        report["coverage"][side]["missing"] = [f"{entry['text']} ({entry['completes']})" for entry in missing]
    sizes = {side: sum(counts.values()) - counts["scopes"] for side, counts in report["ontology"].items()}
    report["ontology"]["entries_more"] = round(sizes["after"] / sizes["before"] - 1, 4)
    figures = report | {"seconds_in_all": spent, "seconds_again": spent_again, "sample": sample}
    figures["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    result_file.write(given.out, given.name, figures, [given.catalog, *given.queries])


def _told(proposal: Proposal) -> dict[str, Any]:
    """What a person judges: the entry, and of a key what it takes."""
    told: dict[str, Any] = {"kind": proposal.kind.value, "key": proposal.key_id or "", "text": proposal.text}
    told |= {"target": proposal.target, "synonyms": list(proposal.synonyms), "items": proposal.demand.items}
    if proposal.shape is not None and not proposal.names_key:
        shape = proposal.shape
        told |= {"type": shape.type.value, "unit": shape.unit, "values": [name for name, _ in shape.values[:8]]}
    return {name: value for name, value in told.items() if value}


def _rank(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


if __name__ == "__main__":
    main()
