"""The SQLite store when things go wrong: killed processes, several processes, full and broken disks, damaged files."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from itemcenter.errors import CenterBusyError, StoreError
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import ItemId, WriteBatch
from itemcenter.testing import ReferenceStore
from itemcenter.testing.store_process import batch, even_item, open_file
from tests.older_stores import bring_down


def start(path: Path, first: int, last: int, origin: str, file_limit: int = 0) -> subprocess.Popen[str]:
    arguments = [str(path), str(first), str(last), origin, str(file_limit)]
    return subprocess.Popen(
        [sys.executable, "-m", "itemcenter.testing.store_process", *arguments], stdout=subprocess.PIPE, text=True
    )


def prefix_digests(origin: str, count: int) -> list[str]:
    """Digests after 0, 1, 2, ... batches."""
    reference = open_file(Path(":memory:"))
    with closing(reference):
        digests = [reference.digest()]
        for number in range(count):
            reference.apply(batch(number, origin))
            digests.append(reference.digest())
    return digests


def assert_sound(path: Path, store: Store) -> None:
    numbers = [change.number for change in store.changes()]
    assert numbers == list(range(1, store.counts().changes + 1))
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_killed_writer_leaves_whole_batches_and_none_that_it_reported_is_lost(tmp_path: Path) -> None:
    path, chance, batches = tmp_path / "store.db", random.Random(7), 60
    digests, done, kills = prefix_digests("a", batches), 0, 0
    while done < batches:
        process = start(path, done, batches, "a")
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        if kills < 8:
            time.sleep(chance.uniform(0.0, 0.12))
            process.send_signal(signal.SIGKILL)
            kills += 1
        reported = [int(line) for line in process.stdout]
        process.wait()
        process.stdout.close()
        with closing(open_file(path)) as store:
            found = digests.index(store.digest())
            assert found >= max([done, *(number + 1 for number in reported)])
            assert_sound(path, store)
        done = found
    assert kills == 8, "the kills must hit the writer at work"


def test_two_writers_at_once_come_to_the_state_of_any_order(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    processes = [start(path, 0, 25, origin) for origin in ("a", "b")]
    for process in processes:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0, out
    with closing(open_file(path)) as store, closing(open_file(tmp_path / "other.db")) as other:
        for number in range(25):
            for origin in ("b", "a"):
                other.apply(batch(number, origin))
        assert store.digest() == other.digest()
        assert store.counts().writes == other.counts().writes
        assert_sound(path, store)


def test_a_reader_never_sees_half_a_batch_of_another_process(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(open_file(path)) as store:
        store.apply(even_item(0))
        store.apply(WriteBatch(items=batch(0, "a").items))
        process = start(path, 1, 300, "even")
        seen: set[str] = set()
        while process.poll() is None:
            texts = {cell.facts[0].value.text for cell in store.cells(CellQuery(item_id=ItemId("even")))}
            assert len(texts) == 1
            seen |= texts
        assert process.returncode == 0
        assert process.stdout is not None
        process.stdout.close()
        assert len(seen) > 5, "the reader must have met the writer at work"
        assert_sound(path, store)


def test_a_writer_that_waits_too_long_is_told_who_is_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(open_file(path, busy_timeout_s=0.05)) as store, closing(sqlite3.connect(path)) as other:
        store.apply(batch(0, "a"))
        digest = store.digest()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CenterBusyError, match="another process"):
            store.apply(batch(1, "a"))
        assert store.digest() == digest
        other.rollback()
        assert store.apply(batch(1, "a"))


def test_a_full_disk_refuses_the_batch_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    digests, number = prefix_digests("a", 40), 0
    with closing(open_file(path, max_pages=60)) as store:
        with pytest.raises(StoreError, match=r"disk is full.*nothing of this batch was written.*free some space"):
            for number in range(40):
                store.apply(batch(number, "a"))
        assert number > 0
        assert store.digest() == digests[number]
        with pytest.raises(StoreError, match="disk is full"):
            store.apply(batch(number, "a"))
        assert_sound(path, store)
    with closing(open_file(path)) as store:
        assert store.digest() == digests[number]
        store.apply(batch(number, "a"))
        assert store.digest() == digests[number + 1]
        assert_sound(path, store)


def test_a_disk_that_fails_to_write_refuses_the_batch_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    process = start(path, 0, 200, "a", file_limit=2_000_000)  # every write beyond it fails, as on a broken disk
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 6, out
    *reported, message = out.splitlines()[1:]
    assert "nothing of this batch was written" in message
    with closing(open_file(path)) as store:
        assert store.digest() == prefix_digests("a", len(reported))[-1]
        assert_sound(path, store)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "store.db"
    with closing(open_file(path)) as store:
        for number in range(5):
            store.apply(batch(number, "a"))
    yield path


def test_a_destroyed_header_is_reported(filled: Path) -> None:
    data = filled.read_bytes()
    filled.write_bytes(b"garbage " * 64 + data[512:])
    with pytest.raises(StoreError, match=r"damaged or no store.*restore"):
        open_file(filled)


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("sku,title\n1,lamp\n" * 100)
    with pytest.raises(StoreError, match="no store"):
        open_file(path)
    assert path.read_text() == "sku,title\n1,lamp\n" * 100


def test_destroyed_pages_are_reported_and_never_read_as_facts(filled: Path) -> None:
    data, reported = filled.read_bytes(), 0
    with closing(open_file(filled)) as store:
        whole = {(cell.item_id, cell.key_id): cell for cell in store.cells(CellQuery())}
    for page in range(1, len(data) // 4096):
        filled.write_bytes(data[: page * 4096] + b"\xa5" * 4096 + data[(page + 1) * 4096 :])
        try:
            with closing(open_file(filled)) as store:
                for cell in store.cells(CellQuery()):
                    assert whole[cell.item_id, cell.key_id] == cell
        except StoreError:
            reported += 1
    assert reported > 5


def test_a_single_changed_letter_is_noticed(filled: Path) -> None:
    letter = "UPDATE log SET body = CAST(replace(CAST(body AS TEXT), 'a 4 ', 'a 5 ') AS BLOB)"
    assert bring_down(filled, letter)[0] > 0
    with closing(open_file(filled)) as store, pytest.raises(StoreError, match="damaged"):
        list(store.cells(CellQuery()))


def test_a_newer_format_is_refused_with_the_way_out(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as plain:
        plain.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"format 99.*newer itemcenter"):
        open_file(filled)


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE theirs(a)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_file(path)
    assert path.read_bytes() == before


def test_a_missing_folder_and_a_folder_for_a_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "store.db", tmp_path):
        with pytest.raises(StoreError, match="folder exists"):
            open_file(path)


_READ_ONLY = """
import os, sys
from pathlib import Path
from itemcenter import registry
from itemcenter.errors import StoreError
from itemcenter.testing.store_process import batch, open_file
registry.backend("store", "sqlite")
if os.geteuid() == 0:
    os.setuid(65534)
