from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from itemcenter import registry
from itemcenter.errors import ConfigError, MissingExtraError


def test_a_built_in_backend_is_found_and_has_the_three_parts() -> None:
    module = registry.backend("store", "sqlite")
    assert {"ABILITIES", "Options", "open"} <= set(vars(module))
    assert "sqlite" in registry.names("store")


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"'sqlit'; known: .*did you mean 'sqlite'"):
        registry.backend("store", "sqlit")
    with pytest.raises(ConfigError, match="no port"):
        registry.backend("shop", "sqlite")


def with_entry_point(monkeypatch: pytest.MonkeyPatch, name: str, module: str) -> None:
    entry = metadata.EntryPoint(name, module, "itemcenter.store")
    monkeypatch.setattr(metadata, "entry_points", lambda *, group: [entry] if group == "itemcenter.store" else [])


def test_a_third_party_registers_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    with_entry_point(monkeypatch, "theirs", "json.decoder")
    assert registry.backend("store", "theirs").__name__ == "json.decoder"
    assert registry.names("store") == ["postgresql", "sqlite", "theirs"]


def test_a_third_party_cannot_take_a_built_in_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with_entry_point(monkeypatch, "sqlite", "json.decoder")
    assert registry.backend("store", "sqlite").__name__ == "itemcenter.backends.store_sqlite"


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    built_in = registry._BuiltIn("itemcenter.backends.store_sqlite", extra="fancy")
    monkeypatch.setitem(registry._BUILT_IN["store"], "fancy", built_in)
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    for name in [name for name in sys.modules if name.startswith("itemcenter.backends.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(MissingExtraError, match=r"'sqlite3'.*pip install 'itemcenter\[fancy\]'"):
        registry.backend("store", "fancy")


@pytest.mark.parametrize("port", ["embed", "read_slots"])
def test_a_network_without_its_runtime_names_the_extra(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    for name in [name for name in sys.modules if name.startswith("itemcenter.backends.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(MissingExtraError, match=r"'onnxruntime'.*pip install 'itemcenter\[onnx\]'"):
        registry.backend(port, "onnx")


def test_a_third_party_that_is_gone_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with_entry_point(monkeypatch, "theirs", "no_such_package.store")
    with pytest.raises(MissingExtraError, match="'no_such_package' is not installed"):
        registry.backend("store", "theirs")


def test_open_store_takes_options_as_written(tmp_path: Path) -> None:
    store = registry.open_store("sqlite", {"busy_timeout_s": 1, "synchronous": "NORMAL"}, tmp_path)
    store.close()
    assert (tmp_path / "store.db").is_file()
    registry.open_store("sqlite", {"path": "other.db"}, tmp_path).close()
    assert (tmp_path / "other.db").is_file()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pth": "a.db"}, "unknown option 'pth'.*did you mean 'path'"),
        ({"path": 7}, "path must be of type str, not 7"),
        ({"busy_timeout_s": "long"}, "busy_timeout_s must be of type float"),
        ({"busy_timeout_s": True}, "busy_timeout_s must be of type float"),
        ({"busy_timeout_s": -1}, "busy_timeout_s must be 0"),
        ({"synchronous": "full"}, "'FULL' or 'NORMAL', not 'full'"),
        ({"max_pages": 0}, "max_pages must be 1 or more"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        registry.open_store("sqlite", options, tmp_path)
