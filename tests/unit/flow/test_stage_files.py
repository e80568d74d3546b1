"""Stages that are done are taken as they are; whatever was killed, or made from something else, is done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from itemcenter.flow.stage_files import Figures, StageFiles

_NAMES = ("one", "two", "three")


def _chain(folder: Path, first: str = "a", fails: str = "", torn: bool = False) -> tuple[list[str], StageFiles]:
    """Three stages, each upon the one before; the names of those that were done this time."""
    stages, done, mark = StageFiles(folder), [], first

    def work(name: str) -> Figures:
        done.append(name)
        if name == fails and torn:
            (folder / f"{name}.txt").write_text("half", encoding="utf-8")
        if name == fails:
            raise KeyboardInterrupt
        (folder / f"{name}.txt").write_text(f"{name} of {first}", encoding="utf-8")
        return {"name": name}

    for name in _NAMES:
        stage = stages.stage(name, [mark], lambda name=name: work(name), [f"{name}.txt"])  # type: ignore[misc]
        assert stage.figures == {"name": name}
        mark = stage.mark
    return done, stages


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("fails", _NAMES)
def test_a_killed_job_goes_on_at_its_stage(tmp_path: Path, fails: str, torn: bool) -> None:
    with pytest.raises(KeyboardInterrupt):
        _chain(tmp_path, fails=fails, torn=torn)
    place = _NAMES.index(fails)
    done, stages = _chain(tmp_path)
    assert done == list(_NAMES[place:]) and stages.resumed == list(_NAMES[:place])
    assert _chain(tmp_path)[0] == []


def test_what_changed_upstream_is_noticed_downstream(tmp_path: Path) -> None:
    _chain(tmp_path)
    assert _chain(tmp_path, "b")[0] == list(_NAMES)


def test_a_stage_killed_over_other_input_does_not_look_done_for_the_former(tmp_path: Path) -> None:
    _chain(tmp_path, "a")
    with pytest.raises(KeyboardInterrupt):
        _chain(tmp_path, "b", fails="one", torn=True)
    assert _chain(tmp_path, "a")[0] == ["one"]
    assert (tmp_path / "one.txt").read_text(encoding="utf-8") == "one of a"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"mark": "x"}', '{"mark": "x", "figures": 1, "seconds": 2}'])
def test_a_damaged_or_missing_file_costs_only_its_stage(tmp_path: Path, damage: str) -> None:
    _chain(tmp_path)
    (tmp_path / "two.json").write_text(damage, encoding="utf-8")
    assert _chain(tmp_path)[0] == ["two"]
    (tmp_path / "three.txt").unlink()
    assert _chain(tmp_path)[0] == ["three"]
