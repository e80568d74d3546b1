"""The trace that questions belong to (W3C trace context): whoever answers a request sets it, endpoints are told it."""

from __future__ import annotations

from contextvars import ContextVar

#: The `traceparent` of what is being done, "" where nobody traces. Threads get it with a copy of the context.
TRACEPARENT: ContextVar[str] = ContextVar("itemcenter_traceparent", default="")
