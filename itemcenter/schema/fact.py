"""What is known of an item: typed values, the evidence that proves them, and facts that join the two.

Offsets count Unicode code points of the field's text as stored in the item, half-open: `text[start:end]`.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import ClassVar

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import ItemId, KeyId, ModelId, ReleaseId, ValueId, check_id
from itemcenter.schema.record import Record

#: The model of facts that no model decided (merchant and human facts).
NO_MODEL = ModelId("")


class ValueType(enum.Enum):
    """How the values of a key are parsed, normalised and compared (see `itemcenter.values`)."""

    CATEGORICAL = "categorical"
    QUANTITY = "quantity"
    COUNT = "count"
    IDENTIFIER = "identifier"
    COLOUR = "colour"
    BOOLEAN = "boolean"
    TEXT = "text"


class Producer(enum.Enum):
    """Who decided a fact."""

    MERCHANT = "merchant"
    REUSE = "reuse"
    INHERIT = "inherit"
    LOCAL_MODEL = "local_model"
    LLM = "llm"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class TypedValue(Record):
    """A canonical value. `text` is what people read ("Navy", "43.18 cm", "yes"); the rest is for machines.

    number:     magnitude of a quantity (in `unit`) or a count; `number_to` is the upper end of a range, else None
    value_id:   entry of the key's value list, None for typed values and for open values outside the list
    """

    type: ValueType
    text: str
    value_id: ValueId | None = None
    number: float | None = None
    number_to: float | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.text or self.text != self.text.strip():
            raise InvariantError(f"a value's text must be non-empty and trimmed, not {self.text!r}")
        for number in (self.number, self.number_to):
            if number is not None and not math.isfinite(number):
                raise InvariantError(f"value {self.text!r} has the number {number}: numbers must be finite")
        if self.number_to is not None and (self.number is None or self.number_to < self.number):
            raise InvariantError(f"range {self.number} to {self.number_to} of {self.text!r} is not ascending")
        if self.type in (ValueType.QUANTITY, ValueType.COUNT) and self.number is None:
            raise InvariantError(f"a {self.type.value} needs a number: {self.text!r}")
        if self.unit and self.type is not ValueType.QUANTITY:
            raise InvariantError(f"only a quantity has a unit: {self.text!r} [{self.unit}]")

    @property
    def identity(self) -> str:
        """What makes two values of one key the same entry of a cell: the value id, else the canonical text."""
        return f"#{self.value_id}" if self.value_id is not None else self.text


@dataclass(frozen=True, slots=True)
class TextSpan(Record):
    """The words of an item that prove a value: `field_text(field)[start:end] == text`."""

    kind_tag: ClassVar[str] = "text_span"
    field: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text, f"field {self.field!r}")


@dataclass(frozen=True, slots=True)
class MerchantCell(Record):
    """A cell that the merchant filled: the key as written there, and the span of the cell's raw text."""

    kind_tag: ClassVar[str] = "merchant_cell"
    name: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        _check_span(self.start, self.end, self.text, f"cell {self.name!r}")


@dataclass(frozen=True, slots=True)
class ImageRegion(Record):
    """A part of an image, as fractions (0 to 1) of its width and height from the top left corner."""

    kind_tag: ClassVar[str] = "image_region"
    image: str
    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def __post_init__(self) -> None:
        if not self.image:
            raise InvariantError("an image region needs the image's address")
        if not (0.0 <= self.left < self.right <= 1.0 and 0.0 <= self.top < self.bottom <= 1.0):
            raise InvariantError(f"image region {self.left, self.top, self.right, self.bottom} lies outside 0 to 1")


@dataclass(frozen=True, slots=True)
class InheritedFrom(Record):
    """The value was taken over from another item (a variant of the same group, or a near-duplicate)."""

    kind_tag: ClassVar[str] = "inherited_from"
    item_id: ItemId
    reason: str

    def __post_init__(self) -> None:
        check_id(self.item_id, "item")
        if not self.reason:
            raise InvariantError("inherited evidence needs a reason")


Evidence = TextSpan | MerchantCell | ImageRegion | InheritedFrom


@dataclass(frozen=True, slots=True)
class Fact(Record):
    """One decided value of one key of one item, with its proof.

    confidence is in [0, 1]. Every producer but a human must show evidence; reuse and inheritance name their source.
    `model_id` names the recogniser and its settings ("" for merchant and human facts).
    """

    item_id: ItemId
    key_id: KeyId
    value: TypedValue
    confidence: float
    evidence: tuple[TextSpan | MerchantCell | ImageRegion | InheritedFrom, ...]
    producer: Producer
    release_id: ReleaseId
    model_id: ModelId = NO_MODEL

    def __post_init__(self) -> None:
        check_id(self.item_id, "item")
        check_id(self.key_id, "key")
        if not 0.0 <= self.confidence <= 1.0:
            raise InvariantError(f"confidence {self.confidence} is outside 0 to 1")
        place = f"fact {self.item_id} / {self.key_id} = {self.value.text!r}"
        if not self.evidence and self.producer is not Producer.HUMAN:
            raise InvariantError(f"{place} by {self.producer.value} has no evidence")
        if self.producer in (Producer.REUSE, Producer.INHERIT) and not any(
            isinstance(entry, InheritedFrom) for entry in self.evidence
        ):
            raise InvariantError(f"{place} by {self.producer.value} does not name the item it was taken from")


def said(facts: tuple[Fact, ...]) -> tuple[tuple[object, ...], ...]:
    """What facts say: without the release and the model they were decided with, which may change while nothing that a
    reader of a change stream should be told of does.
    """
    return tuple((fact.value, fact.confidence, fact.evidence, fact.producer) for fact in facts)


def _check_span(start: int, end: int, text: str, place: str) -> None:
    if not 0 <= start < end:
        raise InvariantError(f"span {start}:{end} in {place} is empty or negative")
    if len(text) != end - start:
        raise InvariantError(f"span {start}:{end} in {place} has {end - start} characters, its text {len(text)}")
