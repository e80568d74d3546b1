"""Asking language models: prompts that share their beginnings, answers that are checked, votes; and what stands around
any model that is asked: cache, budget, metrics, forecast, batch files, limits.

A model's words are data: nothing of them becomes a fact that was not among the numbered candidates and is not proved by
the item's own words. What cannot be checked is an abstention with a reason.

What stands around is a `Chat` around another `Chat` (`cached(budgeted(metered(endpoint)))`, put together by
`ChatStack`), so that whoever asks need not know what is behind. Endpoints are backends; what is asked, and what is
believed of the answer, is the business of the stages.
"""

from itemcenter.llm.batch import BatchResult, read_batches, write_batches
from itemcenter.llm.budget import Budget, BudgetedChat, Cap, worst_usage
from itemcenter.llm.constraint import Constraint, try_forms
from itemcenter.llm.forecast import Forecast
from itemcenter.llm.limiter import Clock, Limiter
from itemcenter.llm.metrics import ChatMetrics, MeteredChat
from itemcenter.llm.openai_body import FORMS, BodySettings, Form, request_key
from itemcenter.llm.prices import Price
from itemcenter.llm.rehearsal import RehearsedChat, RunForecast
from itemcenter.llm.response_cache import CachedChat, ResponseCache
from itemcenter.llm.stack import ChatStack, Purse

__all__ = [
    "FORMS",
    "BatchResult",
    "BodySettings",
    "Budget",
    "BudgetedChat",
    "CachedChat",
    "Cap",
    "ChatMetrics",
    "ChatStack",
    "Clock",
    "Constraint",
    "Forecast",
    "Form",
    "Limiter",
    "MeteredChat",
    "Price",
    "Purse",
    "RehearsedChat",
    "ResponseCache",
    "RunForecast",
    "read_batches",
    "request_key",
    "try_forms",
    "worst_usage",
    "write_batches",
]
