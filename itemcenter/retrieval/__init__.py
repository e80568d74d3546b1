"""Finding what may be meant: names of the ontology in texts, in time that does not grow with the number of names.

The alias pass is here; vector and lexical recall, score fusion and calibration join it.
"""

from itemcenter.retrieval.alias_index import AliasHits, AliasIndex
from itemcenter.retrieval.token_stream import TokenStream

__all__ = ["AliasHits", "AliasIndex", "TokenStream"]
