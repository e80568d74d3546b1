"""Products (SPUs) found where a catalog has no group column: items whose titles differ only in variant words.

    title     a title into its skeleton and its variant words (tokens: its words and figures; variant_words: the tables)
    listing   the little of an item that grouping reads, and its file on disk
    codes     stems of item numbers, model numbers, picture folders: a group column in disguise, if the catalog shows it
    trust     whether it does; learned: words that stand where colours stand, so are variant words too
    join      from blocks of equal codes and skeletons (alike_titles) to groups, with guards; reasons: why, in words
    naming    ids that stay from build to build; infer: all of it in order
    shelf     what a center keeps; overrides: groups.csv, a person's word; assignment: groups put on items

Precision comes first: a word that varies and is not known as a variant word keeps two items apart.
"""

from itemcenter.items.groups.assignment import Assignment, Inferred
from itemcenter.items.groups.infer import Found, infer_groups
from itemcenter.items.groups.listing import Listing
from itemcenter.items.groups.options import GroupOptions
from itemcenter.items.groups.overrides import Override, Overrides, read_overrides, write_overrides
from itemcenter.items.groups.shelf import GroupShelf
from itemcenter.items.groups.variant_words import variant_dimension, variant_phrase

__all__ = [
    "Assignment",
    "Found",
    "GroupOptions",
    "GroupShelf",
    "Inferred",
    "Listing",
    "Override",
    "Overrides",
    "infer_groups",
    "read_overrides",
    "variant_dimension",
    "variant_phrase",
    "write_overrides",
]
