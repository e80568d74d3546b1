"""The release shelf: round trips, damage, look-ups, and the speed of large releases."""

import gc
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import NotFoundError, StoreError
from itemcenter.ontology import ReleaseShelf
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Relation,
    ReleaseId,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
    canonical_json,
)
from itemcenter.schema.ids import BrandId
from itemcenter.schema.release import PART_NAMES
from itemcenter.testing.synthetic import synthetic_release


def mugs(name: str = "mugs", extra: str = "White") -> OntologyRelease:
    colours = (
        AttributeValue(ValueId("b"), "Black", ("schwarz", "黑色"), 'dark "ink"\n', ("gid://x/1",)),
        AttributeValue(ValueId("a"), extra),
    )
    return OntologyRelease(
        categories=(Category(CategoryId("m"), "Mugs"), Category(CategoryId("t"), "Travel", CategoryId("m"))),
        keys=(
            AttributeKey(KeyId("c"), "Colour", ValueType.COLOUR, value_list_id=ValueListId("c")),
            AttributeKey(KeyId("e"), "Edition", ValueType.CATEGORICAL, open=True, value_list_id=ValueListId("none")),
            AttributeKey(KeyId("v"), "Volume", ValueType.QUANTITY, unit="ml", tolerance=0.25),
        ),
        value_lists=(ValueList(ValueListId("none"), ()), ValueList(ValueListId("c"), colours)),
        scopes=(KeyScope(CategoryId("t"), KeyId("c"), True, -1, (ValueId("b"),)),),
        brands=(Brand(BrandId("k"), "Kilnwick"),),
        relations=(Relation("m", "holds", "tea"),),
        name=name,
        source="by hand",
        parent_id=ReleaseId("00" * 8),
    )


def test_a_saved_release_opens_equal(tmp_path: Path) -> None:
    release, shelf = mugs(), ReleaseShelf(tmp_path / "releases")
    assert shelf.save(release) == release.id
    opened = shelf.open(release.id)
    assert opened.__dict__["id"] == release.id  # known from the manifest, not computed again
    for part in PART_NAMES:
        assert list(opened.lines(part)) == list(release.lines(part))
    assert (opened.name, opened.source, opened.parent_id) == ("mugs", "by hand", "00" * 8)
    assert opened.value_lists[0].values[0].id == "b"  # the expert's order, not the order of ids


def test_part_files_are_what_the_id_is_computed_from(tmp_path: Path) -> None:
    release, shelf = mugs(), ReleaseShelf(tmp_path)
    shelf.save(release)
    for part in PART_NAMES:
        text = (tmp_path / release.id / f"{part}.jsonl").read_text(encoding="utf-8")
        assert text == "".join(f"{line}\n" for line in release.lines(part))
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_saving_twice_changes_nothing(tmp_path: Path) -> None:
    shelf = ReleaseShelf(tmp_path)
    shelf.save(mugs("first name"))
    shelf.save(mugs("second name"))
    assert [entry.name for entry in shelf.list()] == ["first name"]


def test_a_failed_save_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("itemcenter.ontology.part_files.os.fsync", full_disk)
    with pytest.raises(StoreError, match="No space left"):
        ReleaseShelf(tmp_path).save(mugs())
    assert list(tmp_path.iterdir()) == []


def test_another_process_saving_first_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, release = ReleaseShelf(tmp_path), mugs()
    shelf.save(release)
    seen = iter([False])  # the look before the work finds nothing yet
    real = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: next(seen, None) is not False and real(path))
    assert shelf.save(release) == release.id
    assert [path.name for path in tmp_path.iterdir()] == [release.id]


@pytest.mark.parametrize("part", PART_NAMES)
def test_a_damaged_file_is_named(tmp_path: Path, part: str) -> None:
    shelf, release = ReleaseShelf(tmp_path), mugs()
    shelf.save(release)
    path = tmp_path / release.id / f"{part}.jsonl"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(StoreError, match=f"{part}.jsonl.*damaged"):
        shelf.open(release.id)
    path.unlink()
    with pytest.raises(StoreError, match=f"{part}.jsonl"):
        shelf.open(release.id)


def test_a_changed_manifest_is_named(tmp_path: Path) -> None:
    shelf, release = ReleaseShelf(tmp_path), mugs()
    shelf.save(release)
    path = tmp_path / release.id / "manifest.json"
    sound = json.loads(path.read_text(encoding="utf-8"))
    for damage in (
        {**sound, "digests": {**sound["digests"], "keys": "0" * 64}},
        {**sound, "id": "0" * 16},
        {name: value for name, value in sound.items() if name != "counts"},
        [],
    ):
        path.write_text(json.dumps(damage), encoding="utf-8")
        with pytest.raises(StoreError, match=r"manifest\.json"):
            shelf.open(release.id)
    path.write_text(json.dumps({**sound, "format": 99}), encoding="utf-8")
    with pytest.raises(StoreError, match="update itemcenter"):
        shelf.open(release.id)


