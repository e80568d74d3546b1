"""Shell and Python blocks of the README and the how-tos are run as they stand, in one folder a page.

A block is run if its fence says `sh` or `python`; lines that begin with `make` or `pip` are left to CI and people.
Pages that need a catalog begin by copying the demo's (`itemcenter demo`), so they run anywhere. `itemcenter` is a fork
of a process that has its modules loaded (`tests.ready`): pages call it many times. Builds learn from fewer items than a
user's would.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ready.process import door

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[tuple[str, str]]:
    return [(kind, body) for kind, body in _BLOCK.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_blocks_run(page: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    programs = _programs(tmp_path_factory.mktemp("bin"))
    environment = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    environment |= {"ITEMCENTER_LEARNING_ITEMS": "200"}
    for kind, body in blocks(page):
        if kind == "sh":
            kept = [
                line for line in body.splitlines() if not line.startswith(("make ", "pip ", "git ", "python3 -m venv"))
            ]
            command = ["sh", "-e", "-c", "\n".join(kept)]
        else:
            command = [sys.executable, "-W", "error", "-c", body]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{page.name}:\n{body}\n{done.stdout}\n{done.stderr}"


def _programs(folder: Path) -> str:
    """A search path on which `itemcenter` is a call to the process that is ready."""
    installed = Path(sys.executable).parent
    if sys.platform == "linux":
        program = folder / "itemcenter"
        client = ROOT / "tests" / "ready" / "client.py"
        line = shlex.join([sys.executable, "-I", str(client), door()])
        program.write_text(f'#!/bin/sh\nexec {line} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return f"{folder}:{installed}"
