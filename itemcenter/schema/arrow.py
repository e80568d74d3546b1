"""Arrow form of every noun, derived from its type hints: one row a record, nested parts as structs and lists.

The only third-party import in this folder. Numbers and texts are columns of their own, so that no reader needs this
package; a union of nouns is one struct with the fields of all of them and "kind". Fields at their default may be null.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar, Union

import pyarrow as pa

from itemcenter.schema.record import Record

R = TypeVar("R", bound=Record)

_SCALARS = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}


def arrow_schema(noun: type[Record]) -> pa.Schema:
    """One column a field of the noun."""
    return pa.schema(list(_form_of(noun).type))


def to_arrow(noun: type[R], records: Iterable[R]) -> pa.Table:
    """(n records) -> table of n rows with `arrow_schema(noun)`."""
    form = _form_of(noun)
    return pa.Table.from_pylist([form.write(record.to_json()) for record in records], schema=arrow_schema(noun))


def from_arrow(noun: type[R], table: pa.Table) -> Iterator[R]:
    """Rebuild what `to_arrow` wrote. Raises `InvariantError` for rows that are no such noun."""
    form = _form_of(noun)
    for batch in table.to_batches():
        for row in batch.to_pylist():
            yield noun.from_json(form.read(row))


class _Form(NamedTuple):
    """The Arrow type of a type hint, and the ways from the JSON form into it and back."""

    type: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


_FORMS: dict[Any, _Form] = {}


def _form_of(hint: Any) -> _Form:
    while hasattr(hint, "__supertype__"):  # NewType
        hint = hint.__supertype__
    if hint not in _FORMS:
        _FORMS[hint] = _make(hint)
    return _FORMS[hint]


def _make(hint: Any) -> _Form:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _SCALARS:
        return _Form(_SCALARS[hint], _same, _same)
    if origin in (Union, types.UnionType):
        options = [entry for entry in arguments if entry is not type(None)]
        form = _form_of(options[0]) if len(options) == 1 else _union(options)
        return _Form(form.type, _unless_null(form.write), _unless_null(form.read))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        form = _form_of(arguments[0])
        return _Form(
            pa.list_(form.type),
            lambda value: [form.write(entry) for entry in value],
            lambda value: [form.read(entry) for entry in value],
        )
    if origin is tuple:
        return _pair([_form_of(entry) for entry in arguments])
    if isinstance(hint, type) and issubclass(hint, enum.IntEnum):
        return _Form(pa.int64(), _same, _same)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _Form(pa.string(), _same, _same)
    if isinstance(hint, type) and issubclass(hint, Record):
        return _struct(hint)
    raise TypeError(f"no Arrow form for the type hint {hint!r}")


def _struct(noun: type[Record]) -> _Form:
    hints = typing.get_type_hints(noun)
    fields = dataclasses.fields(typing.cast(Any, noun))
    forms = {field.name: _form_of(hints[field.name]) for field in fields}
    required = {field.name for field in fields if _has_no_default(field)}

    def write(value: Mapping[str, Any]) -> dict[str, Any]:
        return {name: forms[name].write(entry) if name in forms else entry for name, entry in value.items()}

    def read(row: Mapping[str, Any]) -> dict[str, Any]:
        out = {
            name: None if row[name] is None else form.read(row[name])
            for name, form in forms.items()
            if row[name] is not None or name in required
        }
        return {"kind": noun.kind_tag} | out if noun.kind_tag else out

    return _Form(pa.struct([(name, form.type) for name, form in forms.items()]), write, read)


def _union(nouns: list[type[Record]]) -> _Form:
    forms = {noun.kind_tag: _form_of(noun) for noun in nouns}
    columns = {field.name: field.type for form in forms.values() for field in form.type}
    return _Form(
        pa.struct([("kind", pa.string()), *columns.items()]),
        lambda value: forms[value["kind"]].write(value),
        lambda row: forms[row["kind"]].read(row),
    )


def _pair(forms: list[_Form]) -> _Form:
    """A tuple of fixed length, as a struct with the fields "first", "second", ..."""
    names = ("first", "second", "third", "fourth")[: len(forms)]
    parts = dict(zip(names, forms, strict=True))
    return _Form(
        pa.struct([(name, form.type) for name, form in parts.items()]),
        lambda value: {name: form.write(entry) for (name, form), entry in zip(parts.items(), value, strict=True)},
        lambda row: [form.read(row[name]) for name, form in parts.items()],
    )


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _unless_null(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


def _same(value: Any) -> Any:
    return value
