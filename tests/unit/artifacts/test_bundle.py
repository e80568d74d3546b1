from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from itemcenter.artifacts import ModelBundle, load_bundle, npz_arrays, npz_bytes, save_bundle
from itemcenter.errors import InvariantError, NotFoundError, StoreError

FILES = {"weights.npz": npz_bytes({"b": np.arange(3), "a": np.eye(2)}), "words.txt": b"one two"}


def saved(folder: Path, **changes: object) -> ModelBundle:
    given = {"name": "m", "version": "1", "licence": "MIT", "card": "# m\n", "files": FILES, "settings": {"dim": 2}}
    return save_bundle(folder, **{**given, **changes})  # type: ignore[arg-type]


def test_a_bundle_is_read_as_it_was_saved(tmp_path: Path) -> None:
    one = saved(tmp_path / "deep" / "m")
    two = load_bundle(tmp_path / "deep" / "m")
    assert one == two
    assert (two.name, two.version, two.licence, two.card, dict(two.settings)) == ("m", "1", "MIT", "# m\n", {"dim": 2})
    assert two.content("words.txt") == b"one two"
    assert two.arrays("weights.npz")["b"].tolist() == [0, 1, 2]
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["m"]
    manifest = json.loads((tmp_path / "deep" / "m" / "manifest.json").read_bytes())
    assert manifest["files"]["words.txt"]["bytes"] == 7
    assert manifest["fingerprint"] == two.fingerprint


def test_equal_models_have_equal_bytes(tmp_path: Path) -> None:
    saved(tmp_path / "a")
    saved(tmp_path / "b", files=dict(reversed(FILES.items())))
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["MODEL_CARD.md", "manifest.json", "weights.npz", "words.txt"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_fingerprint_is_of_what_the_model_computes_with(tmp_path: Path) -> None:
    first = saved(tmp_path / "m").fingerprint
    assert len(first) == 64
    assert saved(tmp_path / "m", name="n", version="2", licence="none", card="other").fingerprint == first
    others = [
        saved(tmp_path / "m", settings={"dim": 3}).fingerprint,
        saved(tmp_path / "m", files={**FILES, "words.txt": b"one twO"}).fingerprint,
        saved(tmp_path / "m", files={**FILES, "more.txt": b""}).fingerprint,
        saved(tmp_path / "m", files={"weights.npz": FILES["weights.npz"], "text": b"one two"}).fingerprint,
    ]
    assert len({first, *others}) == 5


@pytest.mark.parametrize("file", ["weights.npz", "words.txt", "MODEL_CARD.md"])
def test_a_changed_file_is_named(tmp_path: Path, file: str) -> None:
    saved(tmp_path / "m")
    path = tmp_path / "m" / file
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(StoreError, match="damaged") as caught:
        load_bundle(tmp_path / "m")
    assert caught.value.place == str(path)
    path.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        load_bundle(tmp_path / "m")


def test_a_changed_manifest_is_noticed(tmp_path: Path) -> None:
    saved(tmp_path / "m")
    path = tmp_path / "m" / "manifest.json"
    good = json.loads(path.read_bytes())
    changes: list[tuple[dict[str, object], str]] = [
        ({"settings": {"dim": 5}}, "does not belong"),
        ({"fingerprint": "0" * 64}, "does not belong"),
        ({"format": 2}, "format 2"),
        ({"files": {**good["files"], "../manifest.json": good["files"]["words.txt"]}}, "no bundle has"),
        ({"files": {"words.txt": good["files"]["words.txt"]}}, "no bundle has"),
        ({"files": 3}, "damaged"),
    ]
    for change, message in changes:
        path.write_text(json.dumps({**good, **change}))
        with pytest.raises(StoreError, match=message):
            load_bundle(tmp_path / "m")
    path.write_bytes(b"{")
    with pytest.raises(StoreError, match="manifest is damaged"):
        load_bundle(tmp_path / "m")


def test_there_may_be_none(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no model bundle"):
        load_bundle(tmp_path / "m")
    (tmp_path / "m").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        load_bundle(tmp_path / "m")
    with pytest.raises(StoreError, match="no weights"):
        saved(tmp_path / "m", files={}).content("weights.npz")


@pytest.mark.parametrize("file", ["../x", "a/b", "manifest.json", "MODEL_CARD.md", ".hidden", ""])
def test_a_file_name_is_a_name(tmp_path: Path, file: str) -> None:
    with pytest.raises(InvariantError, match="name of a bundle's file"):
        saved(tmp_path / "m", files={file: b""})
    assert not (tmp_path / "m").exists()


def test_a_save_that_fails_leaves_the_old_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = saved(tmp_path / "m")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name.startswith(".saving"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name, fails in (("pathlib.Path.rename", failing), ("itemcenter.artifacts.bundle.os.fsync", full)):
        with monkeypatch.context() as broken:
            broken.setattr(name, fails)
            with pytest.raises(StoreError, match="cannot store the model"):
                saved(tmp_path / "m", card="new")
        assert load_bundle(tmp_path / "m") == old
        assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_what_is_no_archive_is_told() -> None:
    with pytest.raises(StoreError, match="place: is no archive"):
        npz_arrays(b"PK\x03\x04 nonsense", "place")
    with pytest.raises(StoreError, match="is no archive"):
        npz_arrays(npz_bytes({"a": np.zeros(99)})[:-50], "place")
    plain = __import__("io").BytesIO()
    np.save(plain, np.zeros(2))
    with pytest.raises(StoreError, match="is no archive"):
        npz_arrays(plain.getvalue(), "place")
