"""The stream in a SQLite file passes the conformance suite; the file is checked, bounded and durable."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itemcenter import registry
from itemcenter.errors import ConfigError, InvariantError, LeaseLostError, StreamError
from itemcenter.ports import Post, Stream
from itemcenter.testing.stream_suite import Place, StreamSuite, number_of, post, settle

sqlite = registry.backend("stream", "sqlite")


def open_file(folder: Path, **options: Any) -> Stream:
    stream: Stream = sqlite.open(sqlite.Options(folder / "stream.db", **options))
    return stream


class TestSqlite(StreamSuite):
    @contextlib.contextmanager
    def place(self) -> Iterator[Place]:
        with tempfile.TemporaryDirectory() as folder:
            yield Place("sqlite", {"path": f"{folder}/stream.db", "session_s": 1.0})


def test_it_is_durable_by_default(tmp_path: Path) -> None:
    with contextlib.closing(open_file(tmp_path)) as stream:
        connection = stream._file.connection  # type: ignore[attr-defined]
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_member_that_stands_still_is_replaced_and_cannot_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(open_file(tmp_path, session_s=10)) as stream, contextlib.ExitStack() as members:
        stream.create("t", 2)
        stream.send("t", [post(number) for number in range(20)])
        old = members.enter_context(contextlib.closing(stream.subscribe("t", "g")))
        new = members.enter_context(contextlib.closing(stream.subscribe("t", "g")))
        settle([old, new], 2)
        for module in ("stream_sqlite_member", "stream_sqlite"):
            later = sqlite.now_us() + 11_000_000
            monkeypatch.setattr(f"itemcenter.backends.{module}.now_us", lambda later=later: later)
        new.poll(0, 0)
        assert new.partitions() == (0, 1) and old.partitions() == ()
        with pytest.raises(LeaseLostError):
            old.commit({0: 1})


@pytest.mark.parametrize("unread", [None, 1.0])
def test_old_messages_go_when_they_were_read_or_may_go_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unread: float | None
) -> None:
    with contextlib.closing(open_file(tmp_path, retention_hours=1.0, unread_hours=unread)) as stream:
        stream.create("t", 1)
        stream.send("t", [post(number) for number in range(10)])
        with contextlib.closing(stream.subscribe("t", "g")) as member:
            assert len(member.poll(20, 0)) == 10
            member.commit({0: 6})
        later = sqlite.now_us() + 2 * 3_600_000_000
        monkeypatch.setattr("itemcenter.backends.stream_sqlite.now_us", lambda: later)
        stream.send("t", [post(10)])
        first = 6 if unread is None else 10
        assert stream.ends("t") == {0: (first, 11)}
        assert stream.offsets_at("t", 0) == {0: first}
        with contextlib.closing(stream.subscribe("t", "new")) as member:
            assert [number_of(entry) for entry in member.poll(20, 0)] == list(range(first, 11))
        monkeypatch.setattr("itemcenter.backends.stream_sqlite.now_us", lambda: 0)  # a clock that was set back
        stream.send("t", [post(11)])
        assert stream.offsets_at("t", later) == {0: 10}


def test_a_full_disk_takes_all_messages_of_a_send_or_none(tmp_path: Path) -> None:
    with contextlib.closing(open_file(tmp_path, max_pages=60)) as stream:
        stream.create("t", 1)
        with pytest.raises(StreamError, match="disk is full"):
            for _ in range(100):
                stream.send("t", [Post("a", b"x" * 5_000), Post("a", b"y")])
        (first, end) = stream.ends("t")[0]
        with contextlib.closing(open_file(tmp_path)) as other:
            got = other.subscribe("t", "g").poll(1_000, 0)
        assert [entry.offset for entry in got] == list(range(first, end)) and end % 2 == 0


def test_other_files_are_refused(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "stream.db")) as other:
        other.execute("CREATE TABLE t(x)")
    with pytest.raises(StreamError, match="another program"):
        open_file(tmp_path)
    (tmp_path / "stream.db").write_bytes(b"no database at all" * 400)
    with pytest.raises(StreamError, match="damaged"):
        open_file(tmp_path)
    with pytest.raises(StreamError, match="opened"):
        open_file(tmp_path / "missing")


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    open_file(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "stream.db")) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(StreamError, match="format 99"):
        open_file(tmp_path)


def test_half_characters_are_refused_whole(tmp_path: Path) -> None:
    with contextlib.closing(open_file(tmp_path)) as stream:
        stream.create("t", 1)
        with pytest.raises(InvariantError):
            stream.send("t", [Post("a", b"1"), Post("\ud83d", b"2")])
        assert stream.ends("t") == {0: (0, 0)}


@pytest.mark.parametrize(
    "options", [{"synchronous": "OFF"}, {"session_s": 0}, {"retention_hours": -1.0}, {"busy_timeout_s": -1}]
)
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        sqlite.Options(**options)
