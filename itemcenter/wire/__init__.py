"""What goes over the wire, once: the server documents and checks with these models, the client reads with them.

Every success is an `Answer`, every failure a `Problem`. The models know nothing of the rest of itemcenter, so that a
client needs no more than pydantic. Requests refuse unknown fields; answers may gain fields, and readers ignore what
they do not know.
"""

from itemcenter.wire import ucp
from itemcenter.wire.agents import (
    AgentIds,
    AskedTexts,
    ComparedItem,
    CompareItems,
    Comparison,
    FactCondition,
    FoundItems,
    ItemPage,
    ReadItems,
    SearchItems,
    ShortItem,
)
from itemcenter.wire.algorithms import (
    AskedItems,
    BrandGuess,
    CategoryGuess,
    Issue,
    ListingReport,
    Recognised,
    Title,
    TitleRequest,
    Titles,
)
from itemcenter.wire.answers import Answer, FieldFault, Problem
from itemcenter.wire.items import (
    Category,
    CategoryOption,
    Cell,
    Evidence,
    Fact,
    Item,
    Listing,
    ListingWithId,
    NamedText,
    PutItems,
    PutReport,
)
from itemcenter.wire.knowledge import Account, Change, ItemIds, KeyWords, SetFacts, Word
from itemcenter.wire.ontology import CategoryEntry, KeyEntry, Release, ScopeEntry, ValueEntry
from itemcenter.wire.reviews import ReviewDecision, ReviewEntry, ReviewEvent
from itemcenter.wire.snapshots import (
    Snapshot,
    SnapshotFile,
    SnapshotItem,
    SnapshotTable,
    TableName,
    TakenSnapshot,
    TakeSnapshot,
)

__all__ = [
    "Account",
    "AgentIds",
    "Answer",
    "AskedItems",
    "AskedTexts",
    "BrandGuess",
    "Category",
    "CategoryEntry",
    "CategoryGuess",
    "CategoryOption",
    "Cell",
    "Change",
    "CompareItems",
    "ComparedItem",
    "Comparison",
    "Evidence",
    "Fact",
    "FactCondition",
    "FieldFault",
    "FoundItems",
    "Issue",
    "Item",
    "ItemIds",
    "ItemPage",
    "KeyEntry",
    "KeyWords",
    "Listing",
    "ListingReport",
    "ListingWithId",
    "NamedText",
    "Problem",
    "PutItems",
    "PutReport",
    "ReadItems",
    "Recognised",
    "Release",
    "ReviewDecision",
    "ReviewEntry",
    "ReviewEvent",
    "ScopeEntry",
    "SearchItems",
    "SetFacts",
    "ShortItem",
    "Snapshot",
    "SnapshotFile",
    "SnapshotItem",
    "SnapshotTable",
    "TableName",
    "TakeSnapshot",
    "TakenSnapshot",
    "Title",
    "TitleRequest",
    "Titles",
    "ValueEntry",
    "Word",
    "ucp",
]
