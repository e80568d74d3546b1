"""A first ontology from a catalog alone: categories, typed keys, units, values, synonyms, brands - for experts to mend.

`bootstrap` looks at the items once (`observe`), takes the merchant's paths as categories (`path_tree`) or, where there
are none, groups items by their spec names and titles (`groups`), types the keys (`key_drafts`) and puts them where they
apply (`scopes`). What each entry rests on is told in findings; `CategoryModel` gives every item its category.
"""

from itemcenter.ontology.bootstrap.category_model import AssignedCategory, CategoryModel
from itemcenter.ontology.bootstrap.draft import OntologyDraft, bootstrap
from itemcenter.ontology.bootstrap.findings import DraftFinding
from itemcenter.ontology.bootstrap.observe import ItemSource
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.proposed import Proposed
from itemcenter.ontology.bootstrap.rebase import Rebased, rebase

__all__ = [
    "AssignedCategory",
    "BootstrapOptions",
    "CategoryModel",
    "DraftFinding",
    "ItemSource",
    "OntologyDraft",
    "Proposed",
    "Rebased",
    "bootstrap",
    "rebase",
]
