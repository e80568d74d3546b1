"""Weights of the evidence for a category, and the score of "none of them". Made, not written:

    python -m benchmarks.fit_category --shopify TAXONOMY-FOLDER

From titles written for this project and titles made from the Shopify Standard Product Taxonomy
(shopify 2025-08-unstable). No seller's catalog was seen. `category_evidence.FEATURES` says what each weight
is multiplied with.
"""

from __future__ import annotations

WITH_MEANING = {
    "own_main": 3.0467,
    "own_beside": 3.7071,
    "own_whole": -0.0649,
    "head_main": 1.2993,
    "head_last": 0.2776,
    "head_runs_on": -0.6458,
    "head_beside": 2.1998,
    "whole_and_last": 0.6761,
    "head_missing": -1.3239,
    "no_words": -0.309,
    "weight_main": 5.5908,
    "explained_main": 0.7512,
    "context_main": 2.2466,
    "explained_beside": -1.2122,
    "unexplained_beside": -0.2428,
    "context_beside": 2.1839,
    "parent_words": 0.2856,
    "above_words": 0.0555,
    "above_missing": -0.8988,
    "audience_missing": -0.9847,
    "audience_unmet": -1.6844,
    "root_names": 0.0411,
    "branch_names": 0.0633,
    "similar": 1.804,
    "similar_gap": -3.2748,
    "similar_parent": 1.3368,
    "similar_root": 0.1427,
    "depth": -0.3203,
    "leaf": 0.5134,
    "below": -0.6209,
    "none": 5.3512,
}

WITHOUT_MEANING = {
    "own_main": 3.2685,
    "own_beside": 3.7,
    "own_whole": -0.0471,
    "head_main": 1.2024,
    "head_last": 0.2941,
    "head_runs_on": -0.6277,
    "head_beside": 2.7083,
    "whole_and_last": 0.8038,
    "head_missing": -1.2024,
    "no_words": 0.0,
    "weight_main": 6.7273,
    "explained_main": 0.529,
    "context_main": 2.8544,
    "explained_beside": -0.292,
    "unexplained_beside": -0.3783,
    "context_beside": 2.2758,
    "parent_words": 0.7307,
    "above_words": 0.1565,
    "above_missing": -0.945,
    "audience_missing": -0.9839,
    "audience_unmet": -1.6671,
    "root_names": 0.0357,
    "branch_names": 0.0695,
    "similar": 0.0,
    "similar_gap": 0.0,
    "similar_parent": 0.0,
    "similar_root": 0.0,
    "depth": -0.2557,
    "leaf": 0.5718,
    "below": -0.6104,
    "none": 6.0308,
}
