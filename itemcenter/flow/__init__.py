"""How work flows: worker processes, the quarantine for what cannot go on, stage clocks, samples of streams."""

from itemcenter.flow.clock import StageClock
from itemcenter.flow.hash_sample import HashSample
from itemcenter.flow.processes import Processes, usable_cores
from itemcenter.flow.quarantine import QuarantineShelf, QuarantineWriter
from itemcenter.flow.strata_sample import StratifiedSample

__all__ = [
    "HashSample",
    "Processes",
    "QuarantineShelf",
    "QuarantineWriter",
    "StageClock",
    "StratifiedSample",
    "usable_cores",
]
