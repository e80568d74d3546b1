"""`Finding`: what a check of a release has to tell an expert."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.Enum):
    """error: results will be wrong; warning: likely a slip; info: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """`place`: the entry, as "<noun> <id>"."""

    severity: Severity
    place: str
    message: str
    remedy: str
