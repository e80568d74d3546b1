"""Backend names to modules. A backend is imported when it is asked for, so the base install needs no driver.

Third parties register theirs as entry points of the group `itemcenter.<port>`, for example in pyproject.toml:

    [project.entry-points."itemcenter.store"]
    mystore = "my_package.store_mystore"

A backend module has `ABILITIES`, `Options` and `open(options)`.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from itemcenter.errors import ConfigError, MissingExtraError
from itemcenter.ports import Chat, Embedder, Lake, Query, SlotReader, Store, Stream

__all__ = [
    "backend",
    "door",
    "names",
    "open_chat",
    "open_embedder",
    "open_lake",
    "open_query",
    "open_slot_reader",
    "open_store",
    "open_stream",
    "store_format",
]


@dataclass(frozen=True, slots=True)
class _BuiltIn:
    """extra: what to install so that its driver is there; "" where the base install suffices"""

    module: str
    extra: str = ""


_BUILT_IN: dict[str, dict[str, _BuiltIn]] = {
    "chat": {"http": _BuiltIn("itemcenter.backends.chat_http", "chat")},
    "embed": {
        "onnx": _BuiltIn("itemcenter.backends.embed_onnx", "onnx"),
        "static": _BuiltIn("itemcenter.backends.embed_static"),
    },
    "lake": {"delta": _BuiltIn("itemcenter.backends.lake_delta", "lake")},
    "query": {"postgresql": _BuiltIn("itemcenter.backends.query_postgresql", "postgres")},
    "read_slots": {"onnx": _BuiltIn("itemcenter.backends.slots_onnx", "onnx")},
    "store": {
        "postgresql": _BuiltIn("itemcenter.backends.store_postgresql", "postgres"),
        "sqlite": _BuiltIn("itemcenter.backends.store_sqlite"),
    },
    "stream": {
        "kafka": _BuiltIn("itemcenter.backends.stream_kafka", "kafka"),
        "sqlite": _BuiltIn("itemcenter.backends.stream_sqlite"),
    },
}


#: Doors that need an extra: their modules are imported when they are opened.
_DOORS = {
    "http": _BuiltIn("itemcenter.serve.http.run", "serve"),
    "mcp": _BuiltIn("itemcenter.serve.mcp.run", "mcp"),
}


def door(name: str) -> ModuleType:
    """The module that opens a door. Raises `MissingExtraError` where what it needs is not installed."""
    return _imported(_DOORS[name].module, f"the {name} door", _DOORS[name].extra)


def names(port: str) -> list[str]:
    """The backends that `port` can be configured with, sorted; installed or not."""
    return sorted({*_built_in(port), *_entry_points(port)})


def backend(port: str, name: str) -> ModuleType:
    """The module of a backend. A built-in name cannot be taken over by an entry point.

    Raises `ConfigError` for an unknown name, `MissingExtraError` where its driver is not installed.
    """
    built_in = _built_in(port).get(name)
    if built_in is not None:
        return _imported(built_in.module, f"the {port} backend {name!r}", built_in.extra)
    module = _entry_points(port).get(name)
    if module is not None:
        return _imported(module, f"the {port} backend {name!r} ({module})", "")
    known = names(port)
    raise ConfigError(f"no {port} backend is called {name!r}; known: {', '.join(known)}", remedy=_nearest(name, known))


def open_store(name: str, options: Mapping[str, Any], folder: Path) -> Store:
    """Open a store with its options as written in a center's configuration.

    Relative paths are taken from `folder`. Raises `ConfigError` for an unknown option or one of another type.
    """
    module = backend("store", name)
    return cast(Store, module.open(_resolved(module.Options, options, folder, f"[store] of backend {name!r}")))


def store_format(name: str, options: Mapping[str, Any], folder: Path) -> tuple[int, int] | None:
    """(format of the store as it lies there, format that this version writes), without changing it.

    None where there is no store yet, or where the backend does not tell. Errors as for `open_store`, and `StoreError`
    for a newer format.
    """
    module = backend("store", name)
    told = getattr(module, "held_format", None)
    if told is None:
        return None
    return cast("tuple[int, int] | None", told(_resolved(module.Options, options, folder, f"[store] of {name!r}")))


def open_embedder(name: str, options: Mapping[str, Any], folder: Path) -> Embedder:
    """Open an encoder, with options and errors as for `open_store`."""
    module = backend("embed", name)
    return cast(Embedder, module.open(_resolved(module.Options, options, folder, f"[embed] of backend {name!r}")))


def open_slot_reader(name: str, options: Mapping[str, Any], folder: Path) -> SlotReader:
    """Open a model that reads slots, with options and errors as for `open_store`."""
    module = backend("read_slots", name)
    place = f"[reader] of backend {name!r}"
    return cast(SlotReader, module.open(_resolved(module.Options, options, folder, place)))


def open_chat(name: str, options: Mapping[str, Any], folder: Path, place: str = "[chat]") -> Chat:
    """Open an endpoint, with options and errors as for `open_store`. Nothing is sent before something is asked."""
    module = backend("chat", name)
    return cast(Chat, module.open(_resolved(module.Options, options, folder, f"{place} of backend {name!r}")))


def open_lake(name: str, path: Path) -> Lake:
    """Open a folder of tables. Errors as for `backend`."""
    module = backend("lake", name)
    return cast(Lake, module.open(module.Options(path)))


def open_stream(name: str, options: Mapping[str, Any], folder: Path) -> Stream:
    """Open a stream, with options and errors as for `open_store`."""
    module = backend("stream", name)
    return cast(Stream, module.open(_resolved(module.Options, options, folder, f"[stream] of backend {name!r}")))


def open_query(name: str, *, url: str, query: str, place: str, timeout_s: int) -> Query:
    """Check a statement against its database. place: the URL as it may be shown; errors as for `backend`"""
    module = backend("query", name)
    return cast(Query, module.open(module.Options(url=url, query=query, place=place, timeout_s=timeout_s)))


def _resolved(kind: type[Any], options: Mapping[str, Any], folder: Path, place: str) -> Any:
    """An options dataclass from written options; options of type `Path` become absolute, defaults too."""
    hints = typing.get_type_hints(kind)
    fields = {field.name: field.default for field in dataclasses.fields(kind)}
    for option in options:
        if option not in fields:
            near = _nearest(option, list(fields))
            allowed = f"allowed: {', '.join(fields)}"
            raise ConfigError(f"{place}: unknown option {option!r}", remedy=f"{near} {allowed}".strip())
    arguments: dict[str, Any] = {}
    for option, default in fields.items():
        if option in options:
            arguments[option] = _typed(options[option], hints[option], f"{place}, {option}")
        elif default is dataclasses.MISSING:
            raise ConfigError(f"{place}: the option {option!r} is missing")
        if hints[option] is Path:
            arguments[option] = folder / arguments.get(option, default)
    return kind(**arguments)


def _typed(value: Any, hint: Any, place: str) -> Any:
    """The value if it has the type of the option. TOML has no null, so an optional option is given or left out."""
    if typing.get_origin(hint) is typing.Literal:
        allowed = typing.get_args(hint)
        if value not in allowed:
            near = _nearest(str(value), [str(entry) for entry in allowed])
            raise ConfigError(f"{place} must be {' or '.join(map(repr, allowed))}, not {value!r}", remedy=near)
        return value
    kinds = [str if entry is Path else entry for entry in typing.get_args(hint) or (hint,)]
    if float in kinds and type(value) is int:
        return float(value)
    if type(value) not in kinds:
        names = " or ".join(entry.__name__ for entry in kinds if entry is not type(None))
        raise ConfigError(f"{place} must be of type {names}, not {value!r}")
    return value


def _built_in(port: str) -> dict[str, _BuiltIn]:
    try:
        return _BUILT_IN[port]
    except KeyError:
        known = sorted(_BUILT_IN)
        raise ConfigError(f"{port!r} is no port with backends; known: {', '.join(known)}") from None


def _entry_points(port: str) -> dict[str, str]:
    return {entry.name: entry.value for entry in metadata.entry_points(group=f"itemcenter.{port}")}


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else ""


def _imported(module: str, what: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if extra and missing.split(".")[0] != "itemcenter":
            raise MissingExtraError(
                f"{what} needs {missing!r}, which is not installed", remedy=f"pip install 'itemcenter[{extra}]'"
            ) from error
        if missing == module or not missing.startswith("itemcenter"):
            raise MissingExtraError(
                f"{what} cannot be imported: {missing!r} is not installed", remedy="install the package that brings it"
            ) from error
        raise
