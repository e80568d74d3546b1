"""Verbs that look for what the ontology lacks: discover proposals in a catalog, fuse those of a file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from itemcenter import registry
from itemcenter.center.exports import ExportVerbs
from itemcenter.center.measured import keep_measured
from itemcenter.center.sources import MERCHANT
from itemcenter.errors import ConfigError
from itemcenter.items import open_catalog
from itemcenter.jobs.discover import DiscoveryReport, discover, write_proposals
from itemcenter.jobs.discover_asked import Asking, rehearse
from itemcenter.jobs.proposals import PROPOSALS, read_proposals
from itemcenter.llm import ChatStack, RehearsedChat
from itemcenter.ontology.discover import DISCOVERY, HarvestOptions
from itemcenter.ontology.fuse import FuseOptions, shipped_model
from itemcenter.ontology.fuse.proposals import fuse_proposals
from itemcenter.ports import Chat
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import Item, RejectedRow


class DiscoveryVerbs(ExportVerbs):
    def discover(self, catalog: str, out: str | Path, options: HarvestOptions | None = None) -> DiscoveryReport:
        """What a catalog says that the release lacks, as a file of proposals; unreadable rows are passed over.

        Where the options want it, a language model reads some of it, too. Safe to kill and to repeat: what was answered
        is not asked again.
        """
        options = options or HarvestOptions(asked=self.documents_asked())
        reader = open_catalog(catalog, self.config.catalog, MERCHANT)

        def items() -> Iterator[Item]:
            return (row.item for row in reader if row.item is not None)

        with self._discovery_chat(options) as chat, self._asking(chat) as asking:
            found, report = discover(items, self.release, self._fusion_encoder(), shipped_model(), options, asking)
            if isinstance(chat, ChatStack):
                report.asked["endpoint"] = chat.figures()
            write_proposals(found, Path(out))
        if not self.rehearsing:
            keep_measured(self.folder, report.measured)
        return report

    def fuse(self, proposals: str | Path, out: str | Path, options: FuseOptions | None = None) -> tuple[int, int, int]:
        """Fuse the proposals of a file with each other and with the release; (read, written, lines in quarantine)."""
        with self.locked(), closing(self.quarantine.writer(PROPOSALS)) as writer:
            given = list(read_proposals(Path(proposals), writer.add))
            writer.keep({"file": str(proposals)})
        found = list(fuse_proposals(given, self.release, self._fusion_encoder(), shipped_model(), options))
        write_proposals(found, Path(out))
        return len(given), len(found), sum(writer.reasons.values())

    def forecast_discovery(self, catalog: str, options: HarvestOptions) -> dict[str, Any]:
        """What a language model would take to read the catalog as `discover` has it read; writes no proposals.

        Asks a few of the questions, which are paid then: `discover` finds the answers.
        """
        reader = open_catalog(catalog, self.config.catalog, MERCHANT)
        with self._discovery_chat(options) as chat:
            if not isinstance(chat, ChatStack):
                remedy = "give --llm, and an endpoint in [chat.NAME]"
                raise ConfigError("there is no language model whose costs could be told", remedy=remedy)
            rehearsed = RehearsedChat(chat)
            items = (row.item for row in reader if row.item is not None)
            told = rehearse(items, self.release, Asking(rehearsed, lambda row: None), options)
            return {"documents": told["documents"], "forecast": rehearsed.forecast().to_json()}

    def documents_asked(self, llm: bool | None = None, documents: int | None = None) -> int:
        """How many documents a language model is to read; None: as it is configured."""
        choice = self.config.discovery
        wanted = choice.llm if llm is None else llm
        return (choice.documents if documents is None else documents) if wanted else 0

    @contextlib.contextmanager
    def _discovery_chat(self, options: HarvestOptions) -> Iterator[Chat | None]:
        """The endpoint that reads documents; None where none is to. Raises `ConfigError` where there is none."""
        name = self.config.discovery.endpoint
        if not options.asked:
            yield None
        elif name and self._given_chat is None:
            with self.endpoint(name) as chat:
                yield chat
        elif self.chat is None:
            raise ConfigError(
                "discovery is to ask a language model, but there is none",
                remedy="name an endpoint in [chat.NAME] of itemcenter.toml, or give --no-llm",
            )
        else:
            yield self.chat

    @contextlib.contextmanager
    def _asking(self, chat: Chat | None) -> Iterator[Asking | None]:
        """Answers that cannot be read go to the quarantine of `discovery`, in place of what was there."""
        if chat is None:
            yield None
            return
        rows: list[RejectedRow] = []
        yield Asking(chat, rows.append)
        with self.locked(), closing(self.quarantine.writer(DISCOVERY)) as writer:
            for row in rows:
                writer.add(row)
            writer.keep({"model": chat.model_id})

    def _fusion_encoder(self) -> CachedEncoder:
        """The encoder whose cosines the shipped pair model has learned, whatever the center searches with."""
        return CachedEncoder(registry.open_embedder("static", {}, self.folder.path))
