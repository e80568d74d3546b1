"""Rates, cursors and kept answers: what holds whatever comes in which order."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import InputError, StoreError
from itemcenter.serve.access import AccessKeys, Cursors, KeptAnswers, Rates


@given(st.lists(st.floats(0, 3), max_size=60), st.sampled_from([0.5, 2.0, 10.0]), st.integers(1, 8))
def test_no_caller_gets_more_than_its_rate(gaps: list[float], rate: float, burst: int) -> None:
    """In any span at most burst + rate x span; and who waits as long as told is let in."""
    clock = [0.0]
    rates = Rates(rate, burst, now=lambda: clock[0])
    let_in: list[float] = []
    for number, gap in enumerate(gaps):
        clock[0] += gap
        wait = rates.wait_s("a")
        assert rates.wait_s(f"stranger {number}") == 0.0
        if wait:
            clock[0] += wait + 1e-6
            assert rates.wait_s("a") == 0.0
        let_in.append(clock[0])
    for first, start in enumerate(let_in):
        for last in range(first, len(let_in)):
            assert last - first + 1 <= burst + rate * (let_in[last] - start) + 1e-3


def test_no_rate_is_no_limit() -> None:
    assert not any(Rates(0, 0).wait_s("a") for _ in range(10_000))


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5), st.text(), st.data())
def test_a_cursor_comes_back_whole_or_not_at_all(question: object, place: str, data: st.DataObject) -> None:
    cursors = _CURSORS
    cursor = cursors.make(question, place)
    assert cursors.place(question, cursor) == place and cursor.isascii() and "=" not in cursor
    with pytest.raises(InputError):
        cursors.place([question, 1], cursor)
    at = data.draw(st.integers(0, len(cursor) - 2))
    other = data.draw(st.sampled_from([sign for sign in "AZaz09-_" if sign != cursor[at]]))
    with pytest.raises(InputError):
        cursors.place(question, cursor[:at] + other + cursor[at + 1 :])


_CURSORS: Cursors


@pytest.fixture(autouse=True, scope="module")
def _with_cursors(tmp_path_factory: pytest.TempPathFactory) -> None:
    global _CURSORS
    _CURSORS = Cursors(tmp_path_factory.mktemp("center"))


def test_cursors_of_one_center_agree(tmp_path: Path) -> None:
    assert Cursors(tmp_path).place("q", Cursors(tmp_path).make("q", 1)) == 1
    (tmp_path / "service" / "cursor.key").write_text("")
    with pytest.raises(InputError):
        Cursors(tmp_path).place("q", _CURSORS.make("q", 1))


def test_of_many_at_once_one_may_work(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(kept.begin("k", "n", "r"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    kept.give_up("k", "n")
    assert kept.begin("k", "n", "r") is None
    kept.end("k", "n", 200, "{}", b"body")
    again = kept.begin("k", "n", "other")
    assert again is not None and again.request == "r" and again.status == 200 and again.body == b"body"
    assert kept.begin("other key", "n", "r") is None


def test_answers_go_after_a_day_and_lost_requests_sooner(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path)
    assert kept.begin("k", "done", "r") is None and kept.begin("k", "lost", "r") is None
    kept.end("k", "done", 200, "{}", b"")
    file = tmp_path / "service" / "answers.db"

    def older(seconds: float) -> None:
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE answers SET time = time - ?", (seconds,))
        connection.close()

    older(400)
    assert kept.begin("k", "lost", "r") is None and kept.begin("k", "done", "r") is not None
    older(86_400)
    assert kept.begin("k", "done", "r") is None
    file.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(StoreError, match="answers"):
        kept.begin("k", "n", "r")


def test_only_whole_keys_are_found(tmp_path: Path) -> None:
    keys = AccessKeys(tmp_path)
    assert not keys.needed() and keys.find("") is None
    text, made = keys.create("a", "read")
    assert keys.needed() and keys.find(text) == made and made.may("read") and not made.may("write")
    for wrong in (text[:-1], text + "x", text.upper(), f" {text}", "ick_" + "0" * 8 + text[12:], made.digest):
        assert keys.find(wrong) is None
