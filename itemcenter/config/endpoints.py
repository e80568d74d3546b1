"""The tables [chat.NAME]: endpoints of language models, each with its backend's options, prices and caps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from itemcenter.config.tables import known, typed
from itemcenter.errors import ConfigError
from itemcenter.llm import Cap, Price, Purse

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PRICES = ("prompt", "completion", "cached")


@dataclass(frozen=True, slots=True)
class EndpointChoice:
    """Which `chat` backend, its own options as written, and what may be spent on it."""

    backend: str = "http"
    options: Mapping[str, Any] = field(default_factory=dict)
    purse: Purse = field(default_factory=Purse)


def endpoints(tables: Mapping[str, Any], place: str) -> dict[str, EndpointChoice]:
    """From the written tables, by name. Raises `ConfigError`."""
    return {name: _endpoint(name, table, f"{place}, [chat.{name}]") for name, table in tables.items()}


def _endpoint(name: str, table: Any, place: str) -> EndpointChoice:
    if not isinstance(table, Mapping):
        remedy = "an endpoint is a table of its own, such as [chat.local] with url and model"
        raise ConfigError(f"[chat] {name} must be a table, not {table!r}", place=place, remedy=remedy)
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{name!r} cannot name an endpoint", place=place, remedy="use letters, digits, - and _")
    options = dict(table)
    backend = typed(options.pop("backend", EndpointChoice().backend), str, f"{place} backend")
    prices = typed(options.pop("price", {}), dict, f"{place} price")
    for kind in prices:
        known(kind, _PRICES, f"{place}, price: unknown kind of tokens")
    price = {kind: typed(value, float, f"{place} price.{kind}") for kind, value in prices.items()}
    money = typed(options.pop("max_money", 0.0), float, f"{place} max_money")
    tokens = typed(options.pop("max_tokens", 0), int, f"{place} max_tokens")
    try:
        purse = Purse(Price(**price), Cap(money, tokens))
    except ConfigError as error:
        raise ConfigError(error.message, place=place, remedy=error.remedy) from error
    if money and not (purse.price.prompt or purse.price.completion):
        raise ConfigError(
            "max_money needs prices", place=place, remedy=f"give [chat.{name}.price] prompt and completion, per million"
        )
    return EndpointChoice(backend, options, purse)
