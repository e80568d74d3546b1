"""Several writers on one PostgreSQL store, and the death of any of them, or of the server: nothing reported is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import StoreError
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import ItemId, WriteBatch
from itemcenter.testing import ReferenceStore
from itemcenter.testing import store_strategies as make
from itemcenter.testing.store_process import batch, even_item, open_file, open_schema
from itemcenter.testing.store_suite import assert_same_state
from tests.ready.postgresql import emptied, postgresql_server, without_schema

WRITERS = 3


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A server of its own, as durable as users have it, to be killed."""
    with postgresql_server() as started:
        yield started


@pytest.fixture
def place(server: Any) -> Iterator[tuple[str, str]]:
    """URL and schema."""
    with without_schema(server.get_uri(), "writers") as schema:
        yield server.get_uri(), schema


def start(place: tuple[str, str], first: int, last: int, origin: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "itemcenter.testing.store_process", "#".join(place)]
    return subprocess.Popen([*command, str(first), str(last), origin], stdout=subprocess.PIPE, text=True)


def digests_of(origin: str, count: int) -> list[str]:
    """Digests after 0, 1, 2, ... batches: those of the SQLite store."""
    with closing(open_file(Path(":memory:"))) as store:
        digests = [store.digest()]
        for number in range(count):
            store.apply(batch(number, origin))
            digests.append(store.digest())
        return digests


def assert_sound(store: Store) -> None:
    """Numbers without gaps, and a change log that comes to what is shown."""
    shown: dict[tuple[str, str], Any] = {}
    numbers = []
    for change in store.changes():
        numbers.append(change.number)
        place = change.item_id, change.key_id
        assert (change.before and change.before.content) == shown.get(place)
        shown[place] = change.after and change.after.content
    assert numbers == list(range(1, store.counts().changes + 1))
    cells = {(cell.item_id, cell.key_id): cell.content for cell in store.cells(CellQuery(include_retired=True))}
    assert cells == {entry: content for entry, content in shown.items() if content is not None}


def test_random_batches_of_writers_at_once_come_to_the_state_of_any_order(postgresql_url: str) -> None:
    @settings(max_examples=25, deadline=None, database=None)
    @given(st.lists(st.lists(make.batches(), max_size=4), min_size=WRITERS, max_size=WRITERS))
    def check(shares: list[list[WriteBatch]]) -> None:
        emptied(postgresql_url, schema)
        numbers: list[int] = []
        failed: list[BaseException] = []

        def work(share: list[WriteBatch]) -> None:
            try:
                with closing(open_schema(postgresql_url, schema, synchronous="NORMAL")) as store:
                    for part in share:
                        numbers.extend([change.number for change in store.apply(part)])
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=work, args=(share,)) for share in shares]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        reference = ReferenceStore()
        for share in shares:
            for part in share:
                reference.apply(part)
        with closing(open_schema(postgresql_url, schema, synchronous="NORMAL")) as store:
            assert_same_state(store, reference)
            assert sorted(numbers) == list(range(1, store.counts().changes + 1))
            assert_sound(store)

    with without_schema(postgresql_url, "threads") as schema:
        open_schema(postgresql_url, schema, synchronous="NORMAL").close()
        check()


def test_processes_at_once_make_the_schema_once_and_come_to_the_state_of_any_order(place: tuple[str, str]) -> None:
    processes = [start(place, 0, 12, origin) for origin in ("a", "b")]
    for process in processes:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0, out
    with closing(open_schema(*place)) as store, closing(open_file(Path(":memory:"))) as other:
        for number in range(12):
            for origin in ("b", "a"):
                other.apply(batch(number, origin))
        assert store.digest() == other.digest()
        assert store.counts().writes == other.counts().writes
        assert_sound(store)


