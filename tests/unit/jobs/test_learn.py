"""Learning before a build: which items are drawn, what is kept, and that it is the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence import model as model_module
from itemcenter.items import ReadRow
from itemcenter.jobs.learn import SAMPLE_ITEMS, LearnOptions, due, learn_catalog, sample_items
from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.library.learned import key_set
from itemcenter.schema import CategoryId, Item, ItemId, OntologyRelease, Spec
from tests.unit.jobs.parts import MERCHANT, rows
from tests.unit.library.lamp_release import RELEASE
from tests.unit.library.tiny_model import model

COLOURS = ("Black", "Navy", "Gold")


def item(name: str, *, cells: bool = True, title: str = "Lamp") -> Item:
    return Item(ItemId(name), title, specs=(Spec("Height", "4 cm"),) if cells else ())


def ids(found: list[Item]) -> list[str]:
    return [entry.id for entry in found]


# -- the sample ------------------------------------------------------------------------------------------------------

_NAMES = st.lists(st.text(alphabet="abcde\u00e9", min_size=1, max_size=3), unique=True, max_size=20)


@settings(deadline=None)
@given(_NAMES, st.integers(1, 8), st.randoms(use_true_random=False))
def test_the_sample_is_that_of_the_lowest_hashes_whatever_the_order(names: list[str], most: int, dice: object) -> None:
    read = rows(*(item(name) for name in names))
    turned = list(read)
    dice.shuffle(turned)  # type: ignore[attr-defined]
    drawn = ids(sample_items(read, most))
    assert drawn == ids(sample_items(turned, most))
    by_hash = sorted(names, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest())
    assert drawn == by_hash[:most]


def test_items_without_cells_and_broken_rows_are_passed_over() -> None:
    read = rows(item("a"), None, item("b", cells=False), item("c"))
    extra = Item(ItemId("d"), "Lamp", extras=(("price", "5"),))
    assert sorted(ids(sample_items([*read, *rows(extra)], 9))) == ["a", "c", "d"]


def test_of_two_rows_with_one_id_the_first_counts_as_in_the_build() -> None:
    read = rows(item("a", title="first"), item("a", title="second"), item("b"))
    assert sorted((entry.id, entry.title) for entry in sample_items(read, 9)) == [("a", "first"), ("b", "Lamp")]
    names = [f"n{n % 7}" for n in range(30)]
    for most in (1, 3, 7):
        drawn = sample_items(rows(*(item(name, title=str(n)) for n, name in enumerate(names))), most)
        assert len(drawn) == len(set(ids(drawn))) == most
        assert all(int(entry.title) < 7 for entry in drawn)


def test_whoever_counts_sees_every_readable_item() -> None:
    seen: list[Item] = []
    sample_items(rows(item("a"), None, item("b", cells=False), item("a")), 1, seen.append)
    assert ids(seen) == ["a", "b", "a"]
    assert LearnOptions().items == SAMPLE_ITEMS


# -- learning --------------------------------------------------------------------------------------------------------


def catalog(items: int = 320) -> list[Item]:
    """Two colours and two heights stand in every title; the lamp's own are those behind "in" and "of"."""
    out = []
    for number in range(items):
        own, other = COLOURS[number % 3], COLOURS[(number + 1 + number % 2) % 3]
        height, cord = 20 + number % 30, 60 + number % 20
        halves = [f"lamp in {own} of {height} cm", f"cord {other}, {cord} cm"]
        title = " with ".join(halves if number % 2 else halves[::-1])
        out.append(
            Item(
                ItemId(f"L{number}"),
                title,
                category_id=CategoryId("lamps"),
                specs=(Spec("Colour", own), Spec("Height", f"{height} cm")),
            )
        )
    return out


@pytest.fixture(autouse=True, scope="module")
def small_corrections() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        small = replace(model_module._CORRECTION, rounds=8, depth=3, learning_rate=0.4)
        patch.setattr(model_module, "_CORRECTION", small)
        patch.setattr(model_module, "LEAST_PAIRS", 400)
        patch.setattr(model_module, "LEAST_FOR_TREES", 400)
        yield


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> LibraryRecognizer:
    """Decides by how clearly the words name the value: it cannot tell the lamp from its cord."""
    folder = tmp_path_factory.mktemp("tiny") / "model"
    learned = Learned.save(folder, model(), Learned.empty_memory(), {}, name="tiny", card="")
    return LibraryRecognizer(RELEASE, learned, CategoryOptions(), EvidenceOptions())


def learn(start: LibraryRecognizer, folder: Path, read: list[ReadRow], items: int = 5_000) -> Learned | None:
    return learn_catalog(read, start, folder, MERCHANT, LearnOptions(items=items))


