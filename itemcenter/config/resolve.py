"""From the written tables to the options that the stages own."""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from itemcenter.config.endpoints import EndpointChoice, endpoints
from itemcenter.config.environment import with_environment
from itemcenter.config.tables import OWN_OPTIONS, TABLES, known, typed
from itemcenter.errors import ConfigError
from itemcenter.evaluate.gold import GateLimits
from itemcenter.items import CatalogOptions
from itemcenter.items.groups import GroupOptions
from itemcenter.items.tables.database import shown_url
from itemcenter.jobs.learn import LEARN_WHEN, LearnOptions
from itemcenter.jobs.missing import MissingPolicy
from itemcenter.library import READ_PATHS, CategoryOptions, EscalationOptions, EvidenceOptions, ReadPath
from itemcenter.library.escalation import ESCALATE_WHEN
from itemcenter.tunnel import SourcePolicy, TunnelOptions

_MOST_WORKERS = 256
#: Options of [escalation], with the least and the most that each may be.
_ESCALATION_RANGES = (
    ("max_cells", 0, 1_000),
    ("judges", 1, 9),
    ("trial_cells", 0, 100_000),
    ("logprobs", 0, 20),
    ("images", 0, 10),
    ("longest", 200, 100_000),
)


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """Which store backend, and its own options as written (paths are relative to the center)."""

    backend: str = "sqlite"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamChoice:
    """Which `stream` backend the tunnel reads and writes, and its own options as written."""

    backend: str = "sqlite"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """Which `embed` backend encodes items and values, "" for none, and its own options as written."""

    backend: str = "static"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """Which `read_slots` backend reads items, "" for none, how it decides, and its own options as written."""

    backend: str = ""
    path: ReadPath = "stacked"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DiscoveryChoice:
    """llm: whether discovery asks a language model, too; endpoint: its name, "" for the one of [escalation]

    documents: that it reads
    """

    llm: bool = False
    endpoint: str = ""
    documents: int = 500


@dataclass(frozen=True, slots=True)
class ExecutorOptions:
    """workers: processes that learn and recognise, 0 for one a core."""

    workers: int = 0


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a center can be told. `release` is a release id or name; "" means the center's current one."""

    catalog: CatalogOptions = field(default_factory=CatalogOptions)
    categories: CategoryOptions = field(default_factory=CategoryOptions)
    recognition: EvidenceOptions = field(default_factory=EvidenceOptions)
    escalation: EscalationOptions = field(default_factory=EscalationOptions)
    escalation_endpoint: str = ""
    discovery: DiscoveryChoice = field(default_factory=DiscoveryChoice)
    learning: LearnOptions = field(default_factory=LearnOptions)
    groups: GroupOptions = field(default_factory=GroupOptions)
    sources: SourcePolicy = field(default_factory=SourcePolicy)
    store: StoreChoice = field(default_factory=StoreChoice)
    stream: StreamChoice = field(default_factory=StreamChoice)
    tunnel: TunnelOptions = field(default_factory=TunnelOptions)
    vectors: EncoderChoice = field(default_factory=EncoderChoice)
    reader: ReaderChoice = field(default_factory=ReaderChoice)
    executor: ExecutorOptions = field(default_factory=ExecutorOptions)
    missing: MissingPolicy = field(default_factory=MissingPolicy)
    gold: GateLimits = field(default_factory=GateLimits)
    endpoints: Mapping[str, EndpointChoice] = field(default_factory=dict)
    release: str = ""


def load_config(path: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Read and check a configuration file. Raises `ConfigError` naming the line, table or option."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", remedy="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{error}", place=str(path), remedy="see https://toml.io for the notation") from error
    return resolve(with_environment(tables, environment), place=path.name)


def resolve(tables: Mapping[str, Any], place: str = "itemcenter.toml") -> Config:
    """From the written tables to the options that stages take."""
    checked: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    for name, table in tables.items():
        known(name, TABLES, f"{place}: unknown table")
        if not isinstance(table, Mapping):
            raise ConfigError(f"[{name}] must be a table, not {table!r}", place=place)
        for option, value in table.items():
            if name in OWN_OPTIONS and option not in TABLES[name]:
                checked[name][option] = value  # a backend checks its own options
                continue
            known(option, TABLES[name], f"{place}, [{name}]: unknown option")
            checked[name][option] = typed(value, TABLES[name][option], f"{place}, [{name}] {option}")
    missing = _missing(checked["catalog"])
    return Config(
        missing=missing,
        catalog=_catalog(checked["catalog"], place),
        categories=_categories(checked["categories"], place),
        recognition=_recognition(checked["recognition"], place),
        escalation=_escalation(checked["escalation"], place),
        escalation_endpoint=checked["escalation"].get("endpoint", ""),
        discovery=_discovery(checked["discovery"], place),
        learning=_learning(checked["learning"], place),
        groups=GroupOptions(**checked["groups"]),
        sources=_sources(checked["sources"], place),
        store=_store(checked["store"]),
        stream=_stream(checked["stream"]),
        tunnel=_tunnel(checked["tunnel"], place),
        vectors=_encoder(checked["embed"]),
        reader=_reader(checked["reader"], place),
        executor=_executor(checked["executor"], place),
        gold=checked_limits(GateLimits(**checked["gold"]), f"{place}, gold"),
        endpoints=endpoints(checked["chat"], place),
        release=checked["ontology"].get("release", ""),
    )


