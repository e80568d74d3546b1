"""How a span stands among the known values of a key that the same item states."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from itemcenter.evidence.binning import Floats
from itemcenter.extract.item_spans import Span

#: Strongest rivals that are looked at.
_RIVALS = 8


def rivals(spans: Sequence[Span], rate: Floats) -> dict[str, Floats | float]:
    """How a span stands among the known forms of the item; `rate`: of known forms, 0 for others."""
    order = np.argsort(-rate, kind="stable")
    strongest = [int(place) for place in order[:_RIVALS] if rate[place] > 0]
    rival, within, holds, before = np.zeros((4, len(spans)))
    for place, span in enumerate(spans):
        for other in strongest:
            its = spans[other]
            if its.form != span.form:
                rival[place] = max(rival[place], rate[other])
            if its.field != span.field:
                continue
            if its.start <= span.start and span.end <= its.end and its[3:5] != span[3:5]:
                within[place] = max(within[place], rate[other])
            if span.start <= its.start and its.end <= span.end and its[3:5] != span[3:5]:
                holds[place] = max(holds[place], rate[other])
            before[place] += its.start < span.start
    return {
        "known": float((rate > 0).sum()),
        "lead": rate - rival,
        "rival": rival,
        "within": within,
        "holds": holds,
        "known_before": before,
    }
