"""Several sources, and what happens when their ranks are changed between two builds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import itemcenter
from itemcenter.errors import ConfigError
from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, shown, write_catalog

#: The supplier's word on M-1: another colour, and a height that the merchant has too.
SUPPLIED = [("M-1", "Mug in navy", "Mugs", "A mug of stoneware in navy.", "colour: white | height: 11 cm")]


def rank(center: Path, text: str) -> None:
    (center / "itemcenter.toml").write_text(f"[sources.priorities]\n{text}\n", encoding="utf-8")


@pytest.fixture
def supplied(mugs: Path, tmp_path: Path) -> Path:
    """The mugs' center after a second source spoke, which ranks like all that nobody ranked: below the merchant."""
    catalog = write_catalog(tmp_path / "supplied.csv", SUPPLIED, made_s=MADE_S + 1)
    with itemcenter.open_center(mugs) as center:
        center.build(catalog, source="supplier")
        assert (shown(center, "M-1", "colour"), shown(center, "M-1", "height")) == (["navy"], ["10 cm"])
    return mugs


def test_a_source_may_outrank_the_merchant(mugs: Path, tmp_path: Path) -> None:
    rank(mugs, "supplier = 250")
    with itemcenter.open_center(mugs) as center:
        center.build(write_catalog(tmp_path / "s.csv", SUPPLIED, made_s=MADE_S + 1), source="supplier")
        assert (shown(center, "M-1", "colour"), shown(center, "M-1", "height")) == (["white"], ["11 cm"])
        center.set("M-1", "colour", "red")
        assert shown(center, "M-1", "colour") == ["red"]


def test_changed_ranks_take_effect_with_the_next_build(supplied: Path, catalog: Path) -> None:
    rank(supplied, "supplier = 250")
    with itemcenter.open_center(supplied) as center:
        assert shown(center, "M-1", "colour") == ["navy"], "not yet"
    told = run("build", catalog, "--out", supplied, "--json").json
    assert told["changes"] == 2 and "2 cells show another source's word" in told["notices"][-1]
    with itemcenter.open_center(supplied) as center:
        assert (shown(center, "M-1", "colour"), shown(center, "M-1", "height")) == (["white"], ["11 cm"])
        assert center.build(catalog).changes == 0, "only once"
    rank(supplied, "")
    with itemcenter.open_center(supplied) as center:
        assert center.build(catalog).changes == 2
        assert shown(center, "M-1", "colour") == ["navy"]


def test_no_rank_is_above_a_lock_but_one_may_be_above_the_desk(supplied: Path, catalog: Path) -> None:
    with itemcenter.open_center(supplied) as center:
        center.set("M-1", "colour", "red", lock=True)
        center.set("M-1", "height", "12 cm")
    rank(supplied, "supplier = 900")
    with itemcenter.open_center(supplied) as center:
        center.build(catalog)
        assert (shown(center, "M-1", "colour"), shown(center, "M-1", "height")) == (["red"], ["11 cm"])


def test_a_lost_state_costs_a_merge_and_no_fact(supplied: Path, catalog: Path) -> None:
    with itemcenter.open_center(supplied) as center:
        digest = center.store.digest()
    for damage in ("", "{}", "[1]", '{"last_run": "x", "policy": 1}', json.dumps({"last_run": 1, "policy": None})):
        (supplied / "state.json").write_text(damage, encoding="utf-8")
        with itemcenter.open_center(supplied) as center:
            report = center.build(catalog)
            assert (report.changes, report.rejected, report.digest) == (0, {}, digest)


def test_a_dry_run_leaves_the_ranks_alone(supplied: Path, catalog: Path) -> None:
    rank(supplied, "supplier = 250")
    with itemcenter.open_center(supplied) as center:
        center.build(catalog, dry_run=True)
        assert shown(center, "M-1", "colour") == ["navy"]


@pytest.mark.parametrize("source", ["../evil", "a/b", "", ".hidden", "x" * 101, "a b", "ä", "a\n", "NUL\0"])
def test_hostile_names_of_sources(mugs: Path, catalog: Path, source: str) -> None:
    before = sorted(path.name for path in mugs.parent.iterdir())
    with itemcenter.open_center(mugs) as center, pytest.raises(ConfigError, match="cannot name a source"):
        center.build(catalog, source=source)
    assert sorted(path.name for path in mugs.parent.iterdir()) == before


@pytest.mark.parametrize("source", ["machine", "human"])
def test_nobody_speaks_in_the_name_of_machine_or_people(mugs: Path, catalog: Path, source: str) -> None:
    assert run("set", "M-1", "colour", "red", "--center", mugs).code == 0
    told = run("build", catalog, "--source", source, "--out", mugs)
    assert told.code == 2 and "cannot be the source of a catalog" in told.err
    assert run("quarantine", "retry", "--source", source, "--center", mugs).code == 2
    with itemcenter.open_center(mugs) as center:
        assert shown(center, "M-1", "colour") == ["red"]


def test_each_source_has_its_own_quarantine(mugs: Path, tmp_path: Path) -> None:
    bad = write_catalog(tmp_path / "bad.csv", [("", "no id", "", "", "")])
    with itemcenter.open_center(mugs) as center:
        for source in ("merchant:a", "merchant:b"):
            center.build(bad, source=source)
        assert center.quarantine.sources() == ["merchant", "merchant:a", "merchant:b"]
    assert len(run("quarantine", "list", "--center", mugs, "--json").lines) == 2
