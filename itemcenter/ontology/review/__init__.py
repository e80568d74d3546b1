"""Review of proposals: an append-only log of what was proposed, judged and decided, and what follows from it.

People claim, accept, reject, merge, rename, move, edit, comment and undo; the log keeps who did what and when, and the
state is the same whatever order its lines are read in. Tables and Label Studio tasks go out, decisions come back in.
"""

from itemcenter.ontology.review.events import HUMAN_ACTIONS, ReviewEvent, ReviewLog
from itemcenter.ontology.review.state import Agreement, Reviewed, Standing, agreements, edited, replay

__all__ = [
    "HUMAN_ACTIONS",
    "Agreement",
    "ReviewEvent",
    "ReviewLog",
    "Reviewed",
    "Standing",
    "agreements",
    "edited",
    "replay",
]
