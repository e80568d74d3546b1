"""Slots of made-up items whose right values show in their evidence."""

from __future__ import annotations

import numpy as np

from itemcenter.evidence.slots import ItemSlots

COLOURS = ("red", "blue", "navy", "white")
FEATURES = ("speaks", "noise")


def slot_items(count: int, seed: int = 0) -> list[ItemSlots]:
    """Every item is asked for two keys of two to four candidates; every tenth has none at all."""
    dice = np.random.default_rng(seed)
    out = []
    for number in range(count):
        sizes = [0, 0] if number % 10 == 9 else dice.integers(2, 5, 2).tolist()
        asked = np.repeat(np.arange(2), sizes).astype(np.int32)
        right = dice.random(len(asked)) < 0.4
        features = np.stack([right + dice.normal(0, 0.3, len(asked)), dice.normal(size=len(asked))], axis=1)
        features[dice.random(len(asked)) < 0.1, 1] = np.nan
        values = tuple(COLOURS[place] for place in dice.integers(0, 4, len(asked)))
        text = f"lamp with {COLOURS[number % 4]} shoes"
        keys = ("Colour", "Material: of the lamp")
        out.append(ItemSlots(text, keys, asked, values, features.astype(np.float32), right, number % 5))
    return out
