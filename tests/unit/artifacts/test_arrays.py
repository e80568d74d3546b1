"""Arrays as bytes: the same on every machine, and never executed."""

from __future__ import annotations

import hashlib
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.artifacts import npz_arrays, npz_bytes
from itemcenter.errors import InvariantError, StoreError

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


def test_arrays_come_back_as_they_were() -> None:
    content = npz_bytes(ARRAYS)
    assert same(npz_arrays(content, ""), ARRAYS)
    with np.load(io.BytesIO(content)) as plain:
        assert same({name: plain[name] for name in plain.files}, ARRAYS)
    saved = io.BytesIO()
    np.savez(saved, **ARRAYS)
    assert same(npz_arrays(saved.getvalue(), ""), ARRAYS), "bundles that numpy wrote are read, too"


def test_equal_arrays_give_equal_bytes_whatever_the_clock_and_the_order() -> None:
    mixed = {name: np.asarray(ARRAYS[name], order="F") for name in reversed(ARRAYS)}
    mixed["trees/value"] = ARRAYS["trees/value"].astype(">f8")
    assert npz_bytes(mixed) == npz_bytes(ARRAYS)
    assert npz_bytes(npz_arrays(npz_bytes(ARRAYS), "")) == npz_bytes(ARRAYS)
    with zipfile.ZipFile(io.BytesIO(npz_bytes(ARRAYS))) as bundle:
        assert {member.date_time for member in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_bytes_are_steady() -> None:
    """On every system and version of numpy: a change makes every stored model look like another one."""
    assert hashlib.sha256(npz_bytes({"a": np.asarray([1.0, 2.0])})).hexdigest() == (
        "278dba59bf3a24def7cf95318c7eaa45bcc76b3220d843832be57a9b8d089105"
    )


@given(st.data())
def test_damaged_bytes_are_told_or_no_damage(data: st.DataObject) -> None:
    good = npz_bytes(ARRAYS)
    place = data.draw(st.integers(0, len(good) - 1))
    bad = bytearray(good)
    bad[place] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(bad), good[:place]):
        try:
            found = npz_arrays(damaged, "some.npz")
        except StoreError as error:
            assert error.place == "some.npz"
        else:  # a byte that says nothing about the arrays, such as a date
            assert all(array.dtype != object for array in found.values())


def test_pickles_and_other_members_are_refused() -> None:
    evil = io.BytesIO()
    np.savez(evil, a=np.asarray([{"a": 1}], dtype=object))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as bundle:
        bundle.writestr("readme.txt", "hello")
    for stream, told in ((evil, "is no archive"), (other, "a member is no array")):
        with pytest.raises(StoreError, match=told):
            npz_arrays(stream.getvalue(), "evil.npz")
    with pytest.raises(InvariantError, match="no plain named array"):
        npz_bytes({"a": np.asarray([None])})


def test_a_length_that_no_memory_holds_is_damage() -> None:
    header = (
        b"\x93NUMPY\x01\x00\x76\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,), }"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as bundle:
        bundle.writestr("a.npy", header.ljust(127) + b"\n")
    with pytest.raises(StoreError):
        npz_arrays(stream.getvalue(), "long.npz")


@pytest.mark.parametrize("name", ["", "/a", "a/", "a\nb"])
def test_names_that_cannot_be_members_are_refused(name: str) -> None:
    with pytest.raises(InvariantError):
        npz_bytes({name: np.zeros(1)})