def _missing(table: dict[str, Any]) -> MissingPolicy:
    """Takes its options out of the table: they are no matter of reading."""
    default = MissingPolicy()
    return MissingPolicy(table.pop("missing", default.action), table.pop("max_missing", default.most))


def _catalog(table: Mapping[str, Any], place: str) -> CatalogOptions:
    given = dict(table)
    pairs: list[tuple[str, str]] = []
    for name, columns in given.pop("columns", {}).items():
        for column in columns if isinstance(columns, list) else [columns]:
            pairs.append((name, typed(column, str, f"{place}, [catalog.columns] {name}")))
    roles = given.pop("roles", {})
    given["roles"] = tuple(
        (column, typed(role, str, f"{place}, [catalog.roles] {column!r}")) for column, role in roles.items()
    )
    for name in ("specs", "spec_prefixes", "spec_columns"):
        if name in given:
            entries = given[name]
            given[name] = tuple(typed(entry, str, f"{place}, [catalog] {name}") for entry in entries)
    return CatalogOptions(columns=tuple(pairs), **given)


def _categories(table: Mapping[str, Any], place: str) -> CategoryOptions:
    given = dict(table)
    rows = given.pop("table", {})
    pairs = tuple((path, typed(entry, str, f"{place}, [categories.table] {path!r}")) for path, entry in rows.items())
    options = CategoryOptions(table=pairs, **given)
    if not 0.0 < options.min_name_score <= 1.0:
        raise ConfigError(f"min_name_score must be above 0 and at most 1, not {options.min_name_score}", place=place)
    if not 0.0 <= options.min_text_confidence <= 1.0:
        remedy = "0.5 takes a category that is likelier than all others together"
        message = f"min_text_confidence must lie between 0 and 1, not {options.min_text_confidence}"
        raise ConfigError(message, place=f"{place}, categories", remedy=remedy)
    return options


def _recognition(table: Mapping[str, Any], place: str) -> EvidenceOptions:
    options = EvidenceOptions(**table)
    return replace(options, precision=checked_precision(options.precision, f"{place}, recognition"))


def checked_precision(precision: float, place: str) -> float:
    """A wanted precision. Raises `ConfigError` unless it lies between 0 and 1, the ends left out."""
    if not 0.0 < precision < 1.0:
        remedy = "give a share such as 0.9: nine of ten values read from texts are to be right"
        raise ConfigError(f"precision must lie between 0 and 1, not {precision}", place=place, remedy=remedy)
    return precision


def checked_limits(limits: GateLimits, place: str) -> GateLimits:
    """Limits of the gold gate. Raises `ConfigError` unless shares lie between 0 and 1."""
    for name in (
        "max_key_loss",
        "max_lost_share",
        "max_precision_loss",
        "max_recall_loss",
        "min_precision",
        "min_recall",
    ):
        share = getattr(limits, name)
        if not 0.0 <= share <= 1.0:
            remedy = "give a share such as 0.05: five points"
            raise ConfigError(f"{name} must lie between 0 and 1, not {share}", place=place, remedy=remedy)
    if limits.min_facts < 1:
        raise ConfigError(f"min_facts must be at least 1, not {limits.min_facts}", place=place)
    return limits


def _escalation(table: Mapping[str, Any], place: str) -> EscalationOptions:
    given, where = {name: entry for name, entry in table.items() if name != "endpoint"}, f"{place}, escalation"
    for name in ("keys", "copy"):
        given[name] = tuple(typed(entry, str, f"{place}, [escalation] {name}") for entry in given.get(name, ()))
    band = given.pop("band", None)
    if band is not None:
        ends = [typed(entry, float, f"{place}, [escalation] band") for entry in band]
        if len(ends) != 2 or not 0.0 <= ends[0] <= ends[1] <= 1.0:
            remedy = "give two probabilities, the lower first: band = [0.3, 0.95]"
            raise ConfigError(f"band cannot be {band!r}", place=where, remedy=remedy)
        given |= {"low": ends[0], "high": ends[1]}
    options = EscalationOptions(**given)
    if options.when not in ESCALATE_WHEN:
        raise ConfigError(
            f"when cannot be {options.when!r}", place=where, remedy=f"allowed: {', '.join(ESCALATE_WHEN)}"
        )
    if not 0.0 <= options.trust < 1.0:
        remedy = "0.0 has it measured on the merchant's cells; 0.9 says that nine of ten answers are right"
        raise ConfigError(f"trust must lie between 0 and 1, not {options.trust}", place=where, remedy=remedy)
    for name, least, most in _ESCALATION_RANGES:
        if not least <= getattr(options, name) <= most:
            raise ConfigError(f"{name} is {getattr(options, name)}", place=where, remedy=f"give {least} to {most:,}")
    return options