try:
    open_file(Path(sys.argv[1])).apply(batch(9, "a"))
except StoreError as error:
    print(error)
"""


def test_a_read_only_folder_is_refused(filled: Path) -> None:
    """In a process of its own without rights: to the superuser no folder is read-only."""
    for folder in filled.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o555)
    filled.parent.chmod(0o555)
    filled.chmod(0o444)
    try:
        command = [sys.executable, "-c", _READ_ONLY, str(filled)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    finally:
        filled.parent.chmod(0o755)
    assert "you may write" in done.stdout, done.stdout + done.stderr


def test_misuse_does_not_leak_driver_errors(tmp_path: Path) -> None:
    store = open_file(tmp_path / "store.db")
    for number in range(4):
        store.apply(batch(number, "a"))
    caught: list[BaseException] = []

    def use() -> None:
        try:
            store.counts()
        except StoreError as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(caught) == 1
    stream = store.cells(CellQuery())
    next(stream)
    store.close()
    store.close()
    with pytest.raises(StoreError):
        list(stream)
    with pytest.raises(StoreError):
        store.counts()


def test_the_reference_agrees_on_the_sequence() -> None:
    reference = ReferenceStore()
    for number in range(2):
        reference.apply(batch(number, "a"))
    assert reference.digest() == prefix_digests("a", 2)[2]


def test_files_beside_the_store_are_gone_after_closing(filled: Path) -> None:
    assert list(filled.parent.iterdir()) == [filled]
