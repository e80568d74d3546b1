"""The command line as a user meets it: one process a call, with its exit code, output and messages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from tests.ready.client import call
from tests.ready.process import door

ROOT = Path(__file__).parents[2]
_PROGRAM = [sys.executable, "-W", "error", "-c", "from itemcenter.serve.cli.main import main; main()"]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """One JSON document a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ITEMCENTER_")}
    return kept | {"PYTHONPATH": str(ROOT), "USER": "tester"} | dict(extra or {})


def start(*arguments: str | Path, extra: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """A running `itemcenter ARGUMENTS` that Ctrl-C reaches, also where the tests run in the background of a shell."""
    return subprocess.Popen(
        [*_PROGRAM, *map(str, arguments)],
        env=environment(extra),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def end(process: subprocess.Popen[str], timeout_s: float = 120) -> Outcome:
    """Wait for the end of a started command. None of them may show a traceback, whatever happened."""
    try:
        out, err = process.communicate(timeout=timeout_s)
    finally:
        process.kill()
    assert "Traceback" not in err, err
    return Outcome(process.returncode, out, err)


def run(*arguments: str | Path, extra: Mapping[str, str] | None = None) -> Outcome:
    """A whole call, forked from a process that has the modules loaded, unless Python itself is told something."""
    if sys.platform != "linux" or any(name.startswith("PYTHON") for name in extra or ()):
        return end(start(*arguments, extra=extra))
    with Path(os.devnull).open() as nothing, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        files = [nothing.fileno(), out.fileno(), err.fileno()]
        code = call(door(), [*map(str, arguments)], environment(extra), str(Path.cwd()), files)
        outcome = Outcome(code, _whole(out), _whole(err))
    assert "Traceback" not in outcome.err, outcome.err
    return outcome


def _whole(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8").replace("\r\n", "\n")
