"""Answers on disk, by the hash of model and whole request: what was paid once is never paid again.

An answer is on disk before it is handed on, so a process that is killed loses at most what was under way. One SQLite
file, which several processes may use at once.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from itemcenter.errors import StoreError
from itemcenter.llm.answer_record import answer_text, read_answer_text
from itemcenter.llm.closing import closed_after
from itemcenter.llm.metrics import ChatMetrics
from itemcenter.llm.openai_body import request_key
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest
from itemcenter.schema import ModelId

_FORMAT = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, model_id TEXT NOT NULL, at_us INTEGER NOT NULL, answer TEXT NOT NULL
) WITHOUT ROWID
"""
#: Keys looked up in one statement.
_AT_ONCE = 400


class ResponseCache:
    """A file of answers; made where there is none. Thread-safe. Close it. Raises `StoreError` for a damaged file."""

    def __init__(self, path: Path, *, busy_timeout_s: float = 30.0) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._guarded():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False)
            try:
                self._settle()
            except BaseException:
                self._file.close()
                raise

    def _settle(self) -> None:
        found = self._file.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, _FORMAT):
            remedy = "use a newer itemcenter, or remove the file: answers in it will be paid again"
            raise StoreError(f"the answers have format {found}", place=str(self.path), remedy=remedy)
        # a killed process loses nothing in this mode; a power cut may lose the last answers, never half of one
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.execute(_TABLE)
        self._file.execute(f"PRAGMA user_version = {_FORMAT}")

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def __len__(self) -> int:
        with self._lock, self._guarded():
            count: int = self._file.execute("SELECT count(*) FROM answers").fetchone()[0]
            return count

    def find(self, keys: Sequence[str]) -> dict[str, ChatAnswer]:
        """Those of the keys that were answered before. An entry that cannot be read counts as absent."""
        found: dict[str, ChatAnswer] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            with self._lock, self._guarded():
                rows = self._file.execute(f"SELECT key, answer FROM answers WHERE key IN ({marks})", some).fetchall()
            for key, text in rows:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    found[key] = read_answer_text(text)
        return found

    def keep(self, model_id: ModelId, answers: Iterable[tuple[str, ChatAnswer]]) -> None:
        """In one transaction; an answer that is there already is replaced."""
        now_us = time.time_ns() // 1000
        rows = [(key, model_id, now_us, answer_text(answer)) for key, answer in answers]
        with self._lock, self._guarded():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                self._file.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)
                self._file.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._file.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"answers cannot be read or kept: {error}",
                place=str(self.path),
                remedy="free disk space, or remove a damaged file: the answers in it will be paid again",
            ) from error


class CachedChat:
    """A chat that asks only what was never answered. Equal requests of one call are asked once."""

    def __init__(self, inner: Chat, cache: ResponseCache, metrics: ChatMetrics | None = None) -> None:
        self._inner, self._cache, self._metrics = inner, cache, metrics or ChatMetrics()

    @property
    def model_id(self) -> ModelId:
        return self._inner.model_id

    def waiting(self, requests: Sequence[ChatRequest]) -> list[ChatRequest]:
        """Those that would be sent, each once, in their order."""
        keys = {request_key(self.model_id, request): request for request in requests}
        found = self._cache.find(list(keys))
        return [request for key, request in keys.items() if key not in found]

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        numbers: dict[str, list[int]] = {}
        for number, request in enumerate(requests):
            numbers.setdefault(request_key(self.model_id, request), []).append(number)
        found = self._cache.find(list(numbers))
        for key, answer in found.items():
            for number in numbers[key]:
                self._metrics.replayed += 1
                yield number, answer
        missing = [key for key in numbers if key not in found]
        asked = [requests[numbers[key][0]] for key in missing]
        with closed_after(self._inner.ask(asked)) as outcomes:
            for place, outcome in outcomes:
                key = missing[place]
                first, *others = numbers[key]
                if isinstance(outcome, ChatAnswer):
                    self._cache.keep(self.model_id, [(key, outcome)])
                    yield first, outcome
                    again: ChatAnswer | ChatFailure = replace(outcome, replayed=True)
                    self._metrics.replayed += len(others)
                else:
                    yield first, outcome
                    again = ChatFailure(outcome.reason, outcome.detail, tries=0)
                for number in others:
                    yield number, again
