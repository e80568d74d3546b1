"""What can be swapped: one small Protocol a file. Backends are found by name through `itemcenter.registry`.

A port appears here when something implements it; ARCHITECTURE.md lists those that are still to come.
"""

from itemcenter.ports.categorise import AssignedCategory, Categoriser
from itemcenter.ports.discriminate import Discriminator, Question
from itemcenter.ports.embed import Embedder
from itemcenter.ports.query import Query
from itemcenter.ports.read_slots import SlotReader
from itemcenter.ports.recognize import Recognition, Recognizer
from itemcenter.ports.store import (
    CellDimension,
    CellQuery,
    CellTally,
    DimensionValue,
    ItemDimension,
    ItemStamp,
    Store,
    StoreCounts,
)

__all__ = [
    "AssignedCategory",
    "Categoriser",
    "CellDimension",
    "CellQuery",
    "CellTally",
    "DimensionValue",
    "Discriminator",
    "Embedder",
    "ItemDimension",
    "ItemStamp",
    "Query",
    "Question",
    "Recognition",
    "Recognizer",
    "SlotReader",
    "Store",
    "StoreCounts",
]
