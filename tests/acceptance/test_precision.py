"""`--precision`: the wanted share of right values, for one run of `build` or `evaluate`."""

from __future__ import annotations

from pathlib import Path

import pytest

from itemcenter.demo import backbone_path
from tests.acceptance.command import run
from tests.acceptance.small import write_catalog, write_demo_part


def machine_facts(center: Path) -> set[tuple[str, str, str]]:
    """(item, key, value) of every fact that the machine has read."""
    rows = run("facts", "--center", center, "--source", "machine", "--json").lines
    return {(row["item"], row["key"], row["value"]) for row in rows}


@pytest.fixture(scope="module")
def demo_part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo_part(tmp_path_factory.mktemp("demo") / "catalog.csv")


def test_a_higher_precision_gives_fewer_machine_facts(demo_part: Path, tmp_path: Path) -> None:
    given = {}
    for precision in ("0.9", "0.95", "0.99"):
        built = run(
            *("build", demo_part, "--out", tmp_path / precision, "--ontology", backbone_path(small=True)),
            *("--precision", precision, "--json"),
        )
        assert built.code == 0, built.err
        given[precision] = machine_facts(tmp_path / precision)
    assert given["0.99"] <= given["0.95"] <= given["0.9"]
    assert 0 < len(given["0.99"]) < len(given["0.95"]) < len(given["0.9"])


def test_it_holds_for_one_run(mugs: Path, catalog: Path) -> None:
    again = run("build", catalog, "--out", mugs, "--json").json
    assert again["unchanged"] == again["items"], "this is what the center was built with"
    other = run("build", catalog, "--out", mugs, "--precision", "0.97", "--json").json
    assert other["unchanged"] == 0 and other["model_id"] != again["model_id"]
    back = run("build", catalog, "--out", mugs, "--json").json
    assert back["unchanged"] == 0 and back["model_id"] == again["model_id"]
    assert "0.97" not in (mugs / "itemcenter.toml").read_text(encoding="utf-8")


def test_evaluate_takes_it_over_that_of_the_center(mugs: Path, catalog: Path, tmp_path: Path) -> None:
    (mugs / "itemcenter.toml").write_text("[recognition]\nprecision = 0.8\n", encoding="utf-8")
    models = set()
    for number, extra in enumerate(([], ["--precision", "0.8"], ["--precision", "0.95"])):
        out = tmp_path / str(number)
        done = run("evaluate", catalog, "--center", mugs, "--mask", "0.5", "--out", out, "--json", *extra)
        assert done.code == 0, done.err
        models.add(done.json["model_id"])
    assert len(models) == 2


@pytest.mark.parametrize("precision", ["0", "1", "-0.5", "90", "nan"])
@pytest.mark.parametrize("verb", ["build", "evaluate"])
def test_no_share_is_refused_before_anything_is_made(verb: str, precision: str, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "catalog.csv")
    refused = run(verb, catalog, "--out", tmp_path / "center", f"--precision={precision}")
    assert refused.code == 2 and "between 0 and 1" in refused.err and "--precision" in refused.err, refused.err
    assert not (tmp_path / "center").exists()
