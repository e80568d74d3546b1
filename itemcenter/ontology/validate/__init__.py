"""Judging proposals: unlike judges look at each, first whether it makes sense, then whether it is there already.

Local judges need no model server: rules and units, meaning, company in other lists, a learned whole, support in a
corpus, and four that look for duplicates. Models behind the port `chat` vote beside them (`ChatJudge`). A strict
majority decides, unanimity inserts; what the learned judges know comes from releases alone (`train_judges`).
"""

from itemcenter.ontology.validate.chat_judge import ChatJudge
from itemcenter.ontology.validate.context import JudgeContext
from itemcenter.ontology.validate.model import JudgeModel
from itemcenter.ontology.validate.panel import Panel, local_judges, majority, route
from itemcenter.ontology.validate.train import train_judges
from itemcenter.ontology.validate.validator import CHECKS, DUPLICATION, PLAUSIBILITY, Opinion, Validator

__all__ = [
    "CHECKS",
    "DUPLICATION",
    "PLAUSIBILITY",
    "ChatJudge",
    "JudgeContext",
    "JudgeModel",
    "Opinion",
    "Panel",
    "Validator",
    "local_judges",
    "majority",
    "route",
    "train_judges",
]
