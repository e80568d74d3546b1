"""Finding what may be meant: names of the ontology in texts, values and items by the meaning of texts.

The alias pass finds every name in one scan, in time that does not grow with the number of names. The vector indexes
find the values nearest to an item among those of a key (`ValueIndex`), and the items nearest to an item in its category
(`ItemIndex`); both are exact, take changes one by one, and answer only the encoder they were built with.
"""

from itemcenter.retrieval.alias_index import AliasHits, AliasIndex
from itemcenter.retrieval.encoder import CachedEncoder, TextVectors
from itemcenter.retrieval.instructions import concept_instruction, encoder_text, item_instruction, value_instruction
from itemcenter.retrieval.item_index import ItemHits, ItemIndex
from itemcenter.retrieval.token_stream import TokenStream
from itemcenter.retrieval.value_index import ListEntries, SyncCounts, ValueHits, ValueIndex

__all__ = [
    "AliasHits",
    "AliasIndex",
    "CachedEncoder",
    "ItemHits",
    "ItemIndex",
    "ListEntries",
    "SyncCounts",
    "TextVectors",
    "TokenStream",
    "ValueHits",
    "ValueIndex",
    "concept_instruction",
    "encoder_text",
    "item_instruction",
    "value_instruction",
]
