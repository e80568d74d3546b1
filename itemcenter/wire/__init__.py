"""What goes over the wire, once: the server documents and checks with these models, the client reads with them.

Every success is an `Answer`, every failure a `Problem`. The models know nothing of the rest of itemcenter, so that a
client needs no more than pydantic. Requests refuse unknown fields; answers may gain fields, and readers ignore what
they do not know.
"""

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

__all__ = [
    "Account",
    "Answer",
    "AskedItems",
    "BrandGuess",
    "Category",
    "CategoryEntry",
    "CategoryGuess",
    "CategoryOption",
    "Cell",
    "Change",
    "Evidence",
    "Fact",
    "FieldFault",
    "Issue",
    "Item",
    "ItemIds",
    "KeyEntry",
    "KeyWords",
    "Listing",
    "ListingReport",
    "ListingWithId",
    "NamedText",
    "Problem",
    "PutItems",
    "PutReport",
    "Recognised",
    "Release",
    "ReviewDecision",
    "ReviewEntry",
    "ReviewEvent",
    "ScopeEntry",
    "SetFacts",
    "Title",
    "TitleRequest",
    "Titles",
    "ValueEntry",
    "Word",
]
