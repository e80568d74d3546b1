"""What decides, as a bundle on disk; and the recogniser that decides with it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itemcenter.artifacts import load_bundle, npz_bytes, save_bundle
from itemcenter.errors import NotFoundError, StoreError
from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.model import EvidenceModel
from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.library.learned import key_set
from itemcenter.ports import Recognition
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import Category, CategoryId, ItemId, KeyId, OntologyRelease, ValueType
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.unit.library.lamp_release import KEYS, RELEASE, item, key
from tests.unit.library.tiny_model import model

COLOUR = KeyId("colour")


def memory() -> CatalogMemory:
    """Who says "marine" has navy lamps."""
    out = CatalogMemory()
    out.items = 40
    known = out.associations[COLOUR] = KeyAssociations()
    for part in range(40):
        known.add(
            ["#colour/navy"] if part % 4 == 0 else ["#colour/black"],
            ["marine"] if part % 4 == 0 else ["matt"],
            part % 5,
        )
    return out


def saved(
    folder: Path, what: EvidenceModel | None = None, taught: CatalogMemory | None = None, **about: Any
) -> Learned:
    return Learned.save(folder, what or model(), taught or CatalogMemory(), about, name="tiny", card="# Tiny\n")


def recognizer(
    learned: Learned, precision: float = 0.9, release: OntologyRelease = RELEASE, *, inferred: bool = False
) -> LibraryRecognizer:
    return LibraryRecognizer(release, learned, CategoryOptions(), EvidenceOptions(precision, inferred))


def told(what: LibraryRecognizer, title: str) -> dict[str, list[str]]:
    facts = what.recognize([item(title)])[0].machine
    return {key: [fact.value.text for fact in found] for key, found in facts.items() if found}


# -- the bundle ------------------------------------------------------------------------------------------------------


def test_what_is_stored_is_what_is_used(tmp_path: Path) -> None:
    one = saved(tmp_path / "m", taught=memory(), source="merchant", items=40)
    other = Learned.open(tmp_path / "m")
    assert one.about == other.about == {"source": "merchant", "items": 40}
    assert one.fingerprint == other.fingerprint == load_bundle(tmp_path / "m").fingerprint
    assert other.memory.to_json() == memory().to_json()
    table = np.random.default_rng(0).random((20, len(NAMES)))
    np.testing.assert_array_equal(other.model.untaught(table), model().untaught(table))


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    for name in "ab":
        saved(tmp_path / name, taught=memory(), source="merchant")
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == ["MODEL_CARD.md", "manifest.json", "memory.npz", "model.npz"]
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


def test_the_fingerprint_tells_weights_memory_and_origin(tmp_path: Path) -> None:
    tiny = model()
    others = [
        saved(tmp_path / "0", tiny),
        saved(tmp_path / "1", model(feature="covered")),
        saved(tmp_path / "2", tiny, memory()),
        saved(tmp_path / "3", tiny, source="merchant"),
    ]
    assert len({entry.fingerprint for entry in others}) == 4


def test_a_catalog_that_taught_nothing_has_no_memory_file(tmp_path: Path) -> None:
    saved(tmp_path / "m")
    assert not (tmp_path / "m" / "memory.npz").exists()
    assert Learned.open(tmp_path / "m").memory.items == 0 == Learned.empty_memory().items


def test_the_weights_that_ship() -> None:
    shipped = Learned.shipped()
    assert shipped is Learned.shipped(), "opened once"
    assert shipped.model.features == len(NAMES)
    assert shipped.memory.items == 0 and shipped.memory.precision.empty, "they have seen no catalog of the user's"
    assert shipped.model.corrections == () and shipped.model.sample.keys == ("",)


def test_other_values_are_no_reason_to_learn_again(tmp_path: Path) -> None:
    about = {"keys": key_set(RELEASE)}
    learned = Learned.save(tmp_path / "m", model(), Learned.empty_memory(), about, name="tiny", card="")
    fewer_values = tuple(replace(entry, values=entry.values[1:]) for entry in RELEASE.value_lists)
    values = OntologyRelease(RELEASE.categories, RELEASE.keys, fewer_values)
    keys = OntologyRelease(RELEASE.categories, RELEASE.keys[1:], RELEASE.value_lists)
    assert learned.speaks_of(RELEASE) and learned.speaks_of(values) and not learned.speaks_of(keys)


def test_whether_it_speaks_of_an_ontology(tmp_path: Path) -> None:
    """Half of the keys that were learned about must be there."""
    taught = memory()
    for entry in (KEYS[0], KEYS[3], key("unheard", ValueType.COUNT), key("unseen", ValueType.COUNT)):
        taught.add_fill(entry, False, 0)
    learned = saved(tmp_path / "m", taught=taught)
    assert learned.speaks_of(RELEASE)
    fewer = OntologyRelease(RELEASE.categories, RELEASE.keys[:1], RELEASE.value_lists, RELEASE.scopes[:1])
    assert not learned.speaks_of(fewer)
    assert saved(tmp_path / "empty").speaks_of(fewer), "nothing learned, nothing wrong"


def test_bundles_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        Learned.open(tmp_path / "nowhere")
    saved(tmp_path / "m")
    (tmp_path / "m" / "model.npz").write_bytes(b"PK")
    with pytest.raises(StoreError, match=r"model\.npz"):
        Learned.open(tmp_path / "m")


def test_a_model_for_other_features_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    for settings in ({"features": [*NAMES[1:], NAMES[0]]}, {"features": list(NAMES[:-1])}, {}):
        files = {"model.npz": npz_bytes(model().to_arrays())}
        save_bundle(folder, name="old", version="1", licence="", card="", files=files, settings=settings)
        with pytest.raises(StoreError, match=r"other features.*learn again"):
            Learned.open(folder)
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["settings"] == {}


# -- the recogniser --------------------------------------------------------------------------------------------------


def test_what_a_catalog_taught_is_recalled_and_decided_with(tmp_path: Path) -> None:
    plain = recognizer(saved(tmp_path / "a"))
    taught = plain.with_learned(saved(tmp_path / "b", taught=memory()))
    assert told(plain, "Lamp marine") == {}
    assert told(taught, "Lamp marine") == {}, "no word names it"
    inferred = recognizer(saved(tmp_path / "b", taught=memory()), inferred=True)
    assert told(inferred, "Lamp marine") == {"colour": ["Navy"]}
    assert told(plain, "Lamp black") == told(taught, "Lamp black") == {"colour": ["Black"]}, "the lexicon is shared"
    assert taught.release_id == plain.release_id == RELEASE.id


def test_the_name_of_the_recogniser_tells_all_that_decides(tmp_path: Path) -> None:
    one, other = saved(tmp_path / "a"), saved(tmp_path / "b", taught=memory())
    ids = [
        recognizer(one).model_id,
        recognizer(other).model_id,
        recognizer(one, 0.8).model_id,
        LibraryRecognizer(RELEASE, one, CategoryOptions(min_name_score=0.5), EvidenceOptions(0.9)).model_id,
        LibraryRecognizer(RELEASE, one, CategoryOptions(table=(("a", "lamps"),)), EvidenceOptions(0.9)).model_id,
    ]
    assert len(set(ids)) == 5
    assert recognizer(other).with_learned(one).model_id == ids[0]
    fact = recognizer(one).recognize([item("Lamp black")])[0].machine[COLOUR][0]
    assert fact.model_id == ids[0]


def test_items_are_recognised_one_by_one_whatever_stands_beside_them(tmp_path: Path) -> None:
    taught = recognizer(saved(tmp_path / "m", taught=memory()))
    items = [
        replace(item(title), id=str(number))
        for number, title in enumerate(["Lamp black", "Lamp marine", "Lamp", "Lamp 42 cm H, brass", "Lamp black"])
    ]
    together = taught.recognize(items)
    assert together == [taught.recognize([entry])[0] for entry in items]
    assert [found.item_id for found in together] == list("01234")


def test_nearness_of_meaning_counts_the_same_in_every_batch(tmp_path: Path) -> None:
    learned = saved(tmp_path / "m", model(feature="similarity"))
    colours = ("black", "navy", "rose gold")
    lamps = [replace(item(f"{colours[number % 3]} lamp"), id=ItemId(str(number))) for number in range(500)]

    def recognised(batch: int) -> list[Recognition]:
        encoder = CachedEncoder(FakeEmbedder())
        near = LibraryRecognizer(RELEASE, learned, CategoryOptions(), EvidenceOptions(), encoder)
        return [found for first in range(0, 500, batch) for found in near.recognize(lamps[first : first + batch])]

    whole = recognised(500)
    assert recognised(256) == whole == recognised(7)
    assert sum(bool(found.machine[COLOUR]) for found in whole) > 300, "a name is near to a title that says it"


def test_an_item_without_a_category_is_not_judged(tmp_path: Path) -> None:
    two = OntologyRelease((Category(CategoryId("a"), "A"), Category(CategoryId("b"), "B")), (), ())
    found = recognizer(saved(tmp_path / "m"), release=two).recognize([replace(item("Thing"), category_id=None)])[0]
    assert found.category is None and found.machine == {} and found.merchant == {}


def test_too_little_to_learn_from(tmp_path: Path) -> None:
    plain = recognizer(saved(tmp_path / "m"))
    assert plain.learn([]) is None
    assert plain.learn([item("Lamp black", specs={"Colour": "black"})] * 20) is None
    assert told(plain, "Lamp black") == {"colour": ["Black"]} and memory().associations[COLOUR].items(EVERYTHING) == 40
