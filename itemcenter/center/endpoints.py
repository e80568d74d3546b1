"""The endpoints of a center: each is opened with its response cache, its budget and its meter around it."""

from __future__ import annotations

import difflib
from pathlib import Path

from itemcenter import registry
from itemcenter.config import Config
from itemcenter.errors import NotFoundError
from itemcenter.llm import ChatStack

#: Inside the folder of the center.
ANSWERS = Path("chat/answers.db")


def open_endpoint(name: str, config: Config, folder: Path) -> ChatStack:
    """The endpoint of the table [chat.NAME], not yet asked. Raises `NotFoundError`, `ConfigError`, `StoreError`."""
    choice = config.endpoints.get(name)
    if choice is None:
        known = ", ".join(config.endpoints) or "none"
        near = difflib.get_close_matches(name, config.endpoints, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"write a table [chat.{name}] with url and model"
        raise NotFoundError(f"no endpoint is called {name!r}; configured: {known}", remedy=remedy)
    endpoint = registry.open_chat(choice.backend, choice.options, folder, f"[chat.{name}]")
    try:
        worst_tries = getattr(endpoint, "worst_tries", 2)  # 2: a backend that does not tell may try twice
        provider = str(choice.options.get("provider", "")) or name
        return ChatStack(endpoint, folder / ANSWERS, choice.purse, provider=provider, worst_tries=worst_tries)
    except BaseException:
        close = getattr(endpoint, "close", None)
        if close is not None:
            close()
        raise
