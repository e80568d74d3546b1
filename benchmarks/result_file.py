"""A result file: the figures with everything needed to believe and repeat them."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any


def digest(path: Path) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a file, or of a folder's files by name."""
    state = hashlib.sha256()
    files = sorted(entry for entry in path.rglob("*") if entry.is_file()) if path.is_dir() else [path]
    for file in files:
        with file.open("rb") as handle:
            while block := handle.read(1 << 20):
                state.update(block)
    return state.hexdigest()[:16]


def write(out: Path, name: str, figures: dict[str, Any], data: list[Path]) -> None:
    """Write `out/<name>.json` and print the same as one line."""
    record = {
        "benchmark": name,
        "figures": figures,
        "data": {entry.name: digest(entry) for entry in data},
        "command": f"python -m benchmarks.{Path(sys.argv[0]).stem} {_arguments()}",
        "commit": commit(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} x {_processor()}, Python {platform.python_version()}",
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(record, ensure_ascii=False))


def commit() -> str:
    """The commit that is checked out, with "+" where files differ from it."""
    return _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--porcelain") else "")


def _arguments() -> str:
    """The arguments, with the folders in front of data files left out: they differ from machine to machine."""
    return " ".join(Path(word).name if "/" in word else word for word in sys.argv[1:])


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