def _discovery(table: Mapping[str, Any], place: str) -> DiscoveryChoice:
    choice = DiscoveryChoice(**table)
    if choice.documents < 1:
        remedy = "llm = false has no document read by a language model"
        raise ConfigError(f"documents is {choice.documents}", place=f"{place}, discovery", remedy=remedy)
    return choice


def _learning(table: Mapping[str, Any], place: str) -> LearnOptions:
    options = LearnOptions(**table)
    if options.when not in LEARN_WHEN:
        near = difflib.get_close_matches(options.when, LEARN_WHEN, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        remedy = f"{hint}allowed: {', '.join(LEARN_WHEN)}"
        raise ConfigError(f"when cannot be {options.when!r}", place=f"{place}, learning", remedy=remedy)
    if options.items < 1:
        raise ConfigError(f"items must be at least 1, not {options.items}", place=f"{place}, learning")
    return options


def _executor(table: Mapping[str, Any], place: str) -> ExecutorOptions:
    options = ExecutorOptions(**table)
    if not 0 <= options.workers <= _MOST_WORKERS:
        remedy = f"give 0 (one process a core) to {_MOST_WORKERS}"
        raise ConfigError(f"workers is {options.workers}", place=f"{place}, executor", remedy=remedy)
    return options


def _sources(table: Mapping[str, Any], place: str) -> SourcePolicy:
    given = dict(table)
    rows = given.pop("priorities", None)
    if rows is not None:
        checked = {name: typed(rank, int, f"{place}, [sources.priorities] {name!r}") for name, rank in rows.items()}
        defaults = dict(SourcePolicy().priorities)
        # Patterns are tried in order; the user's come first.
        merged = checked | {name: rank for name, rank in defaults.items() if name not in checked}
        given["priorities"] = tuple(merged.items())
    return SourcePolicy(**given)


def _store(table: Mapping[str, Any]) -> StoreChoice:
    options = dict(table)
    return StoreChoice(options.pop("backend", StoreChoice().backend), options)


def _stream(table: Mapping[str, Any]) -> StreamChoice:
    options = dict(table)
    return StreamChoice(options.pop("backend", StreamChoice().backend), options)


def _tunnel(table: Mapping[str, Any], place: str) -> TunnelOptions:
    given = dict(table)
    for name in ("second_categories", "day_categories"):
        if name in given:
            given[name] = [typed(entry, str, f"{place}, [tunnel] {name}") for entry in given[name]]
    try:
        return TunnelOptions.of(given)
    except ConfigError as error:
        raise ConfigError(error.message, place=f"{place}, tunnel", remedy=error.remedy) from error


def _encoder(table: Mapping[str, Any]) -> EncoderChoice:
    options = dict(table)
    return EncoderChoice(options.pop("backend", EncoderChoice().backend), options)


def _reader(table: Mapping[str, Any], place: str) -> ReaderChoice:
    options = dict(table)
    backend, path = options.pop("backend", ReaderChoice().backend), options.pop("path", ReaderChoice().path)
    if path not in READ_PATHS:
        near = difflib.get_close_matches(path, READ_PATHS, n=1)
        remedy = f"{f'did you mean {near[0]!r}? ' if near else ''}allowed: {', '.join(READ_PATHS)}"
        raise ConfigError(f"path cannot be {path!r}", place=f"{place}, reader", remedy=remedy)
    if options and not backend:
        remedy = 'name the backend, such as backend = "onnx", or delete the table'
        raise ConfigError(f"{next(iter(options))!r} is given, but no backend", place=f"{place}, reader", remedy=remedy)
    return ReaderChoice(backend, path, options)


def describe(config: Config) -> dict[str, Any]:
    """The resolved configuration as plain data, for `config check`; a password in the store's URL is left out."""
    out: dict[str, Any] = dataclasses.asdict(config)
    options = out["store"]["options"]
    url = options.get("url")
    if isinstance(url, str):
        options["url"] = shown_url(url) if "://" in url else "..."
    return out
