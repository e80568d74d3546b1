"""Measuring recognition on a user's own catalog: hide cells, look whether they come back, count honestly.

`masking` chooses what to hide, `raw_copies` takes every copy of it out of the item, `written` says a recovered value in
the merchant's own form, `counting` and `intervals` count, `priors` and `literal` are the baselines beside every figure.
The job `itemcenter.jobs.evaluate` strings them around an ordinary build.
"""

from itemcenter.evaluate.counting import Count, Tally, same, stated
from itemcenter.evaluate.intervals import wilson
from itemcenter.evaluate.literal import LiteralMatch
from itemcenter.evaluate.masking import HiddenCell, MaskPlan, MaskUnit, attribute_cells, choose_cells, draw, group_of
from itemcenter.evaluate.priors import Priors, choose_priors
from itemcenter.evaluate.raw_copies import CopyRules, adjacent_pairs, without_copies
from itemcenter.evaluate.written import MerchantForms

__all__ = [
    "CopyRules",
    "Count",
    "HiddenCell",
    "LiteralMatch",
    "MaskPlan",
    "MaskUnit",
    "MerchantForms",
    "Priors",
    "Tally",
    "adjacent_pairs",
    "attribute_cells",
    "choose_cells",
    "choose_priors",
    "draw",
    "group_of",
    "same",
    "stated",
    "wilson",
    "without_copies",
]
