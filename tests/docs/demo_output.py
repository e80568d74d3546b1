"""Puts what `itemcenter demo` prints into the README. Run by `make docs`, checked by a test."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
_BEGIN, _END = "<!-- demo output: begin -->", "<!-- demo output: end -->"
_MAIN = "from itemcenter.serve.cli.main import main; main()"
#: What differs from run to run: seconds, rates, times of day, and the run's duration line.
_CHANGING = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|[\d.,]+ s\b|[a-z]+ [\d.]+(?=[, ].*items/s)|[\d,]+ items/s")


def printed() -> str:
    """The demo's output, blanks at line ends removed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _MAIN, "demo", "--out", "demo-center"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def steady(text: str) -> str:
    """The text without what changes from run to run."""
    lines = (line for line in text.splitlines() if not line.startswith("seconds"))
    return _CHANGING.sub("…", "\n".join(lines))


def shown() -> str:
    """What the README shows now."""
    text = README.read_text(encoding="utf-8")
    block = text[text.index(_BEGIN) + len(_BEGIN) : text.index(_END)]
    return block.strip().removeprefix("```text").removesuffix("```").strip()


def main() -> None:
    text = README.read_text(encoding="utf-8")
    head, tail = text[: text.index(_BEGIN) + len(_BEGIN)], text[text.index(_END) :]
    README.write_text(f"{head}\n```text\n{printed()}\n```\n{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
