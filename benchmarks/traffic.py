"""Traffic coverage: which share of real queries the entries of an ontology explain, and what is missing most.

python -m benchmarks.traffic --ontology shopify:DIR#el --queries LOG [LOG ...]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from benchmarks import result_file
from itemcenter.corpus import LogReading, query_documents
from itemcenter.jobs.ontology_stats import traffic_figures
from itemcenter.ontology import load_ontology
from itemcenter.schema import RejectedRow


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--ontology", required=True)
    parser.add_argument("--queries", type=Path, nargs="+", required=True)
    parser.add_argument("--name", default="traffic")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    release = load_ontology(arguments.ontology).release
    logs: dict[str, Any] = {}
    for path in arguments.queries:
        rejected: list[RejectedRow] = []
        reading = LogReading()
        begin = time.perf_counter()
        documents = list(query_documents(path, rejected.append, reading=reading))
        figures = traffic_figures(release, documents, 10)
        figures |= {"rejected_lines": len(rejected), "uncounted": reading.uncounted, "columns": reading.columns,
                    "seconds": round(time.perf_counter() - begin, 2)}  # fmt: skip
        figures["missing"] = [f"{entry['text']} ({entry['completes']})" for entry in figures["missing"]]
        logs[path.name] = figures
    told = {"release": release.name, "counts": release.counts, "logs": logs}
    result_file.write(arguments.out, arguments.name, told, arguments.queries)


if __name__ == "__main__":
    main()
