"""`StageFiles`: the stages of a long job, each kept when it is whole, so that a killed job goes on where it was.

A folder holds `NAME.json` for each stage: the mark of what it was made from, its figures, the seconds it took; whatever
else a stage writes lies beside it. A stage whose mark is the same is not done again. A stage's mark is a hash over its
own inputs and the marks of the stages that it builds upon, so what has changed upstream is noticed downstream.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.flow.whole_file import text_file

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """mark: 16 hexadecimal digits; figures: plain data"""

    mark: str
    figures: Figures


@dataclass(slots=True)
class StageFiles:
    """seconds: of each stage when it was done; resumed: the stages that were found done"""

    folder: Path
    progress: Callable[[str], None] = lambda name: None
    seconds: dict[str, float] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)

    def stage(self, name: str, inputs: Sequence[str], work: Callable[[], Figures], files: Sequence[str] = ()) -> Stage:
        """Do a stage, or take what it left. files: what it writes into the folder and later stages read

        What an earlier doing left is forgotten before `work` begins: a killed stage never looks done.
        """
        mark = hashlib.blake2b(json.dumps([name, *inputs]).encode(), digest_size=8).hexdigest()
        kept = self.kept(name)
        if kept is not None and kept["mark"] == mark and all((self.folder / file).is_file() for file in files):
            self.resumed.append(name)
        else:
            self.forget(name)
            self.progress(name)
            begin = time.perf_counter()
            figures = work()
            kept = {"mark": mark, "figures": figures, "seconds": round(time.perf_counter() - begin, 2)}
            with text_file(self.folder / f"{name}.json") as stream:
                stream.write(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
        self.seconds[name] = kept["seconds"]
        return Stage(mark, kept["figures"])

    def kept(self, name: str) -> Figures | None:
        """What is kept of a stage; None where there is nothing, or nothing that could be read."""
        try:
            found = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(found, dict) and found.keys() == {"mark", "figures", "seconds"}
        return found if whole and isinstance(found["figures"], dict) else None

    def forget(self, name: str) -> None:
        """Raises `StoreError` for what the operating system refuses."""
        path = self.folder / f"{name}.json"
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            told = f"cannot remove {path}: {error.strerror or error}"
            raise StoreError(told, remedy="mend its permissions, or remove it yourself") from error