def test_a_catalog_teaches_to_tell_its_lamps_from_their_cords(start: LibraryRecognizer, tmp_path: Path) -> None:
    learned = learn(start, tmp_path / "m", rows(*catalog()))
    assert learned is not None
    assert learned.about == {
        "source": "merchant", "release": RELEASE.id, "items": 320, "started_from": start.model_id,
        "keys": key_set(RELEASE), "encoder": "",
    }  # fmt: skip
    assert learned.memory.items == 320 and len(learned.model.corrections) == 2
    assert learned.fingerprint == Learned.open(tmp_path / "m").fingerprint
    fresh = Item(ItemId("new"), "cord Gold, 65 cm with lamp in Navy of 33 cm", category_id=CategoryId("lamps"))
    facts = start.with_learned(learned).recognize([fresh])[0].machine
    assert [fact.value.text for fact in facts[next(key for key in facts if key == "colour")]] == ["Navy"]
    assert [fact.value.text for fact in facts[next(key for key in facts if key == "height")]] == ["33 cm"]


def test_learning_twice_gives_the_same_bytes_whatever_the_order_of_rows(
    start: LibraryRecognizer, tmp_path: Path
) -> None:
    read = rows(*catalog())
    for name, order in (("a", read), ("b", read), ("c", read[::-1])):
        assert learn(start, tmp_path / name, order) is not None
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert "memory.npz" in files
    for other in "bc":
        assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / other / file).read_bytes() for file in files)


def test_no_more_items_than_asked_are_learned_from(start: LibraryRecognizer, tmp_path: Path) -> None:
    learned = learn(start, tmp_path / "m", rows(*catalog()), items=250)
    assert learned is not None and learned.memory.items == 250
    assert learned.about["items"] == 250


def test_too_little_leaves_nothing_behind(start: LibraryRecognizer, tmp_path: Path) -> None:
    assert learn(start, tmp_path / "m", rows(*catalog(40))) is None
    assert learn(start, tmp_path / "m", []) is None
    assert learn(start, tmp_path / "m", rows(*(item(f"x{n}", title="Lamp") for n in range(500)))) is None
    assert not (tmp_path / "m").exists()


def test_when_learning_is_due(start: LibraryRecognizer, tmp_path: Path) -> None:
    auto, always, never = (LearnOptions(when=when) for when in ("auto", "always", "never"))
    folder = tmp_path / "m"
    assert due(folder, None, auto, RELEASE) and due(folder, None, always, RELEASE)
    assert not due(folder, None, never, RELEASE)
    learned = learn(start, folder, rows(*catalog(300)))
    assert learned is not None
    assert not due(folder, learned, auto, RELEASE) and due(folder, learned, always, RELEASE)
    assert not due(folder, learned, never, RELEASE)
    other = OntologyRelease(RELEASE.categories, RELEASE.keys[7:], RELEASE.value_lists, RELEASE.scopes[7:])
    assert due(folder, learned, auto, other), "it was learned about the keys of another ontology"
    assert not due(folder, learned, never, other)
    assert due(folder, learned, auto, RELEASE, "fake:1"), "of another encoder"
    assert not due(folder, learned, never, RELEASE, "fake:1")


def test_where_nothing_can_be_learned_that_is_remembered_for_the_release(
    start: LibraryRecognizer, tmp_path: Path
) -> None:
    folder, auto = tmp_path / "models" / "m", LearnOptions()
    assert learn(start, folder, []) is None
    assert not due(folder, None, auto, RELEASE), "the catalog need not be sampled again"
    other = replace(RELEASE, name="another")
    assert due(folder, None, auto, other) is (other.id != RELEASE.id)
    fewer = OntologyRelease(RELEASE.categories, RELEASE.keys[1:], RELEASE.value_lists, RELEASE.scopes[1:])
    assert due(folder, None, auto, fewer)
    assert due(folder, None, LearnOptions(when="always"), RELEASE)


def test_what_was_learned_goes_where_nothing_can_be_learned_any_more(start: LibraryRecognizer, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    assert learn(start, folder, rows(*catalog(300))) is not None and folder.is_dir()
    assert learn(start, folder, []) is None and not folder.exists()


def test_what_was_learned_before_is_replaced(start: LibraryRecognizer, tmp_path: Path) -> None:
    first = learn(start, tmp_path / "m", rows(*catalog(300)))
    second = learn(start, tmp_path / "m", rows(*catalog(320)))
    assert first is not None and second is not None and first.fingerprint != second.fingerprint
    assert Learned.open(tmp_path / "m").fingerprint == second.fingerprint
