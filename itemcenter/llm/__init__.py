"""Asking language models: prompts that share their beginnings, answers that are checked, votes.

A model's words are data: nothing of them becomes a fact that was not among the numbered candidates and is not proved by
the item's own words. What cannot be checked is an abstention with a reason.
"""
