"""A center whose items are read by a model: what decides, when it is learned anew, where a reader is of no use."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from itemcenter import registry
from itemcenter.center import ItemCenter
from itemcenter.config import ReaderChoice
from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.library import Learned
from tests.acceptance.small import MADE_S, shown, write_catalog, write_workbook
from tests.acceptance.test_learning import small_corrections

COLOURS = ("amber", "black", "coral", "denim", "ebony", "fawn", "green", "honey", "ivory", "jade", "khaki", "lilac")
VALUES = "key,id,name,synonyms\nmaterial,material/glass,glass,\n" + "".join(
    f"colour,colour/{name},{name},\n" for name in COLOURS
)
#: Mugs of two colours without cells, and what they are by the cells of all others.
ASKED = {("jade", "honey"): "honey", ("denim", "fawn"): "denim", ("lilac", "khaki"): "khaki"}

__all__ = ["small_corrections"]


@pytest.fixture(autouse=True, scope="module")
def backend() -> Iterator[None]:
    known = registry._BUILT_IN["read_slots"] | {"colours": registry._BuiltIn("tests.acceptance.first_colour_reader")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._BUILT_IN, "read_slots", known)
        yield


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("workbook") / "workbook", values=VALUES)


def mugs(items: int) -> list[tuple[str, str, str, str, str]]:
    """Mugs of two colours, of which the cell has the first of the alphabet: no word around says so."""
    dice = random.Random(7)
    rows = []
    for number in range(items):
        one, other = dice.sample(COLOURS, 2)
        cells = f"colour: {min(one, other)} | height: {8 + number % 9} cm"
        rows.append((f"M{number}", f"Mug {one} {other} {8 + number % 9} cm", "Mugs", "", cells))
    return rows


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    asked = [(f"N{n}", f"Mug {one} {other} 9 cm", "Mugs", "", "") for n, (one, other) in enumerate(ASKED)]
    return write_catalog(tmp_path_factory.mktemp("catalog") / "mugs.csv", [*mugs(330), *asked])


def center(folder: Path, workbook: Path, table: str = "", side: str = "first") -> ItemCenter:
    made = ItemCenter.create(folder)
    made.close()
    (folder / "side").write_text(side, encoding="utf-8")
    (folder / "itemcenter.toml").write_text(table, encoding="utf-8")
    made = ItemCenter.open(folder)
    if not made.releases.current():
        made.import_ontology(str(workbook))
    return made


def reader(path: str) -> str:
    return f'[reader]\nbackend = "colours"\npath = "{path}"\nside = "side"\n'


def learned(made: ItemCenter) -> Learned:
    return Learned.open(made.folder.learned("merchant"))


@pytest.mark.parametrize("path", ["fused", "stacked"])
def test_a_build_decides_by_what_the_reader_says(path: str, tmp_path: Path, workbook: Path, catalog: Path) -> None:
    with center(tmp_path / "center", workbook, reader(path)) as made:
        made.build(catalog)
        assert learned(made).about["reader"] == learned(made).reader == f"{path}:colour:first"
        decider = made.recognizer_for("merchant").model_id
        assert decider.startswith(f"{path}-")
        assert [shown(made, f"N{number}", "colour") for number in range(3)] == [[own] for own in ASKED.values()]
        before = learned(made).fingerprint
        report = made.build(write_catalog(tmp_path / "more.csv", mugs(333)[330:], made_s=MADE_S + 60))
        assert report.items == 3 and learned(made).fingerprint == before, "learned once"
        digest = made.store.digest()
    with center(tmp_path / "again", workbook, reader(path)) as other:
        other.build(catalog)
        other.build(tmp_path / "more.csv")
        assert other.store.digest() == digest, "equal models, equal facts"


def test_another_reader_and_none_are_learned_with_anew(tmp_path: Path, workbook: Path, catalog: Path) -> None:
    ids, readers = [], []
    for table, side in ((reader("fused"), "first"), (reader("fused"), "last"), ("", "")):
        with center(tmp_path / "center", workbook, table, side) as made:
            made.build(catalog)
            ids.append(made.recognizer_for("merchant").model_id)
            readers.append(learned(made).reader)
    assert len(set(ids)) == 3
    assert readers == ["fused:colour:first", "fused:colour:last", ""]
    assert ids[-1].startswith("evidence-")


def test_without_enough_cells_the_evidence_model_decides_as_if_there_were_no_reader(
    tmp_path: Path, workbook: Path
) -> None:
    few = write_catalog(tmp_path / "few.csv", mugs(40))
    digests = []
    for name, table in (("with", reader("stacked")), ("without", "")):
        with center(tmp_path / name, workbook, table) as made:
            made.build(few)
            digests.append((made.recognizer_for("merchant").model_id, made.store.digest()))
    assert digests[0] == digests[1] and digests[0][0].startswith("evidence-")


def test_what_was_learned_with_a_reader_is_not_used_without_it(tmp_path: Path, workbook: Path, catalog: Path) -> None:
    with center(tmp_path / "center", workbook, reader("stacked")) as made:
        made.build(catalog)
    with center(tmp_path / "other", workbook) as other:
        shipped = other.recognizer.model_id
    with center(tmp_path / "center", workbook) as bare:
        assert bare.recognizer_for("merchant").model_id == shipped


def test_paths_are_those_of_the_center_that_is_measured(tmp_path: Path, workbook: Path) -> None:
    with (
        center(tmp_path / "center", workbook, reader("fused")) as made,
        ItemCenter.trial(tmp_path / "trial", made) as trial,
    ):
        assert trial.reading is not None and trial.reading.id == "fused:colour:first"
        trial.config = replace(trial.config, reader=ReaderChoice("colours", "fused", {"side": "nowhere"}))
        del trial.__dict__["reading"]
        with pytest.raises(NotFoundError, match=str(made.folder.path / "nowhere")):
            _ = trial.reading


def test_a_reader_of_other_evidence_is_refused(tmp_path: Path, workbook: Path, catalog: Path) -> None:
    with (
        center(tmp_path / "center", workbook, reader("fused") + "columns = 3\n") as made,
        pytest.raises(ConfigError, match="other evidence columns"),
    ):
        made.build(catalog)
