from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import InputError, InvariantError
from itemcenter.evidence.weights_file import dumps, fingerprint, load, loads, nested, part_of, save

ARRAYS = {
    "trees/value": np.linspace(0, 1, 6).reshape(2, 3),
    "trees/depth": np.arange(3, dtype=np.int8),
    "bias": np.asarray(0.25),
    "flag": np.asarray([True, False]),
    "empty": np.zeros((0, 4), dtype=np.float32),
}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return set(one) == set(other) and all(
        one[name].dtype == other[name].dtype
        and one[name].shape == other[name].shape
        and one[name].tobytes() == other[name].tobytes()
        for name in one
    )


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save(path, ARRAYS)
    assert same(load(path), ARRAYS)
    assert [entry.name for entry in tmp_path.iterdir()] == ["weights.npz"]
    with np.load(path) as plain:
        assert same({name: plain[name] for name in plain.files}, ARRAYS)


def test_equal_arrays_give_equal_bytes_whatever_the_clock_and_the_order() -> None:
    mixed = {name: np.asarray(ARRAYS[name], order="F") for name in reversed(ARRAYS)}
    mixed["trees/value"] = ARRAYS["trees/value"].astype(">f8")
    assert dumps(mixed) == dumps(ARRAYS)
    assert dumps(loads(dumps(ARRAYS))) == dumps(ARRAYS)
    assert fingerprint(mixed) == fingerprint(ARRAYS)
    with zipfile.ZipFile(io.BytesIO(dumps(ARRAYS))) as bundle:
        assert {member.date_time for member in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_fingerprint_is_steady() -> None:
    """A change of this value makes every stored model look like another one."""
    assert fingerprint({"a": np.asarray([1.0, 2.0])}) == (
        "bb63314f306a4df58551a2337158cc5245f17418b567056e7f606f5fe390915d"
    )


def test_the_bytes_of_a_file_are_steady() -> None:
    """On every system and version of numpy."""
    assert hashlib.sha256(dumps({"a": np.asarray([1.0, 2.0])})).hexdigest() == (
        "278dba59bf3a24def7cf95318c7eaa45bcc76b3220d843832be57a9b8d089105"
    )


def test_the_fingerprint_sees_every_difference() -> None:
    base = {"a": np.asarray([1.0, 2.0]), "b": np.asarray([3], dtype=np.int32)}
    others = [
        base | {"a": np.asarray([1.0, 2.0000001])},
        base | {"a": np.asarray([[1.0, 2.0]])},
        base | {"b": np.asarray([3], dtype=np.int64)},
        base | {"b": np.asarray([3], dtype=np.uint32)},
        {"a": base["a"]},
        {"a": base["a"], "c": base["b"]},
        base | {"c": np.zeros(0)},
    ]
    prints = [fingerprint(arrays) for arrays in [base, *others]]
    assert len(set(prints)) == len(prints)
    assert all(len(entry) == 64 for entry in prints)


@given(st.data())
def test_damaged_bytes_are_an_error_of_the_input_or_no_damage(data: st.DataObject) -> None:
    good = dumps(ARRAYS)
    place = data.draw(st.integers(0, len(good) - 1))
    bad = bytearray(good)
    bad[place] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(bad), good[:place]):
        try:
            found = loads(damaged, place="some.npz")
        except InputError as error:
            assert error.place == "some.npz" and error.remedy
        else:  # a byte that says nothing about the arrays, such as a date
            assert all(array.dtype != object for array in found.values())


def test_pickles_and_other_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.npz"
    np.savez(path, a=np.asarray([{"a": 1}], dtype=object))
    with pytest.raises(InputError, match="no readable weights file"):
        load(path)
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("readme.txt", "hello")
    with pytest.raises(InputError, match="a member is no array"):
        load(path)


def test_a_length_that_no_memory_holds_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "long.npz"
    header = (
        b"\x93NUMPY\x01\x00\x76\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,), }"
    )
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("a.npy", header.ljust(127) + b"\n")
    with pytest.raises(InputError):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.npz"):
        load(tmp_path / "none.npz")


def test_a_failed_write_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save(path, ARRAYS)
    with pytest.raises(InvariantError):
        save(path, {"a": np.asarray([None])})
    assert same(load(path), ARRAYS)


@pytest.mark.parametrize("name", ["", "/a", "a/", "a\nb"])
def test_names_that_cannot_be_members_are_refused(name: str) -> None:
    for call in (dumps, fingerprint):
        with pytest.raises(InvariantError):
            call({name: np.zeros(1)})


def test_parts_are_kept_apart() -> None:
    parts = {"trees": {"a": np.zeros(1)}, "tree": {"s/a": np.ones(2), "b": np.ones(1)}}
    flat = nested(parts)
    assert sorted(flat) == ["tree/b", "tree/s/a", "trees/a"]
    for part, arrays in parts.items():
        assert same(part_of(flat, part), arrays)
    assert part_of(flat, "none") == {}
