"""Numbers of quantity keys that a center's latest catalog has, kept for the judges of later proposals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from itemcenter.center_folder import CenterFolder
from itemcenter.flow.whole_file import text_file
from itemcenter.schema import KeyId


def keep_measured(folder: CenterFolder, measured: Mapping[KeyId, Sequence[float]]) -> None:
    """In place of what was kept before. Raises `StoreError`."""
    with text_file(_place(folder)) as stream:
        stream.write(json.dumps(measured, sort_keys=True) + "\n")


def kept_measured(folder: CenterFolder) -> dict[KeyId, list[float]]:
    """Nothing where no catalog was looked at, or what it left is damaged."""
    try:
        kept = json.loads(_place(folder).read_text(encoding="utf-8"))
        return {KeyId(key): [float(number) for number in numbers] for key, numbers in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _place(folder: CenterFolder) -> Path:
    return folder.path / "review" / "measured.json"
