"""Items on the wire: what merchants say (`Listing`), and what is known (`Item` with its cells)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from itemcenter.wire.answers import Asked

#: As `schema.ids` has it.
ID_LENGTH = 512
ItemIdText = Field(min_length=1, max_length=ID_LENGTH, description="Trimmed, without control characters.")


class NamedText(Asked):
    """A cell of the merchant: its name and its text, as written."""

    name: str = Field(min_length=1)
    value: str = Field(min_length=1)


class Listing(Asked):
    """An item as its merchant describes it. Texts are kept exactly: evidence points into them."""

    title: str = Field(min_length=1, description="Must hold more than blanks.")
    description: str = ""
    brand: str = ""
    category_path: list[str] = Field(default=[], max_length=32, description="The merchant's own path, root first.")
    category_id: str | None = Field(
        default=None, description="A category of the ontology, where the merchant knows it."
    )
    group_id: str | None = Field(default=None, description="The product whose variants belong together.")
    texts: list[NamedText] = Field(default=[], max_length=256, description="Further texts, each name once.")
    specs: list[NamedText] = Field(default=[], max_length=4096, description="The merchant's key-value pairs.")
    images: list[str] = Field(default=[], max_length=256, description="Addresses; the server never opens them.")
    extras: list[NamedText] = Field(default=[], max_length=4096, description="Columns that are neither text nor spec.")


class ListingWithId(Listing):
    id: str = ItemIdText


class PutItems(Asked):
    """Items to take in together: all of them or none."""

    items: list[ListingWithId] = Field(min_length=1)
    source: str = Field(default="merchant", min_length=1, max_length=100, description="Whose catalog they are from.")


class PutReport(BaseModel):
    """What came of one item."""

    id: str
    outcome: Literal["new", "changed", "unchanged"]
    changes: list[int] = Field(description="Numbers of the changes that took effect.")


class Evidence(BaseModel):
    """The very words that prove a fact. Offsets count Unicode code points: `text_of(field)[start:end] == text`."""

    kind: Literal["text_span", "merchant_cell", "image_region", "inherited_from"]
    field: str | None = Field(
        default=None, description="text_span: title, description, brand, category or a further text."
    )
    name: str | None = Field(default=None, description="merchant_cell: the cell.")
    start: int | None = None
    end: int | None = None
    text: str | None = None
    image: str | None = Field(default=None, description="image_region: address of the image.")
    left: float | None = Field(default=None, description="image_region: sides as fractions of width and height.")
    top: float | None = None
    right: float | None = None
    bottom: float | None = None
    item_id: str | None = Field(default=None, description="inherited_from: the other item.")
    reason: str | None = None


class Fact(BaseModel):
    """A decided value with its proof."""

    text: str = Field(description="The canonical value, for people.")
    type: Literal["categorical", "quantity", "count", "identifier", "colour", "boolean", "text"]
    value_id: str | None = Field(default=None, description="Entry of the key's value list.")
    number: float | None = None
    number_to: float | None = Field(default=None, description="Upper end of a range.")
    unit: str = ""
    confidence: float = Field(ge=0, le=1)
    producer: Literal["merchant", "reuse", "inherit", "local_model", "llm", "human"]
    evidence: list[Evidence] = []
    release: str = Field(default="", description="The ontology release that it was decided under.")
    model: str = Field(default="", description="The recogniser, empty for merchants and people.")


class Cell(BaseModel):
    """What is known about one key of an item: facts, best first, or an honest "not stated"."""

    key: str
    name: str = Field(description="The key's name in the server's release.")
    state: Literal["facts", "not_stated"]
    facts: list[Fact] = []
    source: str = Field(description="Whose word it is: merchant, machine, human or one of their desks.")
    locked: bool = Field(default=False, description="A person's lock outranks everything.")
    author: str = ""
    time: str = Field(description="Of the word: ISO 8601, UTC.")
    tier: Literal["second", "minute", "day"] = Field(description="How fresh the delivery was that brought it.")


class CategoryOption(BaseModel):
    id: str
    path: str = Field(description="Names from the root; the id where the release does not have it.")
    confidence: float


class Category(CategoryOption):
    method: str = Field(description="How it was found: given, mapped, drawn, path, linked, name, title, text, root.")
    evidence: list[Evidence] = []
    alternatives: list[CategoryOption] = []


class Item(BaseModel):
    """All that is known of an item."""

    id: str
    listing: Listing | None = Field(
        default=None, description="What the merchant says; left out where only facts are asked."
    )
    category: Category | None = None
    cells: list[Cell] = Field(description="In order of key id.")
    source: str
    time: str = Field(description="When the listing was made: ISO 8601, UTC.")
    presence: Literal["present", "missing", "retired"]
    etag: str = Field(description="Changes whenever the item or one of its cells does; send it as `If-Match`.")
