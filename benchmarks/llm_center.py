"""Centers of the demo that ask a scripted endpoint, built by the command line as a user would; for `llm_demo`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import itemcenter
from benchmarks.escalation import Truth, _Oracle
from itemcenter.center import ItemCenter
from itemcenter.demo import backbone_path, catalog_path, truth_path
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.schema import Fact, Item, OntologyRelease, Producer, SourceId, TextSpan
from itemcenter.testing.hostile_texts import words_state
from itemcenter.testing.scripted_chat import ScriptedChat
from itemcenter.testing.simulated_models import NoisyOracle

_PROGRAM = [sys.executable, "-c", "from itemcenter.serve.cli.main import main; main()"]
_PACK = re.compile(r"([1-9]\d{0,3}) ?[x×] ?$")
#: What tokens cost in these centers, for a million.
PROMPT_PRICE, COMPLETION_PRICE = 0.15, 0.60

Model = Callable[[Any, int], str]


class Built(NamedTuple):
    """What a finished build told, and how long its process took."""

    report: dict[str, Any]
    seconds: float

    @property
    def told(self) -> dict[str, Any]:
        return dict(self.report["escalation"])

    @property
    def digest(self) -> str:
        return str(self.report["digest"])[:16]


class DemoCenters:
    """Makes centers in a folder, each with the demo's ontology and its own endpoint."""

    def __init__(self, folder: Path, small: bool) -> None:
        self.folder, self.small = folder, small
        self.catalog = catalog_path(small)
        self._made = 0
        with itemcenter.create(folder / "pattern") as center:
            center.import_ontology(str(backbone_path(small)))

    def good_model(self, error: float) -> NoisyOracle:
        """SIMULATED: knows the demo's truth, quotes rightly, and errs in this share of its answers."""
        lines = (json.loads(line) for line in truth_path(self.small).read_text(encoding="utf-8").splitlines())
        truth: Truth = {(line["item"], line["key"]): line for line in lines if line["key"] != "@category"}
        rows = open_catalog(self.catalog, CatalogOptions(), SourceId("merchant"))
        with itemcenter.open_center(self.folder / "pattern") as center:
            keys = center.release.key_by_id
        return NoisyOracle(_Oracle([row.item for row in rows if row.item is not None], truth, keys), error)

    def center(self, server: ScriptedChat | None, endpoint: str = "", escalation: str = "trust = 0.9") -> Path:
        """A new center that asks the server. endpoint, escalation: lines of their tables"""
        self._made += 1
        home = Path(shutil.copytree(self.folder / "pattern", self.folder / f"center-{self._made}"))
        self.configure(home, server, endpoint, escalation)
        return home

    def configure(
        self, home: Path, server: ScriptedChat | None, endpoint: str = "", escalation: str = "trust = 0.9"
    ) -> None:
        """Nothing is learned from the catalog: that would take most of the time and has nothing to do with asking."""
        text = (self.folder / "pattern" / "itemcenter.toml").read_text(
            encoding="utf-8"
        ) + '\n[learning]\nwhen = "never"\n'
        if server is not None:
            text += f'\n[escalation]\nwhen = "unsure"\n{escalation}\n'
            text += f'[chat.local]\nurl = "{server.url}"\nmodel = "{server.model}"\n'
            text += f'fingerprint = "simulated"\nstructured = "json_schema"\n{endpoint}\n'
            text += f"[chat.local.price]\nprompt = {PROMPT_PRICE}\ncompletion = {COMPLETION_PRICE}\n"
        (home / "itemcenter.toml").write_text(text, encoding="utf-8")

    def start(self, home: Path, *more: str, catalog: Path | None = None) -> subprocess.Popen[str]:
        words = ["build", str(catalog or self.catalog), "--out", str(home), "--json", *more]
        return subprocess.Popen([*_PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def build(self, home: Path, *more: str, catalog: Path | None = None) -> Built:
        began = time.monotonic()
        process = self.start(home, *more, catalog=catalog)
        out, err = process.communicate()
        if process.returncode:
            raise SystemExit(f"a build ended with {process.returncode}: {err}")
        return Built(json.loads(out), round(time.monotonic() - began, 1))


def asked(server: ScriptedChat) -> int:
    """Requests that came in."""
    return len(server.bodies)


def machine_facts(home: Path) -> dict[tuple[str, str], tuple[Fact, ...]]:
    """What cells show, by item and key."""
    with itemcenter.open_center(home) as center:
        return {(cell.item_id, cell.key_id): cell.facts for cell in center.facts()}


class Proven(NamedTuple):
    """facts: of the language model; unproven: of them, without a quote in the item that says a value of the ontology"""

    facts: int
    unproven: int


def proven(home: Path) -> Proven:
    with itemcenter.open_center(home) as center:
        items, found = {record.item.id: record.item for record in center.store.items()}, list(llm_facts(center))
        bad = sum(not _proved(fact, items[fact.item_id], center.release) for fact in found)
    return Proven(len(found), bad)


def llm_facts(center: ItemCenter) -> Iterable[Fact]:
    return (fact for cell in center.facts() for fact in cell.facts if fact.producer is Producer.LLM)


def _proved(fact: Fact, item: Item, release: OntologyRelease) -> bool:
    spans = [entry for entry in fact.evidence if isinstance(entry, TextSpan)]
    if not spans or not all(item.proves(entry) for entry in spans):
        return False
    key = release.key_by_id[fact.key_id]
    if words_state(fact, key, release):
        return True
    # of "4 x 250 g" the proof of 1000 g is "250 g"
    packs = [_PACK.search(item.field_text(entry.field)[: entry.start]) for entry in spans]
    number = fact.value.number
    return number is not None and any(
        words_state(replace(fact, value=replace(fact.value, number=number / int(pack[1]))), key, release)
        for pack in packs
        if pack is not None
    )
