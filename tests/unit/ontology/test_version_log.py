"""The log of versions: each names the one before, none can be altered unseen, and a cut line is written anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import NotFoundError, StoreError
from itemcenter.ontology.release_diff import EntryChange
from itemcenter.ontology.successors import successor_rules
from itemcenter.ontology.version_log import VersionLog
from itemcenter.schema import ReleaseId

ONE, TWO = ReleaseId("a" * 16), ReleaseId("b" * 16)
ADDED = EntryChange("added", "value", "red", "red", "colour")


def _two(folder: Path) -> VersionLog:
    log = VersionLog(folder)
    log.append("import", ONE, None, [], time_us=1)
    log.append("release", TWO, ONE, [ADDED], author="Ana", note="néw \u2028", time_us=2)
    return log


def test_versions_form_a_chain(tmp_path: Path) -> None:
    log = _two(tmp_path)
    first, second = log.read()
    assert (first.number, second.number, second.parent_id) == (1, 2, first.id)
    assert second.changes == {"value": {"added": 1}} and list(log.changes(2)) == [ADDED.to_json()]
    assert list(log.changes(1)) == [] and list(log.changes(9)) == []
    assert log.before(TWO) == ONE and log.find("2") == log.find(second.id) == second and log.find("x") is None
    with pytest.raises(NotFoundError):
        log.before(ONE)
    assert VersionLog(tmp_path / "none").read() == ()


def test_a_line_that_was_cut_is_written_anew(tmp_path: Path) -> None:
    log = _two(tmp_path)
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + b'{"number": 3, "ev')
    assert len(log.read()) == 2
    log.append("rollback", ONE, TWO, [], time_us=3)
    assert [entry.event for entry in log.read()] == ["import", "release", "rollback"]
    assert log.path.read_bytes().startswith(whole)


@given(st.integers(0, 1), st.sampled_from(("author", "note", "release_id", "time_us", "number")), st.data())
def test_no_line_can_be_altered_unseen(
    tmp_path_factory: pytest.TempPathFactory, at: int, name: str, data: st.DataObject
) -> None:
    log = _two(tmp_path_factory.mktemp("log"))
    lines = log.path.read_text("utf-8").split("\n")
    line = json.loads(lines[at])
    other = data.draw(st.integers(7, 9) if name in ("time_us", "number") else st.text(max_size=3))
    if line[name] == other:
        return
    lines[at] = json.dumps(line | {name: other})
    log.path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(StoreError, match="altered"):
        log.read()


@pytest.mark.parametrize("line", ["not json", "[1]", '{"x": 1}'])
def test_what_is_no_version_is_told(tmp_path: Path, line: str) -> None:
    log = _two(tmp_path)
    log.path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(StoreError, match="line 1"):
        log.read()


def test_rules_for_ids_that_became_others() -> None:
    rules = successor_rules(
        [
            EntryChange("merged", "value", "teal", "teal", "colour", into="green"),
            EntryChange("retired", "value", "puce", "puce", "colour"),
            EntryChange("retired", "category", "cups", "Cups"),
            EntryChange("split", "category", "mugs", "Mugs", origin="cups"),
            EntryChange("split", "category", "beakers", "Beakers", origin="cups"),
            EntryChange("split", "key", "shade", "Shade", origin="colour"),
            EntryChange("renamed", "key", "size", "Size"),
        ]
    )
    told = {rule["input"]: (rule["kind"], rule["output"]) for rule in rules}
    assert told == {
        "teal": ("merged", ["green"]),
        "puce": ("retired", []),
        "cups": ("split", ["mugs", "beakers"]),
        "colour": ("split", ["colour", "shade"]),
    }
    assert rules[0]["list"] == "colour" and "list" not in rules[2]
