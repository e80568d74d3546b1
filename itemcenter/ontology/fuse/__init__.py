"""Fusion: surface values of one key scope become concepts, each a standard name with its synonyms.

forms         what of a writing can be compared          guards      what never means the same
pair_features two forms as numbers                       pair_model  how surely two forms are one value
candidates    which pairs are worth a look               linkage     clusters of a distance matrix
scope         one key scope: fused whole, or some more values added to it
standard      the name of a cluster                      threshold   from which distance on values stay apart
"""

from itemcenter.ontology.fuse.forms import Form, FusedKey, form_of
from itemcenter.ontology.fuse.guards import apart
from itemcenter.ontology.fuse.pair_model import PairModel, shipped_model
from itemcenter.ontology.fuse.scope import Concept, FuseOptions, Scope, Surface

__all__ = [
    "Concept",
    "Form",
    "FuseOptions",
    "FusedKey",
    "PairModel",
    "Scope",
    "Surface",
    "apart",
    "form_of",
    "shipped_model",
]
