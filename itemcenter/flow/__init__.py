"""How work flows: the quarantine for what cannot go on, and stage clocks. Stages, retries and checkpoints join here."""

from itemcenter.flow.clock import StageClock
from itemcenter.flow.quarantine import QuarantineShelf, QuarantineWriter

__all__ = ["QuarantineShelf", "QuarantineWriter", "StageClock"]
