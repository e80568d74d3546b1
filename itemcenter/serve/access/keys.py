"""API keys: made once, shown once, kept as hashes, with a role; taken back at any time, also while servers run.

A key is "ick_" + its id + "_" + 256 random bits. That needs no slow hash: nobody can turn its SHA-256 back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from itemcenter.errors import ConfigError, NotFoundError, StoreError
from itemcenter.serve.access.private_files import refusals, service_folder, write_private

Role = Literal["read", "write", "review", "admin"]
#: Every role may read; admin may do everything.
ROLES: tuple[Role, ...] = get_args(Role)
_KEY = re.compile(r"ick_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
#: How long a key that was taken back may still open a door that is open.
_LOOK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class AccessKey:
    """digest: SHA-256 of the whole key, hexadecimal; revoked_us: 0 while it counts"""

    id: str
    name: str
    role: Role
    digest: str
    created_us: int
    revoked_us: int = 0

    def may(self, role: Role) -> bool:
        return role == "read" or self.role in (role, "admin")


class AccessKeys:
    """The keys of a center. Whoever asks often is answered from memory, looked up anew each second."""

    def __init__(self, center: Path) -> None:
        self._center = center
        self._path = center / "service" / "access.json"
        self._read_at = -_LOOK_AGAIN_S
        self._by_digest: dict[str, AccessKey] = {}
        self._held: tuple[AccessKey, ...] = ()

    def all(self) -> tuple[AccessKey, ...]:
        """In order of creation, those taken back among them. Raises `StoreError` for a damaged file."""
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple([AccessKey(**row) for row in rows["keys"]])
        except FileNotFoundError:
            return ()
        except OSError as error:
            with refusals(self._path):
                raise error
            return ()
        except (ValueError, TypeError, KeyError) as error:
            remedy = "restore it from a copy, or remove it and create the keys anew"
            raise StoreError(f"the list of keys is damaged: {error}", place=str(self._path), remedy=remedy) from error

    def create(self, name: str, role: Role) -> tuple[str, AccessKey]:
        """The key as its owner needs it, which nobody can see again, and how it is kept. Call it while locked."""
        if not name.strip() or not name.isprintable() or len(name) > 100:
            raise ConfigError("a key needs a name of 1 to 100 printable characters", remedy="give --name")
        key_id = secrets.token_hex(4)
        key = f"ick_{key_id}_{secrets.token_urlsafe(32)}"
        made = AccessKey(key_id, name.strip(), role, _digest(key), time.time_ns() // 1000)
        service_folder(self._center)
        self._write((*self.all(), made))
        return key, made

    def revoke(self, key_id: str) -> AccessKey:
        """Raises `NotFoundError` for an unknown one. Call it while locked."""
        held = self.all()
        found = next((key for key in held if key.id == key_id), None)
        if found is None:
            remedy = "`itemcenter access list` shows the ids"
            raise NotFoundError(f"there is no key {key_id[:40]!r}", remedy=remedy)
        revoked = AccessKey(**asdict(found) | {"revoked_us": found.revoked_us or time.time_ns() // 1000})
        self._write(tuple(revoked if key.id == key_id else key for key in held))
        return revoked

    def needed(self) -> bool:
        """Whether a key was ever made: then nobody is answered without one, also when all have been taken back."""
        self._look()
        return bool(self._held)

    def find(self, key: str) -> AccessKey | None:
        """The key that counts, None for any other text."""
        if _KEY.fullmatch(key) is None:
            return None
        self._look()
        digest = _digest(key)
        found = self._by_digest.get(digest)
        return found if found is not None and hmac.compare_digest(found.digest, digest) else None

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._read_at >= _LOOK_AGAIN_S:
            held = self.all()
            if held != self._held:
                self._held = held
                self._by_digest = {key.digest: key for key in held if not key.revoked_us}
            self._read_at = now

    def _write(self, keys: tuple[AccessKey, ...]) -> None:
        write_private(self._path, json.dumps({"keys": [asdict(key) for key in keys]}, indent=1) + "\n")
        self._read_at = -_LOOK_AGAIN_S


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
