"""Wilson's score interval for a share (Wilson 1927): honest for small samples and for shares near 0 and 1."""

from __future__ import annotations

import math

#: The normal quantile of a two-sided 95 % interval.
_Z95 = 1.959963984540054


def wilson(hits: int, trials: int, z: float = _Z95) -> tuple[float, float]:
    """The interval (low, high) of the share `hits / trials`, both within [0, 1]; (0, 1) where nothing was tried.

    It takes the trials as independent; cells of one item are not quite, so the true interval is somewhat wider.
    """
    if not 0 <= hits <= trials:
        raise ValueError(f"{hits} hits of {trials} trials")
    if trials == 0:
        return 0.0, 1.0
    return wilson_share(hits / trials, trials, z)


def wilson_share(share: float, trials: float, z: float = _Z95) -> tuple[float, float]:
    """The same for a share that was found in so many trials; their number need not be whole (weighted samples)."""
    spread = z * z / trials
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    low = 0.0 if share == 0.0 else max(0.0, middle - half)
    high = 1.0 if share == 1.0 else min(1.0, middle + half)
    return low, high
