"""`itemcenter doctor`: the health of a center, or of an endpoint of a language model."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from itemcenter import __version__, registry
from itemcenter.center import ItemCenter
from itemcenter.config import EndpointChoice
from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.jobs.doctor import Check, examine
from itemcenter.jobs.doctor_chat import examine_chat
from itemcenter.llm import Price, Purse
from itemcenter.serve.cli import render
from itemcenter.serve.cli.options import json_option


@click.command()
@click.option("--center", "center_path", type=click.Path(path_type=Path), default=Path(),
              show_default="the current directory", help="The center to work on.")  # fmt: skip
@click.option("--chat", metavar="URL|NAME", help="Examine an endpoint of a language model instead: its URL up to /v1 "
              "(needs no center), or the name of a table [chat.NAME].")  # fmt: skip
@click.option("--model", default="", help="With a URL: the model to ask; by default the only one that is listed.")
@click.option("--key-env", default="", help="With a URL: the environment variable that holds the key.")
@click.option("--price", nargs=2, type=float, metavar="PROMPT COMPLETION", help="With a URL: prices per million "
              "tokens, to tell what the examination cost.")  # fmt: skip
@click.option("--context", type=click.IntRange(256, 1 << 20), default=4096, show_default=True,
              help="Tokens of a prompt that an endpoint must take whole.")  # fmt: skip
@json_option
def doctor(center_path: Path, chat: str | None, model: str, key_env: str, price: tuple[float, float] | None,
           context: int, as_json: bool) -> None:  # fmt: skip
    """Examine installation and center: versions, disk, store, ontology, quarantine, lock. With --chat, an endpoint:
    which constraint binds, prefix cache, determinism, context, logprobs, and what finding out cost. Exit code 1 on a
    fault."""
    if chat is not None:
        _chat(center_path, chat, model, key_env, price, context, as_json)
        return
    with ItemCenter.open(center_path) as center:
        checks = _center(center)
    if as_json:
        render.as_json([{"check": c.name, "ok": c.ok, "seen": c.seen, "remedy": c.remedy} for c in checks])
    else:
        _table(checks)
    if not all(entry.ok for entry in checks):
        raise click.exceptions.Exit(1)


def _center(center: ItemCenter) -> list[Check]:
    def store() -> str:
        counts = center.store.counts()
        return f"{counts.items:,} items, {counts.facts:,} facts, {counts.changes:,} changes"

    def kept() -> str:
        held = registry.store_format(center.config.store.backend, center.config.store.options, center.folder.path)
        if held is None:
            return "no store yet"
        return f"{held[0]}" if held[0] == held[1] else f"{held[0]}, brought to {held[1]} as the store is opened"

    def release() -> str:
        return f"{center.release.id} ({center.release.name}), {center.release.counts['values']:,} values"

    def quarantine() -> str:
        found = {name: sum(1 for _ in center.quarantine.rows(name)) for name in center.quarantine.sources()}
        return ", ".join(f"{name}: {count:,} rows" for name, count in found.items()) or "empty"

    def lock() -> str:
        with center.locked():
            return "free"

    probes = {
        "itemcenter": lambda: __version__,
        "format": kept,
        "store": store,
        "ontology": release,
        "quarantine": quarantine,
        "lock": lock,
    }
    return examine(center.folder.path, probes)


def _chat(center_path: Path, chat: str, model: str, key_env: str, price: tuple[float, float] | None,
          context: int, as_json: bool) -> None:  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="itemcenter-doctor-") as scratch:
        folder = Path(scratch)
        if "://" in chat:
            choice = _choice(chat, model, key_env, price, folder)
        else:
            with ItemCenter.open(center_path) as center:
                if chat not in center.config.endpoints:
                    known = ", ".join(center.config.endpoints) or "none"
                    raise NotFoundError(
                        f"no endpoint is called {chat!r}; configured: {known}", remedy="or give its URL"
                    )
                choice, folder = center.config.endpoints[chat], center.folder.path
        asked = str(choice.options.get("model", ""))
        expected = str(choice.options.get("answers_as", "")) or asked
        # whatever answers is looked at: the name is one of the findings
        endpoint = registry.open_chat(choice.backend, {**choice.options, "answers_as": "*"}, folder)
        seed = secrets.randbits(48)  # what an earlier examination left in a prefix cache must not be found again
        found = examine_chat(endpoint, asked, expected, choice.purse.price, seed, context)  # type: ignore[arg-type]
    if as_json:
        render.as_json({"endpoint": choice.options.get("url", chat), "model": asked} | found.to_json())
    else:
        _table(found.checks)
    if not found.sound:
        raise click.exceptions.Exit(1)


def _choice(url: str, model: str, key_env: str, price: tuple[float, float] | None, folder: Path) -> EndpointChoice:
    """An endpoint that stands in no configuration. Few retries: whoever examines waits for the result."""
    options = {"url": url, "model": model or "?", "key_env": key_env, "retries": 1, "patience_s": 20.0}
    if not model:
        endpoint = registry.open_chat("http", options, folder)
        names = _names(endpoint)
        if len(names) != 1:
            listed = ", ".join(names[:10]) or "nothing"
            raise ConfigError(f"{url} lists {listed}", remedy="name the model to ask with --model")
        options["model"] = names[0]
    purse = Purse(Price(*price)) if price else Purse()
    return replace(EndpointChoice(options=options), purse=purse)


def _names(endpoint: object) -> list[str]:
    document = endpoint.get("/models")  # type: ignore[attr-defined]
    data = document.get("data") if isinstance(document, dict) else None
    return [str(entry.get("id")) for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


def _table(checks: Iterable[Check]) -> None:
    rows = render.table("", "check", "seen", "what to do")
    for entry in checks:
        mark = "[green]ok[/green]" if entry.ok else "[red]FAULT[/red]"
        rows.add_row(mark, entry.name, Text(entry.seen), Text("" if entry.ok else entry.remedy))
    render.console().print(rows)
