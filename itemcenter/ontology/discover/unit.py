"""`Unit`: one thing that one text says - the paper's <category, document, key, key description, value>."""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema import TextSpan


@dataclass(frozen=True, slots=True)
class Unit:
    """key: its name as the text or the ontology has it; key_id: "" for a key that is not known

    described: what is known of the key; span: where the value stands, `span.text` is the value
    named: whether the text itself names the key; weight: how often the document was met; time_us: 0 where unknown
    who: the language model that read it so; "" for cells and our own readers
    """

    category: str
    document: str
    key: str
    key_id: str
    described: str
    span: TextSpan
    confidence: float
    weight: int = 1
    time_us: int = 0
    named: bool = True
    who: str = ""

    def __post_init__(self) -> None:
        if not self.key.strip() or not self.span.text.strip():
            raise InvariantError(f"document {self.document!r}: a unit has a key and a value")

    @property
    def value(self) -> str:
        return self.span.text
