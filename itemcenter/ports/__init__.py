"""What can be swapped: one small Protocol a file. Backends are found by name through `itemcenter.registry`.

A port appears here when something implements it; ARCHITECTURE.md lists those that are still to come.
"""

from itemcenter.ports.categorise import AssignedCategory, Categoriser
from itemcenter.ports.chat import (
    AnswerShape,
    Chat,
    ChatAnswer,
    ChatFailure,
    ChatRequest,
    FailureReason,
    Message,
    TokenChances,
    Usage,
)
from itemcenter.ports.coordination import Coordination
from itemcenter.ports.discriminate import Discriminator, Question
from itemcenter.ports.embed import Embedder
from itemcenter.ports.lake import Lake
from itemcenter.ports.query import Query
from itemcenter.ports.read_slots import SlotReader
from itemcenter.ports.recognize import Pruner, Recognition, Recognizer, ReleaseScopes, Renewal, Touch
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
from itemcenter.ports.stream import Delivery, Post, Stream, Subscription, partition_of_post

__all__ = [
    "AnswerShape",
    "AssignedCategory",
    "Categoriser",
    "CellDimension",
    "CellQuery",
    "CellTally",
    "Chat",
    "ChatAnswer",
    "ChatFailure",
    "ChatRequest",
    "Coordination",
    "Delivery",
    "DimensionValue",
    "Discriminator",
    "Embedder",
    "FailureReason",
    "ItemDimension",
    "ItemStamp",
    "Lake",
    "Message",
    "Post",
    "Pruner",
    "Query",
    "Question",
    "Recognition",
    "Recognizer",
    "ReleaseScopes",
    "Renewal",
    "SlotReader",
    "Store",
    "StoreCounts",
    "Stream",
    "Subscription",
    "TokenChances",
    "Touch",
    "Usage",
    "partition_of_post",
]
