"""Which ontology key a merchant means by the name of a spec or column: proposed, and kept in a table for people.

`MerchantKeys` gathers what a catalog says, `KeyProposer` proposes, `table` reads and writes `key_map.csv`.
"""

from itemcenter.ontology.key_map.merchant_keys import MerchantKey, MerchantKeys
from itemcenter.ontology.key_map.propose import AUTO, KeyProposer
from itemcenter.ontology.key_map.table import EVERYWHERE, merged, read_key_map, write_key_map

__all__ = [
    "AUTO",
    "EVERYWHERE",
    "KeyProposer",
    "MerchantKey",
    "MerchantKeys",
    "merged",
    "read_key_map",
    "write_key_map",
]
