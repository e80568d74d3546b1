"""The audit log: who changed what, when, by which request. One JSON object a line, only ever appended."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from itemcenter.serve.access.private_files import refusals, service_folder


class AuditLog:
    """Lines of several processes never mix: each is one write to a file that is opened for appending."""

    def __init__(self, center: Path) -> None:
        self._path = service_folder(center) / "audit.jsonl"

    def add(self, entry: Mapping[str, Any]) -> None:
        """Raises `StoreError` where it cannot be kept."""
        line = json.dumps(entry, separators=(",", ":")) + "\n"
        with refusals(self._path):
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, line.encode("ascii"))
            finally:
                os.close(descriptor)
