"""Cursors: where a page ended, opaque and signed, so that nobody can make one up or use it on another question."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Any

from itemcenter.errors import InputError
from itemcenter.serve.access.private_files import refusals, service_folder, write_private

_SIGNATURE = 16


class Cursors:
    """Signs with a secret of the center, so cursors outlive servers and go from one worker to another."""

    def __init__(self, center: Path) -> None:
        path = service_folder(center) / "cursor.key"
        with refusals(path):
            if not path.is_file():
                write_private(path, secrets.token_hex(32))
            self._secret = bytes.fromhex(path.read_text(encoding="ascii"))

    def make(self, question: Any, place: Any) -> str:
        """question: whatever the cursor is good for, place: where it goes on; both plain data"""
        body = json.dumps([_digest(question), place], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sign(body) + body).decode().rstrip("=")

    def place(self, question: Any, cursor: str) -> Any:
        """Raises `InputError` for a cursor that was not made for this question."""
        try:
            data = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except (ValueError, binascii.Error):
            data = b""
        signature, body = data[:_SIGNATURE], data[_SIGNATURE:]
        if not body or not hmac.compare_digest(signature, self._sign(body)):
            raise InputError("this is no cursor of this center", place="query.cursor", remedy="begin without one")
        asked, place = json.loads(body)
        if asked != _digest(question):
            remedy = "ask with the same conditions as on the first page, or begin without a cursor"
            raise InputError("the cursor belongs to another question", place="query.cursor", remedy=remedy)
        return place

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, body, "sha256")[:_SIGNATURE]


def _digest(question: Any) -> str:
    return hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()[:16]
