"""A value as a text that is read back as the same value, and what people answer as a label."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.errors import InputError, ValueParseError
from itemcenter.evaluate.gold import GoldLabel, Place
from itemcenter.library import value_from_input
from itemcenter.schema import AttributeKey, OntologyRelease, TypedValue

#: Answers that are no value, as they stand in files. A value that is called so goes by its id.
NOT_STATED, OTHER = "(not stated)", "(none of these)"


def spelled(value: TypedValue, key: AttributeKey, release: OntologyRelease) -> str:
    """The value's name, or its id where the name means another value of the list or one of our own answers."""
    if value.value_id is None:
        return value.text
    if value.text in (NOT_STATED, OTHER):
        return value.value_id
    try:
        return value.text if value_from_input(value.text, key, release).value_id == value.value_id else value.value_id
    except ValueParseError:
        return value.value_id


def label_of(
    place: Place,
    key: AttributeKey,
    release: OntologyRelease,
    labeller: str,
    values: Sequence[str],
    other: str,
    *,
    not_stated: bool,
    content: str,
    final: bool,
    note: str = "",
) -> GoldLabel:
    """A label out of texts. Raises `InputError` for answers that contradict each other or are no value of the key.

    other: a value that was not offered: read as a value of the key where it is one, else kept as a proposal where the
           key has a list
    """
    if not_stated and (values or other):
        raise InputError("the answer is both “not stated” and a value", remedy="keep one of them")
    if not (not_stated or values or other):
        raise InputError("there is no answer", remedy="give a value, “not stated”, or leave the cell out")
    found: dict[str, TypedValue] = {}
    beyond = ""
    for text in values:
        value = value_from_input(text, key, release)
        found.setdefault(value.identity, value)
    if other:
        try:
            value = value_from_input(other, key, release)
            found.setdefault(value.identity, value)
        except ValueParseError:
            if key.value_list_id is None:
                raise
            beyond = other
    if len(found) + bool(beyond) > 1 and not key.multiple:
        raise InputError(f"{key.name!r} takes one value, not {len(found) + bool(beyond)}", remedy="choose one of them")
    ordered = tuple(found[identity] for identity in sorted(found))
    return GoldLabel(*place, labeller, ordered, beyond, content, final, note)


def code_of(label: GoldLabel) -> str:
    """Equal for labels that say the same, as agreement counts them: numbers to six digits, texts without case."""
    if not label.stated:
        return ""
    parts = sorted(_code(value) for value in label.values)
    return "|".join([*parts, *([f"?{label.beyond.casefold()}"] if label.beyond else [])])


def _code(value: TypedValue) -> str:
    if value.number is not None:
        return f"{value.number:.6g}-{value.number_to or value.number:.6g} {value.unit}"
    return value.identity.casefold()
