"""From items to facts: semantic search over the ontology, then discrimination on the item's own words.

First form: the category is given or mapped by path and name; recall is one alias pass over all texts plus typed values
(quantities, counts, booleans, identifiers); discrimination weighs the evidence by fixed, documented rules. Learning
takes the place of the rules behind the port `discriminate`, without another change.
"""

from itemcenter.library.category import CategoryMapper, CategoryOptions
from itemcenter.library.discriminate import RuleDiscriminator, RuleOptions
from itemcenter.library.recognize import LibraryRecognizer
from itemcenter.library.value_input import value_from_input

__all__ = [
    "CategoryMapper",
    "CategoryOptions",
    "LibraryRecognizer",
    "RuleDiscriminator",
    "RuleOptions",
    "value_from_input",
]
