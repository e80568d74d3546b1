"""A center learns from the cells of a catalog: when, from what, and that the ontology stays the authority."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from itemcenter.center import ItemCenter
from itemcenter.config import Config
from itemcenter.evidence import model as model_module
from itemcenter.jobs.learn import LearnOptions
from itemcenter.library import Learned
from tests.acceptance.small import HEADER, MADE_S, shown, write_catalog, write_workbook

#: Three colours of many mugs, and ninety of one mug each: what is new to a catalog looks like what is rare in it.
COLOURS = ("navy", "red", "white")
RARE = tuple(f"{a}{b}{c}" for a in ("mauve", "sepia", "ochre") for b in ("lar", "tin", "dor") for c in "aeiouyklmn")
VALUES = "key,id,name,synonyms\nmaterial,material/glass,glass,\n" + "".join(
    f"colour,colour/{name},{name},\n" for name in (*COLOURS, *RARE)
)


@pytest.fixture(autouse=True, scope="module")
def small_corrections() -> Iterator[None]:
    """Corrections of a few small trees from few mugs: enough for two words, and quick."""
    with pytest.MonkeyPatch.context() as patch:
        small = replace(model_module._CORRECTION, rounds=8, depth=3, learning_rate=0.4)
        patch.setattr(model_module, "_CORRECTION", small)
        patch.setattr(model_module, "LEAST_PAIRS", 400)
        patch.setattr(model_module, "LEAST_FOR_TREES", 400)
        yield


def mugs(items: int = 330, *, first: int = 0) -> list[tuple[str, str, str, str, str]]:
    """Every mug comes with a lid of another colour and height; which is which, the cells say, and the words around.

    The last three have no cells.
    """
    rows = []
    for number in range(first, first + items):
        own, other = COLOURS[number % 3], COLOURS[(number + 1 + number % 2) % 3]
        if number % 3 == 1 and number // 3 < len(RARE):
            own = RARE[number // 3]
        halves = [f"glazed {own} {8 + number % 9} cm", f"lid {other} {20 + number % 7} cm"]
        title = " with ".join(halves if number % 2 else halves[::-1])
        cells = f"colour: {own} | height: {8 + number % 9} cm" if number < first + items - 3 else ""
        rows.append((f"M{number}", f"Mug {title}", "Mugs", "", cells))
    return rows


def center(folder: Path, when: str = "auto", model: str = "", workbook: Path | None = None) -> ItemCenter:
    made = ItemCenter.create(folder)
    made.config = replace(made.config, learning=LearnOptions(when=when, model=model))
    if not made.releases.current():
        made.import_ontology(str(workbook or write_workbook(folder.parent / "workbook", values=VALUES)))
    return made


def learned(made: ItemCenter, source: str = "merchant") -> str | None:
    """Fingerprint of what the center has learned from a source."""
    folder = made.folder.learned(source)
    return Learned.open(folder).fingerprint if folder.is_dir() else None


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_catalog(tmp_path_factory.mktemp("catalog") / "mugs.csv", mugs())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, catalog: Path) -> Iterator[ItemCenter]:
    with center(tmp_path_factory.mktemp("built") / "center") as made:
        assert made.build(catalog).items == 330
        yield made


def test_the_first_build_learns_and_reads_what_the_words_around_say(built: ItemCenter) -> None:
    assert learned(built) is not None
    assert [shown(built, f"M{number}", "colour") for number in (327, 328, 329)] == [["navy"], ["red"], ["white"]]
    assert shown(built, "M328", "height") == [f"{8 + 328 % 9} cm"]
    about = Learned.open(built.folder.learned("merchant")).about
    assert about["source"] == "merchant" and about["items"] == 327 and about["release"] == built.release.id


def test_another_center_learns_the_same(built: ItemCenter, catalog: Path, tmp_path: Path) -> None:
    with center(tmp_path / "center") as made:
        report = made.build(catalog)
        assert learned(made) == learned(built) and report.digest == built.store.digest()


def test_a_first_look_at_some_items_does_not_decide_what_is_learned(
    built: ItemCenter, catalog: Path, tmp_path: Path
) -> None:
    with center(tmp_path / "center") as made:
        made.build(catalog, limit=20)
        report = made.build(catalog)
        assert learned(made) == learned(built) and report.digest == built.store.digest()


def test_auto_learns_once_and_always_learns_anew(built: ItemCenter, tmp_path: Path, catalog: Path) -> None:
    with center(tmp_path / "center") as made:
        made.build(catalog)
        first = learned(made)
        newer = write_catalog(tmp_path / "newer.csv", mugs(340, first=40), made_s=MADE_S + 60)
        made.build(newer)
        assert learned(made) == first == learned(built)
        made.config = replace(made.config, learning=LearnOptions(when="always"))
        made.build(newer)
        assert learned(made) not in (None, first)


def test_never_decides_with_what_ships(tmp_path: Path, catalog: Path) -> None:
    with center(tmp_path / "center", "never") as made:
        report = made.build(catalog, limit=5)
        assert learned(made) is None
        assert report.model_id == made.recognizer.model_id


def test_never_leaves_alone_what_was_learned_before(built: ItemCenter, catalog: Path) -> None:
    taught = built.recognizer_for("merchant").model_id
    auto = built.config
    built.config = replace(auto, learning=LearnOptions(when="never"))
    assert built.recognizer_for("merchant").model_id == built.recognizer.model_id != taught
    built.config = auto
    assert built.recognizer_for("merchant").model_id == taught


def test_what_is_learned_of_one_source_is_not_asked_for_another(built: ItemCenter) -> None:
    assert built.recognizer_for("merchant:gold").model_id == built.recognizer.model_id


def test_a_catalog_that_teaches_nothing_is_built_all_the_same(tmp_path: Path) -> None:
    few = write_catalog(tmp_path / "few.csv", [*mugs(6), ("X", "Mug in navy", "Mugs", "", "")])
    for when in ("auto", "always"):
        with center(tmp_path / when, when) as made:
            report = made.build(few)
            assert (report.items, learned(made)) == (7, None)
            assert report.model_id == made.recognizer.model_id
            assert shown(made, "X", "colour") == ["navy"]
    without = write_catalog(tmp_path / "without.csv", [("X", "Mug in navy", "Mugs", "", "")], HEADER)
    with center(tmp_path / "without", workbook=tmp_path / "workbook") as made:
        assert made.build(without).items == 1


def test_learning_can_start_from_a_model_of_one_s_own(built: ItemCenter, tmp_path: Path) -> None:
    own = Learned.shipped()
    Learned.save(tmp_path / "center" / "mine", own.model, own.memory, {"by": "us"}, name="mine", card="")
    (tmp_path / "center" / "itemcenter.toml").write_text("", encoding="utf-8")
    with center(tmp_path / "center", model="mine") as made:
        assert made.recognizer.model_id != built.recognizer.model_id
        assert isinstance(made.config, Config)


def test_the_ontology_stays_the_authority_over_what_was_learned(built: ItemCenter, tmp_path: Path) -> None:
    """A value added is read in the next build, one taken out is gone, and nothing is learned anew."""
    before = learned(built)
    values = VALUES.replace("colour,colour/red,red,\n", "colour,colour/teal,teal,\n")
    release, _ = built.import_ontology(str(write_workbook(tmp_path / "other", values=values)), make_current=False)
    former = built.release.id
    rows = [("T", "Mug glazed teal 9 cm with lid navy 21 cm", "Mugs", "", ""),
            ("R", "Mug glazed red 9 cm with lid navy 21 cm", "Mugs", "", "")]  # fmt: skip
    catalog = write_catalog(tmp_path / "two.csv", rows, made_s=MADE_S + 3600)
    try:
        built.use_release(release)
        built.build(catalog)
        assert shown(built, "T", "colour") == ["teal"]
        assert "red" not in (shown(built, "R", "colour") or [])
        assert learned(built) == before
    finally:
        built.use_release(former)
