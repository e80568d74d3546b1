"""From items to facts: semantic search over the ontology, then discrimination on the item's own words.

The category is given, mapped or predicted; recall gathers at most ten candidates for every (item, key) from names,
typed values, numbers, codes, what the catalog has taught and nearness of meaning; the evidence model decides which of
them the item states, behind the port `discriminate`.
"""

from itemcenter.library.catalog_counts import CatalogCounts
from itemcenter.library.category import CategoryMapper, CategoryOptions
from itemcenter.library.escalation import EscalationOptions
from itemcenter.library.evidence_discriminator import EvidenceDiscriminator, EvidenceOptions
from itemcenter.library.learned import Learned
from itemcenter.library.llm_discriminator import EscalationTally
from itemcenter.library.llm_trust import Trial, Trust
from itemcenter.library.reading_discriminator import READ_PATHS, Reading, ReadingDiscriminator, ReadPath
from itemcenter.library.recognize import LibraryRecognizer
from itemcenter.library.value_input import value_from_input

__all__ = [
    "READ_PATHS",
    "CatalogCounts",
    "CategoryMapper",
    "CategoryOptions",
    "EscalationOptions",
    "EscalationTally",
    "EvidenceDiscriminator",
    "EvidenceOptions",
    "Learned",
    "LibraryRecognizer",
    "ReadPath",
    "Reading",
    "ReadingDiscriminator",
    "Trial",
    "Trust",
    "value_from_input",
]
