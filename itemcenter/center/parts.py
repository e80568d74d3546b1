"""The parts of a center, each opened on first use: store, releases, quarantine, recogniser."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

from itemcenter import registry
from itemcenter.center.endpoints import open_endpoint
from itemcenter.center.job_lease import job_lease
from itemcenter.center_folder import CenterFolder
from itemcenter.config import Config, StoreChoice, checked_precision, load_config
from itemcenter.errors import ConfigError, EncoderMismatchError, NotFoundError, StoreError
from itemcenter.flow import QuarantineShelf, usable_cores
from itemcenter.jobs.gold.held_out import HeldOut
from itemcenter.jobs.gold.shelf import GoldShelf
from itemcenter.library import Learned, LibraryRecognizer, Reading
from itemcenter.library.category import CategoryMapper
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.llm import ChatStack
from itemcenter.ontology import ReleaseShelf
from itemcenter.ontology.bootstrap import CategoryModel
from itemcenter.ontology.category_mappings import read_mappings
from itemcenter.ontology.key_map import read_key_map
from itemcenter.ports import Chat, Store
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.value_index import ValueIndex
from itemcenter.schema import CategoryMapping, KeyMapping, OntologyRelease, SourceId
from itemcenter.tunnel.turns import Turns, process_name


class CenterParts:
    """Opening and closing. Close it, or use it in a `with` statement."""

    def __init__(self, folder: CenterFolder, config: Config, scratch: tempfile.TemporaryDirectory[str] | None = None):
        """scratch: makes this a rehearsal: what it must write goes there and is gone when it is closed"""
        self.folder = folder
        self.config = config
        self._scratch = scratch
        #: What relative paths of models are taken from.
        self._models_home = folder.path
        self._given_chat: Chat | None = None
        self._own_chat: ChatStack | None = None
        self._chosen_release = ""
        self._unsaved_release: OntologyRelease | None = None
        self._unsaved_model: CategoryModel | None = None

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """An existing center. Raises `NotFoundError`, `ConfigError`."""
        folder = CenterFolder.find(Path(path))
        return cls(folder, load_config(folder.config))

    @classmethod
    def create(cls, path: str | Path) -> Self:
        """The center at `path`; a new one where there is none."""
        folder = CenterFolder.create(Path(path))
        return cls(folder, load_config(folder.config))

    @classmethod
    def rehearsal(cls, path: str | Path) -> Self:
        """The center at `path`, or the new one that would be made there, for dry runs: nothing that it does is kept.

        Raises as `create` does, but makes no folder.
        """
        asked = CenterFolder(Path(path))
        scratch = tempfile.TemporaryDirectory(prefix="itemcenter-dry-run-")
        try:
            if not asked.config.is_file():
                asked.check_free()
                asked = CenterFolder.create(Path(scratch.name) / "center")
            return cls(asked, load_config(asked.config), scratch)
        except BaseException:
            scratch.cleanup()
            raise

    @classmethod
    def trial(cls, path: str | Path, like: CenterParts | None = None) -> Self:
        """A new center for a measurement: the options of another one, but a store and releases of its own."""
        folder = CenterFolder.create(Path(path))
        config = load_config(folder.config) if like is None else like.config
        made = cls(folder, replace(config, store=StoreChoice(), release=""))
        if like is not None:
            made._models_home = like._models_home
            made._given_chat = like.chat if like.config.escalation.when != "never" else None
        return made

    @property
    def chat(self) -> Chat | None:
        """The endpoint that is asked about cells in doubt; None where none is configured.

        Opened when it is first asked for. Raises `ConfigError` where several could be meant, and as `endpoint` does.
        """
        if self._given_chat is None and self._own_chat is None and self.config.endpoints:
            name = self.config.escalation_endpoint
            if not name and len(self.config.endpoints) > 1:
                raise ConfigError(
                    f"several endpoints are configured: {', '.join(self.config.endpoints)}",
                    place=str(self.folder.config),
                    remedy="name the one that is asked: [escalation] endpoint",
                )
            self._own_chat = self.endpoint(name or next(iter(self.config.endpoints)))
        return self._given_chat or self._own_chat

    def use_chat(self, chat: Chat) -> None:
        """Ask this endpoint, not the configured one, until the center is closed."""
        self._given_chat = chat

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]
        if self._own_chat is not None:
            self._own_chat.close()
            self._own_chat = None
        if self._scratch is not None:
            self._scratch.cleanup()

    @property
    def rehearsing(self) -> bool:
        """Whether nothing that this center does is kept."""
        return self._scratch is not None

    @cached_property
    def store(self) -> Store:
        return self._open_store()

    def _open_store(self) -> Store:
        choice, home = self.config.store, self.folder.path
        if self._scratch is not None and self.folder.untouched:
            home = Path(self._scratch.name)  # to look into a store that was never made would make it
            if choice.backend != StoreChoice().backend:
                choice = StoreChoice()  # perhaps far from the folder
        return registry.open_store(choice.backend, choice.options, home)

    def turns(self, holder: str = "") -> Turns:
        """Turns at the partitions of the store; without a holder under a name of their own, for one edit."""
        return Turns(self.store, holder or process_name(), self.config.tunnel.partitions)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the center for a job that writes much: its folder, and its store too where other machines may use it.

        Raises `CenterBusyError` where another process does, `LeaseLostError` from a write after the store's lease was
        lost.
        """
        with self.folder.locked():
            if "several_machines" not in registry.backend("store", self.config.store.backend).ABILITIES:
                yield
                return
            plain = self.store
            with job_lease(plain, self._open_store) as fenced:
                self.__dict__["store"] = fenced
                try:
                    yield
                finally:
                    self.__dict__["store"] = plain

    def endpoint(self, name: str) -> ChatStack:
        """The endpoint of the table [chat.NAME]; whoever opens it closes it.

        What was paid for is kept, also by a rehearsal of a center that is there.
        """
        return open_endpoint(name, self.config, self.folder.path)

    @property
    def workers(self) -> int:
        """Processes that learn and recognise."""
        return self.config.executor.workers or usable_cores()

    @cached_property
    def releases(self) -> ReleaseShelf:
        return ReleaseShelf(self.folder.releases)

    @cached_property
    def quarantine(self) -> QuarantineShelf:
        return QuarantineShelf(self.folder.quarantine)

    @cached_property
    def release(self) -> OntologyRelease:
        """The one chosen since opening, else the configured, else the current one. Raises `NotFoundError`."""
        if self._unsaved_release is not None:
            return self._unsaved_release
        wanted = self._chosen_release or self.config.release or self.releases.current()
        if not wanted:
            raise NotFoundError(
                "this center has no ontology yet",
                remedy="import one: `itemcenter ontology import SOURCE`, or build with --ontology or --backbone",
            )
        return self.releases.open(wanted)

    @cached_property
    def recognizer(self) -> LibraryRecognizer:
        """Decides with the model that ships, or the configured one: nothing learned from a source yet."""
        return self._recognizer_under(self.release)

    def _recognizer_under(self, release: OntologyRelease) -> LibraryRecognizer:
        given = self.config.learning.model
        learned = Learned.open(self._models_home / given) if given else Learned.shipped()
        encoder = values = None
        if self.config.vectors.backend:
            options = self.config.vectors.options
            encoder = CachedEncoder(registry.open_embedder(self.config.vectors.backend, options, self._models_home))
            # An index of another encoder answers nothing, and one that is damaged neither: both are made anew.
            with contextlib.suppress(NotFoundError, EncoderMismatchError, StoreError):
                values = ValueIndex.open(self.folder.value_index, encoder)
        model = self.category_model
        drawn = model if model is not None and model.speaks_of(release) else None
        categories, recognition = self.config.categories, self.config.recognition
        mapped = MappedKeys(release, self.key_map)
        mapper = CategoryMapper(release, categories, encoder, drawn=drawn, links=self.mappings)
        parts = (release, learned, categories, recognition, encoder)
        return LibraryRecognizer(*parts, mapped=mapped, mapper=mapper, values=values, reading=self.reading)

    @cached_property
    def reading(self) -> Reading | None:
        """The model that reads items, where one is configured. Raises `ConfigError`, `NotFoundError`, `StoreError`."""
        choice = self.config.reader
        if not choice.backend:
            return None
        return Reading(registry.open_slot_reader(choice.backend, choice.options, self._models_home), choice.path)

    def recognizer_for(self, source: str) -> LibraryRecognizer:
        """Decides with what was learned from the source's own cells, where something was."""
        untaught, learned = self.untaught(source), self._opened(self.folder.learned(source))
        return untaught if learned is None else untaught.with_learned(learned)

    def untaught(self, source: str) -> LibraryRecognizer:
        """Knows what the source means by its keys, and has learned nothing from it."""
        return self.recognizer.with_keys(MappedKeys(self.release, self.key_map, SourceId(source)))

    def _opened(self, learned: Path) -> Learned | None:
        """What was learned into that folder; None where nothing was, not with this reader, or where it is switched off.

        Opening a large catalog's takes seconds: once a build.
        """
        if self.config.learning.when == "never" or not learned.is_dir():
            return None
        held = Learned.open(learned)
        return held if held.reader == (self.reading.id if self.reading is not None else "") else None

    @cached_property
    def gold(self) -> GoldShelf:
        """The gold set's files."""
        return GoldShelf(self.folder.gold)

    @property
    def held_out(self) -> HeldOut:
        """Items of the gold set: nothing is learned from them."""
        return HeldOut.on(self.gold)

    @property
    def key_map(self) -> list[KeyMapping]:
        """What merchants mean by their keys, as it stands in the center's table now. Raises `OntologyError`."""
        return read_key_map(self.folder.key_map, self.release) if self.folder.key_map.is_file() else []

    @property
    def mappings(self) -> list[CategoryMapping]:
        """The categories of other systems beside those of the ontology, as their tables stand now."""
        return read_mappings(self.folder.mappings)

    @cached_property
    def category_model(self) -> CategoryModel | None:
        """The categories of the newest bootstrap; it speaks only of items of an ontology that still has them."""
        return self._unsaved_model or CategoryModel.load(self.folder.categories)

    def want_precision(self, precision: float) -> None:
        """Decide with this precision, not the configured one, until this center is closed. Raises `ConfigError`."""
        recognition = replace(self.config.recognition, precision=checked_precision(precision, "precision"))
        self.config = replace(self.config, recognition=recognition)
        self._forget("recognizer")

    def _forget(self, *parts: str) -> None:
        """Open these parts anew when they are next asked for."""
        for part in parts:
            self.__dict__.pop(part, None)
