"""`Record`: what every noun can do - a JSON form, a content hash, and reading itself back with checks.

The JSON form leaves out fields that equal their default, so a field added later changes no stored hash. Readers and
writers for each class are derived from its type hints once and cached.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Self, Union

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import content_hash

Reader = Callable[[Any, str], Any]
Writer = Callable[[Any], Any]


class Record:
    """Base of the nouns. Subclasses are frozen dataclasses; one of several kinds in a union carries a `kind` tag."""

    __slots__ = ()

    #: Set by classes that appear in a union, written as "kind" in JSON.
    kind_tag: typing.ClassVar[str] = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data (dict, list, str, int, float, bool, None), fields at their default left out."""
        out: dict[str, Any] = {"kind": self.kind_tag} if self.kind_tag else {}
        for name, default, write, *_ in _layout(type(self)):
            value = getattr(self, name)
            if value != default or default is dataclasses.MISSING:
                out[name] = write(value)
        return out

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Rebuild from `to_json`. Raises `InvariantError` naming the field when the data has another shape."""
        if type(data) is not dict and not isinstance(data, Mapping):  # the first is four times as fast
            raise InvariantError(f"{cls.__name__} must be an object, not {type(data).__name__}")
        arguments = []
        layout, given = _LAYOUTS.get(cls) or _layout(cls), len(data)
        for name, default, _, read, plain, place in layout:
            value = data.get(name, _ABSENT)
            if value is _ABSENT:
                if default is dataclasses.MISSING:
                    raise InvariantError(f"{cls.__name__} lacks the field {name!r}")
                arguments.append(default)
                continue
            given -= 1
            arguments.append(value if type(value) is plain else read(value, place))
        if given != ("kind" in data and bool(cls.kind_tag)):
            unknown = sorted(set(data) - {name for name, *_ in layout} - {"kind"})
            raise InvariantError(f"{cls.__name__} has unknown fields {unknown}", remedy="written by a newer version?")
        return cls(*arguments)

    def content_hash(self) -> str:
        """32 hexadecimal digits over the canonical JSON form."""
        return content_hash(self.to_json())


#: name, default, writer, reader, the type that needs no reading (None where there is none), "Class.name"
_Field = tuple[str, Any, Writer, Reader, type | None, str]
_LAYOUTS: dict[type, tuple[_Field, ...]] = {}
_ABSENT = object()


def _layout(cls: type) -> tuple[_Field, ...]:
    if cls in _LAYOUTS:
        return _LAYOUTS[cls]
    hints = typing.get_type_hints(cls)
    rows = []
    for field in dataclasses.fields(typing.cast(Any, cls)):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        write, read = _codec(hints[field.name])
        plain = next((kind for kind in _PLAIN if _bare(hints[field.name]) is kind), None)
        rows.append((field.name, default, write, read, plain, f"{cls.__name__}.{field.name}"))
    _LAYOUTS[cls] = tuple(rows)
    return _LAYOUTS[cls]


_PLAIN = (str, bool, int, float)


def _bare(hint: Any) -> Any:
    while hasattr(hint, "__supertype__"):  # NewType
        hint = hint.__supertype__
    return hint


def _codec(hint: Any) -> tuple[Writer, Reader]:
    """The writer and reader of one type hint."""
    hint = _bare(hint)
    if hint is Any:
        return _same, lambda value, place: value
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        options = [entry for entry in arguments if entry is not type(None)]
        optional = len(options) < len(arguments)
        write, read = _codec(options[0]) if len(options) == 1 else _tagged(options)
        return (_or_none(write), _or_none_read(read)) if optional else (write, read)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return _many(*_codec(arguments[0]))
        return _fixed([_codec(entry) for entry in arguments])
    if isinstance(hint, type) and issubclass(hint, Record):
        return Record.to_json, lambda value, place: hint.from_json(value)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return (lambda value: value.value), _member(hint)
    if hint in _PLAIN:
        return _same, _scalar(hint)
    raise TypeError(f"no JSON form for the type hint {hint!r}")


def _same(value: Any) -> Any:
    return value


def _or_none(write: Writer) -> Writer:
    return lambda value: None if value is None else write(value)


def _or_none_read(read: Reader) -> Reader:
    return lambda value, place: None if value is None else read(value, place)


def _many(write: Writer, read: Reader) -> tuple[Writer, Reader]:
    def read_all(value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise InvariantError(f"{place} must be a list, not {type(value).__name__}")
        return tuple([read(entry, place) for entry in value])

    return (lambda value: [write(entry) for entry in value]), read_all


def _fixed(codecs: list[tuple[Writer, Reader]]) -> tuple[Writer, Reader]:
    def read_all(value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) != len(codecs):
            raise InvariantError(f"{place} must be a list of {len(codecs)} entries")
        return tuple(read(entry, place) for entry, (_, read) in zip(value, codecs, strict=True))

    return (lambda value: [write(entry) for entry, (write, _) in zip(value, codecs, strict=True)]), read_all


def _tagged(options: list[Any]) -> tuple[Writer, Reader]:
    by_tag = {option.kind_tag: option for option in options}

    def read(value: Any, place: str) -> Any:
        tag = value.get("kind") if isinstance(value, Mapping) else None
        if tag not in by_tag:
            raise InvariantError(f"{place} has kind {tag!r}; allowed: {', '.join(by_tag)}")
        return by_tag[tag].from_json(value)

    return Record.to_json, read


def _member(hint: type[enum.Enum]) -> Reader:
    members = {member.value: member for member in hint}

    def read(value: Any, place: str) -> Any:
        try:
            return members[value]
        except (KeyError, TypeError):
            allowed = ", ".join(str(entry.value) for entry in hint)
            raise InvariantError(f"{place} is {value!r}; allowed: {allowed}") from None

    return read


def _scalar(hint: type) -> Reader:
    def read(value: Any, place: str) -> Any:
        if hint is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if type(value) is not hint:
            raise InvariantError(f"{place} must be {hint.__name__}, not {type(value).__name__}")
        return value

    return read