def test_a_user_for_whom_commits_do_not_wait_waits_all_the_same(place: tuple[str, str]) -> None:
    url, schema = place
    store = open_schema(f"{url}&options=-c%20synchronous_commit%3Doff", schema)
    with closing(store):
        assert store._rows("SHOW synchronous_commit") == [("on",)]  # type: ignore[attr-defined]


def test_a_reader_never_sees_half_a_batch_of_another_process(place: tuple[str, str]) -> None:
    with closing(open_schema(*place)) as store:
        store.apply(even_item(0))
        store.apply(WriteBatch(items=batch(0, "a").items))
        process = start(place, 1, 60, "even")
        seen: set[str] = set()
        while process.poll() is None:
            texts = {cell.facts[0].value.text for cell in store.cells(CellQuery(item_id=ItemId("even")))}
            assert len(texts) == 1
            seen |= texts
            for change in store.changes(limit=30):
                assert change.after is not None
        assert process.returncode == 0
        assert process.stdout is not None
        process.stdout.close()
        assert len(seen) > 3, "the reader must have met the writer at work"


def test_a_killed_writer_leaves_whole_batches_and_none_that_it_reported_is_lost(place: tuple[str, str]) -> None:
    chance, batches, done, kills = random.Random(7), 25, 0, 0
    digests = digests_of("a", batches)
    while done < batches:
        process = start(place, done, batches, "a")
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        if kills < 4:
            time.sleep(chance.uniform(0.0, 0.15))
            process.send_signal(signal.SIGKILL)
            kills += 1
        reported = [int(line) for line in process.stdout]
        process.wait()
        process.stdout.close()
        with closing(open_schema(*place)) as store:
            store.apply(WriteBatch())  # waits for its turn: what the dead one still had under way is over
            found = digests.index(store.digest())
            assert found >= max([done, *(number + 1 for number in reported)])
            assert_sound(store)
        done = found
    assert kills == 4, "the kills must hit the writer at work"


def start_again(server: Any) -> None:
    """After a SIGKILL."""
    deadline = time.monotonic() + 60
    while True:
        with suppress(Exception):  # its last children may still be there
            server.ensure_postgres_running()
            psycopg.connect(server.get_uri()).close()
            return
        assert time.monotonic() < deadline, "the server did not come back"
        time.sleep(0.1)


def test_a_killed_server_has_kept_what_was_reported_and_the_store_finds_it_again(
    server: Any, place: tuple[str, str]
) -> None:
    chance, batches, done = random.Random(11), 24, 0
    digests = digests_of("a", batches)
    with closing(open_schema(*place)) as store:
        for _ in range(2):
            timer = threading.Timer(chance.uniform(0.02, 0.2), os.kill, (server.get_pid(), signal.SIGKILL))
            timer.start()
            with pytest.raises(StoreError, match=r"the server cannot be reached, or was lost.*run again") as lost:
                while True:
                    store.apply(batch(done % batches, "a"))
                    done += 1
                    list(store.cells(CellQuery(limit=5)))
            assert "writers" in lost.value.place and lost.value.__cause__ is None
            timer.join()
            start_again(server)
            found = digests.index(store.digest())
            assert found >= min(done, batches), "a reported batch is lost"
            done = found
            assert store.counts().changes == sum(1 for _ in store.changes())
        while done < batches:
            store.apply(batch(done, "a"))
            done += 1
        assert store.digest() == digests[batches]
        assert_sound(store)


def test_a_stream_whose_server_dies_ends_with_an_error(server: Any, place: tuple[str, str]) -> None:
    with closing(open_schema(*place)) as store:
        for number in range(5):
            store.apply(batch(number, "a"))
        stream = store.cells(CellQuery())
        next(stream)
        os.kill(server.get_pid(), signal.SIGKILL)
        start_again(server)
        with pytest.raises(StoreError, match="lost"):
            list(stream)
        assert store.digest() == digests_of("a", 5)[5]
        assert len(list(store.cells(CellQuery()))) == store.counts().cells
