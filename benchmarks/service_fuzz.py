"""The service under Schemathesis: requests drawn from its own documents, valid and not, each answer held against them.

    python -m benchmarks.service_fuzz --center DIR --schemathesis /path/of/st

Works on a copy of the center, with a key of role admin, without rate limits, with streams of a fifth of a second. All
checks but one are on: that a request of the documented shape is never refused (`positive_data_acceptance`) does not
hold here, and cannot: an unknown key, a value that no list has, an etag of another day are well formed and refused.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks import result_file
from benchmarks.service import free_port
from itemcenter.center import ItemCenter
from itemcenter.serve.access import AccessKeys


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--center", type=Path, required=True)
    parser.add_argument("--schemathesis", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as temporary:
        center = Path(shutil.copytree(options.center, Path(temporary) / "center"))
        with ItemCenter.open(center) as opened, opened.folder.locked():
            key, _ = AccessKeys(center).create("fuzz", "admin")
        told, log = _run(options, center, key)
    print(told)
    totals = re.search(r"([\d,]+) generated", told)
    version = subprocess.run([options.schemathesis, "--version"], capture_output=True, text=True, check=True).stdout
    failures = re.findall(r"^- (ST\d+ .*)$", told, re.MULTILINE)
    figures = {
        "schemathesis": version.strip(),
        "seed": options.seed,
        "examples_an_operation": options.examples,
        "seconds_at_most": options.seconds,
        "cases": int(totals[1].replace(",", "")) if totals else 0,
        "failures": len(failures),
        "kinds_of_failure": sorted(set(failures)),
        "faults_in_the_log": log.count("Traceback"),
    }
    result_file.write(options.out, "service_fuzz", figures, [])


def _run(options: argparse.Namespace, center: Path, key: str) -> tuple[str, str]:
    """(what Schemathesis tells, what the service logs)"""
    port, log = free_port(), center.parent / "log"
    words = ["serve", "--center", str(center), "--port", str(port), "--rate", "0", "--stream-time", "0.2"]
    program = [sys.executable, "-c", "from itemcenter.serve.cli.main import main; main()", *words, "--no-access-log"]
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as err:
        service = subprocess.Popen(program, stderr=err)
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/readyz").close()
                    break
                time.sleep(0.2)
            done = subprocess.run(
                [options.schemathesis, "run", f"{address}/v1/openapi.json", "-H", f"Authorization: Bearer {key}",
                 "--seed", str(options.seed), "-n", str(options.examples), "--phases", "coverage,fuzzing",
                 "--continue-on-failure", "--exclude-checks", "positive_data_acceptance", "--request-timeout", "60",
                 "--max-time", str(options.seconds), "--no-color"],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait(60)
    return done.stdout + done.stderr, log.read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
