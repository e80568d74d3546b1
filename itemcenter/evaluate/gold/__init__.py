"""Gold sets: which cells people look at, what they said, how far they agree, and what a build is worth by their word.

`gold_set` holds the nouns and adds them up, `sampling` draws cells, `agreement` compares labellers, `scoring` counts a
build, `comparing` counts two builds on the same cells. Files, stores and people are the business of `jobs.gold`.
"""

from itemcenter.evaluate.gold.agreement import Agreement, agreement
from itemcenter.evaluate.gold.comparing import Comparison, GateLimits, KeyChange, compare
from itemcenter.evaluate.gold.gold_set import GoldCell, GoldLabel, GoldSet, GoldStratum, Place
from itemcenter.evaluate.gold.sampling import Population, SamplePlan, choose
from itemcenter.evaluate.gold.scoring import CellScore, Shares, score_cell, shares

__all__ = [
    "Agreement",
    "CellScore",
    "Comparison",
    "GateLimits",
    "GoldCell",
    "GoldLabel",
    "GoldSet",
    "GoldStratum",
    "KeyChange",
    "Place",
    "Population",
    "SamplePlan",
    "Shares",
    "agreement",
    "choose",
    "compare",
    "score_cell",
    "shares",
]
