"""`itemcenter tunnel reconcile` as users run it: one center, two centers, a store at a URL that cannot be."""

from __future__ import annotations

import shutil
from pathlib import Path

from itemcenter.center import ItemCenter
from tests.acceptance.command import run
from tests.older_stores import bring_down


def test_drift_is_told_and_repaired(mugs: Path) -> None:
    sound = run("tunnel", "reconcile", "--center", mugs)
    assert sound.code == 0 and "drifted: nothing" in sound.out
    assert bring_down(mugs / "store.db", "UPDATE words SET shown = 0 WHERE shown")[0] > 0
    found = run("tunnel", "reconcile", "--center", mugs)
    assert found.code == 1 and "shows nothing, its history says" in found.out and "--repair" in found.out
    repaired = run("tunnel", "reconcile", "--repair", "--center", mugs)
    assert repaired.code == 0 and "left: nothing" in repaired.out
    assert run("tunnel", "reconcile", "--center", mugs, "--json").json["converged"]


def test_two_centers_come_together(mugs: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(mugs, tmp_path / "other"))
    with ItemCenter.open(mugs) as center:
        item = next(iter(center.facts())).item_id
        key = next(iter(center.facts(item_id=item))).key_id
    assert run("set", item, key, "", "--by", "ada", "--center", other).code == 0
    assert run("forget", item, "--center", mugs).code == 0
    asked = ("tunnel", "reconcile", "--with", other, "--center", mugs)
    told = run(*asked)
    assert told.code == 1 and "the item was forgotten here" in told.out
    report = run(*asked, "--repair", "--json").json
    assert report["converged"] and report["rounds"] == 2 and report["shipped"] > 0
    for one, two in ((mugs, other), (other, mugs)):
        again = run("tunnel", "reconcile", "--with", two, "--center", one, "--json").json
        assert again["found"] == {}


def test_what_is_asked_wrongly_is_told(mugs: Path, tmp_path: Path) -> None:
    for other, code, words in (
        (str(tmp_path / "none"), 4, "is no center"),
        (str(mugs), 2, "not compared with itself"),
        ("mysql://somewhere/db", 2, "no store backend is called 'mysql'"),
    ):
        outcome = run("tunnel", "reconcile", "--with", other, "--center", mugs)
        assert outcome.code == code and words in outcome.err
