"""Configuration of a center: `itemcenter.toml`, then the environment. The only reader of either.

Written form: TOML tables. Resolved form: `Config`, made of the options dataclasses that the stages own. An option may
be overridden by the environment variable ITEMCENTER_<TABLE>_<OPTION> (plain options only), e.g.
ITEMCENTER_RECOGNITION_PRECISION=0.7. An unknown table or option fails and names the nearest valid one.
"""

from itemcenter.config.endpoints import EndpointChoice
from itemcenter.config.resolve import (
    Config,
    EncoderChoice,
    ReaderChoice,
    StoreChoice,
    checked_limits,
    checked_precision,
    describe,
    load_config,
    resolve,
)
from itemcenter.config.tables import TABLES

__all__ = [
    "TABLES",
    "Config",
    "EncoderChoice",
    "EndpointChoice",
    "ReaderChoice",
    "StoreChoice",
    "checked_limits",
    "checked_precision",
    "describe",
    "load_config",
    "resolve",
]
