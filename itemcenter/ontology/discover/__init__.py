"""Discovery: what texts say that the ontology may not know yet, as units and as proposals.

key_book    keys as a catalog writes them, with their values and the headings between them
key_runs    pairs that a text runs together without marks ("Sleeve Half Sleeve Fabric Cotton")
name_reader what names of items state without naming a key
reader      all of a text: spelled pairs, runs, names, and what an extractor finds for known keys
chat_reader the same units from a language model: chat_prompt asks for them, chat_checks believes what stands there
new_keys    keys of the cells that the ontology lacks, with type, unit, list and places
harvest     units of many items, counted over time, to proposals; in bounded memory
"""

from itemcenter.ontology.discover.chat_prompt import Sheet
from itemcenter.ontology.discover.chat_reader import DISCOVERY, ChatReader, ReadTally
from itemcenter.ontology.discover.harvest import Harvest, HarvestOptions
from itemcenter.ontology.discover.key_book import KeyBook
from itemcenter.ontology.discover.key_runs import Run, runs_of
from itemcenter.ontology.discover.name_reader import BRAND_NAMES, NameReader, TaughtItem
from itemcenter.ontology.discover.new_keys import CatalogKeys, key_proposals
from itemcenter.ontology.discover.reader import Reader
from itemcenter.ontology.discover.unit import Unit

__all__ = [
    "BRAND_NAMES",
    "DISCOVERY",
    "CatalogKeys",
    "ChatReader",
    "Harvest",
    "HarvestOptions",
    "KeyBook",
    "NameReader",
    "ReadTally",
    "Reader",
    "Run",
    "Sheet",
    "TaughtItem",
    "Unit",
    "key_proposals",
    "runs_of",
]
