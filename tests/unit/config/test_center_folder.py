"""A center on disk: creation, the lock, run numbers and the state that builds leave to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from itemcenter.center_folder import CenterFolder, CenterState
from itemcenter.errors import CenterBusyError, ConfigError, NotFoundError, StoreError


def test_create_and_find(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "center"
    with pytest.raises(NotFoundError):
        CenterFolder.find(path)
    made = CenterFolder.create(path)
    made.config.write_text("# mine", encoding="utf-8")
    assert CenterFolder.create(path) == CenterFolder.find(path) == made
    assert made.config.read_text(encoding="utf-8") == "# mine", "an existing center is taken as it is"
    with pytest.raises(ConfigError, match="holds other files"):
        CenterFolder.create(tmp_path)


def test_the_lock_is_for_one_and_is_given_back(tmp_path: Path) -> None:
    folder = CenterFolder.create(tmp_path / "c")
    with folder.locked(), pytest.raises(CenterBusyError, match=r"process \d+ is working on"), folder.locked():
        raise AssertionError("two hold the lock")
    with pytest.raises(ZeroDivisionError), folder.locked():
        raise ZeroDivisionError
    with folder.locked():
        pass


def test_run_numbers_never_come_back(tmp_path: Path) -> None:
    folder = CenterFolder.create(tmp_path / "c")
    with folder.locked():
        assert [folder.new_run() for _ in range(2)] == [(1, folder.runs / "000001"), (2, folder.runs / "000002")]
        for entry in folder.runs.iterdir():
            entry.rmdir()
        assert folder.new_run()[0] == 3
        (folder.path / "state.json").unlink()
        (folder.runs / "1000000").mkdir()
        assert folder.new_run()[0] == 1_000_001 and folder.new_run()[0] == 1_000_002


def test_state(tmp_path: Path) -> None:
    folder = CenterFolder.create(tmp_path / "c")
    assert folder.state() == CenterState()
    folder.remember(CenterState(7, {"default": 1}))
    assert folder.state() == CenterState(7, {"default": 1})
    with folder.locked():
        folder.new_run()
    assert folder.state() == CenterState(8, {"default": 1}), "a run leaves the rest as it is"
    for damage in ("", "[]", "{}", '{"last_run": null, "policy": 1}'):
        (folder.path / "state.json").write_text(damage, encoding="utf-8")
        assert folder.state() == CenterState()


def test_refusals_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot make a center"):
        CenterFolder.create(tmp_path / "file" / "c")
    folder = CenterFolder.create(tmp_path / "c")
    (folder.path / "center.lock").mkdir()
    with pytest.raises(StoreError, match="cannot lock the center"), folder.locked():
        pass
