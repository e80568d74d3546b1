"""The tables of a configuration file and their options, and the checks of what is written there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from itemcenter.errors import ConfigError

#: Tables of the file and the options in them, with the type an environment variable is read as.
TABLES: dict[str, dict[str, type]] = {
    "catalog": {
        "format": str,
        "encoding": str,
        "delimiter": str,
        "columns": dict,
        "roles": dict,
        "specs": list,
        "spec_prefixes": list,
        "spec_columns": list,
        "category_separator": str,
        "header": bool,
        "locale": str,
        "channel": str,
        "sheet": str,
        "query": str,
        "query_timeout_s": int,
        "max_cell_chars": int,
        "missing": str,
        "max_missing": float,
    },
    "categories": {"table": dict, "min_name_score": float, "min_text_confidence": float},
    "ontology": {"release": str},
    "recognition": {"precision": float, "inferred": bool},
    "escalation": {
        "when": str,
        "endpoint": str,
        "band": list,
        "keys": list,
        "copy": list,
        "max_cells": int,
        "judges": int,
        "trust": float,
        "trial_cells": int,
        "logprobs": int,
        "images": int,
        "longest": int,
    },
    "discovery": {"llm": bool, "endpoint": str, "documents": int},
    "learning": {"when": str, "items": int, "model": str},
    "groups": {"infer": str},
    "sources": {"priorities": dict, "default": int},
    "store": {"backend": str},
    "stream": {"backend": str},
    "tunnel": {
        "partitions": int,
        "inbox": str,
        "dead": str,
        "value_column": str,
        "second_value": float,
        "day_value": float,
        "second_categories": list,
        "day_categories": list,
        "second_rate": float,
        "busy_changes": float,
        "busy_seconds": float,
        "minute_seconds": float,
        "minute_items": int,
        "slice_items": int,
        "max_waiting": int,
        "poll_items": int,
        "commit_seconds": float,
        "retry_seconds": float,
        "max_bytes": int,
        "ahead_s": float,
    },
    "embed": {"backend": str},
    "reader": {"backend": str, "path": str},
    "executor": {"workers": int},
    "gold": {
        "max_key_loss": float,
        "max_lost_share": float,
        "min_facts": int,
        "max_precision_loss": float,
        "max_recall_loss": float,
        "min_precision": float,
        "min_recall": float,
    },
    "chat": {},
}


#: Tables in which a backend's own options stand beside ours.
OWN_OPTIONS = ("store", "stream", "embed", "reader", "chat")


def typed(value: Any, kind: type, place: str) -> Any:
    """The value if it has the type; an integer may stand for a float."""
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind and not (kind is str and isinstance(value, list) and place.endswith("columns")):
        raise ConfigError(f"must be {_PLAIN_NAMES[kind]}, not {value!r}", place=place)
    return value


_PLAIN_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    list: "a list of texts",
    dict: "a table",
    bool: "true or false",
}


def known(name: str, allowed: Iterable[str], complaint: str) -> None:
    names = list(allowed)
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ConfigError(f"{complaint} {name!r}", remedy=f"{hint}allowed: {', '.join(names)}")
