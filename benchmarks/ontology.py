"""Import of a whole taxonomy, and opening of a release with a million values: seconds and peak memory.

python -m benchmarks.ontology --shopify DIR
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import result_file

_IMPORT = """
import sys, time; begin = time.perf_counter()
from pathlib import Path
from itemcenter.ontology import load_ontology, ReleaseShelf
release = load_ontology("shopify:" + sys.argv[1]).release
seconds = time.perf_counter() - begin
ReleaseShelf(Path(sys.argv[2])).save(release)
print(seconds, time.perf_counter() - begin, *[release.counts[noun] for noun in ("categories", "keys", "values")])
"""
_MAKE = """
import sys
from pathlib import Path
from itemcenter.ontology import ReleaseShelf
from itemcenter.testing.synthetic import synthetic_release
release = synthetic_release(values=1_000_000, keys=300)
ReleaseShelf(Path(sys.argv[2])).save(release)
print(release.id, max(len(entry.values) for entry in release.value_lists))
"""
_OPEN = """
import sys, time; begin = time.perf_counter()
from pathlib import Path
from itemcenter.ontology import ReleaseShelf
release = ReleaseShelf(Path(sys.argv[2])).open(sys.argv[1])
opened = time.perf_counter() - begin
from itemcenter.library.lexicon import Lexicon
Lexicon(release)
print(opened, time.perf_counter() - begin, release.counts["values"])
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shopify", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        words, mb = _run(_IMPORT, str(arguments.shopify), folder)
        shopify: dict[str, Any] = {"import_s": round(float(words[0]), 2), "with_save_s": round(float(words[1]), 2)}
        shopify |= {"categories": int(words[2]), "keys": int(words[3]), "values": int(words[4]), "peak_rss_mb": mb}
        words, _ = _run(_MAKE, "", folder)
        release, longest = words
        words, mb = _run(_OPEN, release, folder)
    million = {"values": int(words[2]), "longest_list": int(longest), "open_s": round(float(words[0]), 2)}
    million |= {"open_with_alias_index_s": round(float(words[1]), 2), "peak_rss_mb": mb}
    figures = {"shopify": shopify, "million": million}
    result_file.write(arguments.out, "ontology", figures, [arguments.shopify / "data"])


def _run(code: str, *arguments: str) -> tuple[list[str], int]:
    """The words a Python process prints, and its peak memory in MB."""
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    words = process.stdout.read().split()
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, code
    return words, usage.ru_maxrss // 1024


if __name__ == "__main__":
    main()
