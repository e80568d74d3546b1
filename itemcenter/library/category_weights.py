"""Weights of the evidence for a category, and the score of "none of them". Made, not written:

    python -m benchmarks.fit_category --shopify TAXONOMY-FOLDER

From titles written for this project and titles made from the Shopify Standard Product Taxonomy
(shopify 2025-08-unstable). No seller's catalog was seen. `category_evidence.FEATURES` says what each weight
is multiplied with.
"""

from __future__ import annotations

WITH_MEANING = {
    "own_main": 3.0824,
    "own_beside": 3.7131,
    "own_whole": -0.0749,
    "head_main": 1.3002,
    "head_last": 0.2957,
    "head_runs_on": -0.6568,
    "head_beside": 2.2066,
    "whole_and_last": 0.6539,
    "head_missing": -1.3248,
    "no_words": -0.3091,
    "weight_main": 5.6909,
    "explained_main": 0.6265,
    "context_main": 2.3101,
    "explained_beside": -1.2365,
    "unexplained_beside": -0.2568,
    "context_beside": 2.2132,
    "parent_words": 0.2886,
    "above_words": 0.0574,
    "above_missing": -0.8804,
    "audience_missing": -0.9933,
    "audience_unmet": -1.6923,
    "root_names": 0.0493,
    "branch_names": 0.0601,
    "similar": 1.3653,
    "similar_gap": -3.5991,
    "similar_parent": 1.3423,
    "similar_root": 0.1025,
    "depth": -0.335,
    "leaf": 0.5226,
    "below": -0.622,
    "none": 5.0996,
}

WITHOUT_MEANING = {
    "own_main": 3.2942,
    "own_beside": 3.7043,
    "own_whole": -0.0566,
    "head_main": 1.2038,
    "head_last": 0.3114,
    "head_runs_on": -0.6385,
    "head_beside": 2.697,
    "whole_and_last": 0.7818,
    "head_missing": -1.2038,
    "no_words": 0.0,
    "weight_main": 6.7903,
    "explained_main": 0.4314,
    "context_main": 2.8935,
    "explained_beside": -0.3269,
    "unexplained_beside": -0.3912,
    "context_beside": 2.3199,
    "parent_words": 0.7329,
    "above_words": 0.153,
    "above_missing": -0.9251,
    "audience_missing": -0.9906,
    "audience_unmet": -1.6843,
    "root_names": 0.0426,
    "branch_names": 0.0664,
    "similar": 0.0,
    "similar_gap": 0.0,
    "similar_parent": 0.0,
    "similar_root": 0.0,
    "depth": -0.2703,
    "leaf": 0.5789,
    "below": -0.611,
    "none": 5.9773,
}