def test_lookup_by_prefix_and_name(tmp_path: Path) -> None:
    shelf = ReleaseShelf(tmp_path)
    with pytest.raises(NotFoundError, match="none is stored"):
        shelf.open("mugs")
    one, two = shelf.save(mugs("one")), shelf.save(mugs("two", extra="Ivory"))
    assert shelf.find(one[:8]).id == one
    assert shelf.open("two").id == two
    assert {entry.id for entry in shelf.list()} == {one, two}
    assert shelf.list()[0].counts["values"] == 2
    for wrong in (one[:3], one[:8].upper(), "three", "", "../" + tmp_path.name, f"./{one}", f"{one}/", "on"):
        with pytest.raises(NotFoundError):
            shelf.open(wrong)


def test_releases_are_listed_oldest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = ReleaseShelf(tmp_path)
    for moment, name in ((5_000, "e"), (3_000, "c"), (4_000, "d"), (1_000, "a"), (2_000, "b")):
        monkeypatch.setattr("itemcenter.ontology.releases.time.time_ns", lambda moment=moment: moment)
        shelf.save(mugs(name, extra=name))
    assert [(entry.name, entry.saved_us) for entry in shelf.list()] == list(zip("abcde", range(1, 6), strict=True))


def test_ambiguous_lookups_list_the_ids(tmp_path: Path) -> None:
    shelf = ReleaseShelf(tmp_path)
    one = shelf.save(mugs("same"))
    two = shelf.save(mugs("same", extra="Ivory"))
    with pytest.raises(NotFoundError, match="several releases") as caught:
        shelf.open("same")
    assert one in str(caught.value) and two in str(caught.value)
    three = shelf.save(mugs(one[:6], extra="Rose"))  # a name that is the beginning of another id
    with pytest.raises(NotFoundError, match=f"{three}|{one}"):
        shelf.open(one[:6])
    assert shelf.open(one).id == one


def test_current(tmp_path: Path) -> None:
    shelf = ReleaseShelf(tmp_path / "releases")
    assert shelf.current() is None
    with pytest.raises(NotFoundError):
        shelf.set_current("mugs")
    identity = shelf.save(mugs())
    assert shelf.set_current("mugs") == identity
    assert shelf.current() == identity
    assert (tmp_path / "releases" / "current").read_text(encoding="utf-8") == f"{identity}\n"
    for damage in ("../..\n", "0" * 16, ""):
        (tmp_path / "releases" / "current").write_text(damage, encoding="utf-8")
        with pytest.raises(StoreError, match="no stored release"):
            shelf.current()


def test_the_collector_runs_again_after_opening(tmp_path: Path) -> None:
    shelf = ReleaseShelf(tmp_path)
    identity = shelf.save(mugs())
    shelf.open(identity)
    assert gc.isenabled()
    (tmp_path / identity / "values.jsonl").unlink()
    with pytest.raises(StoreError):
        shelf.open(identity)
    assert gc.isenabled()


TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8).filter(lambda text: text.strip())


@given(TEXT, st.lists(TEXT, max_size=3), st.text(st.characters(exclude_categories=("Cs",)), max_size=5))
def test_value_lines_are_canonical_json(name: str, synonyms: list[str], description: str) -> None:
    for foreign in ((), ("gid://x/1", '"')):
        value = AttributeValue(ValueId('v"1'), name, tuple(synonyms), description, foreign)
        release = OntologyRelease((), (), (ValueList(ValueListId('l"'), (value,)),))
        assert list(release.lines("values")) == [canonical_json(['l"', value.to_json()])]


def test_synthetic_releases(tmp_path: Path) -> None:
    release = synthetic_release(values=20_000, keys=40, seed=7)
    assert release.counts["values"] == 20_000 and release.counts["keys"] == 40
    assert release.id == synthetic_release(20_000, 40, 7).id != synthetic_release(20_000, 40, 8).id
    assert max(len(entry.values) for entry in release.value_lists) == 2_400
    for entry in release.value_lists:
        names = [name for value in entry.values for name in value.names]
        assert len(set(names)) == len(names)
    assert {scope.key_id for scope in release.scopes} == {key.id for key in release.keys}
    shelf = ReleaseShelf(tmp_path)
    assert shelf.open(shelf.save(release)).counts == release.counts
    for values, keys in ((1, 1), (5, 5), (6, 5)):
        assert synthetic_release(values, keys).counts["values"] == values
    with pytest.raises(ValueError, match="cannot fill"):
        synthetic_release(3, 4)


def test_a_large_release_is_kept_out_of_garbage_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = ReleaseShelf(tmp_path / "releases")
    known = shelf.save(synthetic_release(values=300, keys=3))
    monkeypatch.setattr("itemcenter.ontology.releases._LARGE", 301)
    before = gc.get_freeze_count()
    shelf.open(known)
    assert gc.get_freeze_count() == before
    monkeypatch.setattr("itemcenter.ontology.releases._LARGE", 300)
    try:
        shelf.open(known)
        assert gc.get_freeze_count() > before + 300
    finally:
        gc.unfreeze()
