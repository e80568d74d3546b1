"""What tests of the tiers need: a store, a recogniser that can be pruned, messages, a runner on a stream in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from itemcenter.jobs import build as build_job
from itemcenter.jobs.build import BuildPlan
from itemcenter.ports import Store
from itemcenter.schema import Content, Envelope, Item, ItemPut, SourceId, Tier
from itemcenter.testing import ReferenceStore
from itemcenter.testing.fake_recognizer import FakePruner
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.decide import Decider
from itemcenter.tunnel.envelope import EnvelopeOptions, write_envelope
from itemcenter.tunnel.figures import Figures
from itemcenter.tunnel.intake import Intake
from itemcenter.tunnel.runner import Runner, RunOptions
from itemcenter.tunnel.settle import Settler
from itemcenter.tunnel.tier_policy import TierOptions
from itemcenter.tunnel.turns import Turns
from tests.unit.jobs.parts import MACHINE, MERCHANT, recognizer, rows

PARTITIONS = 2


class Tunnel:
    """Of one process: settles and runs on the given store."""

    def __init__(self, store: Store | None = None, name: str = "p1", revision: int = 1, pruned: bool = True) -> None:
        self.store: Store = ReferenceStore() if store is None else store
        self.recognizer = recognizer()
        pruner = FakePruner(self.recognizer) if pruned else None
        deciders: dict[SourceId, Decider] = {}

        def decider(source: SourceId) -> Decider:
            return deciders.setdefault(source, Decider(source, MACHINE, self.recognizer, pruner))

        turns = Turns(self.store, name, PARTITIONS, sleep=lambda seconds: None)
        self.settler = Settler(turns, SourcePolicy(), decider, f"{revision:06d}", revision)
        self.now_us = 10_000_000

    def runner(
        self,
        stream: MemoryStream,
        tiers: Iterable[Tier] = (Tier.SECOND, Tier.MINUTE),
        options: RunOptions | None = None,
        policy: TierOptions | None = None,
        tell: Callable[[str, Mapping[str, Any]], None] = lambda event, fields: None,
        **clock: Any,
    ) -> Runner:
        for topic in ("inbox", "dead"):
            stream.create(topic, PARTITIONS)
        group = "+".join(tier.name for tier in sorted(tiers))
        parts = (stream, stream.subscribe("inbox", group), "inbox", group, "dead", frozenset(tiers))
        self.intake = Intake(
            *parts, policy or TierOptions(), MACHINE, Figures(), EnvelopeOptions(), lambda: self.now_us
        )
        return Runner(self.intake, self.settler, options or RunOptions(), tell, **clock)


def put(item: Item, time_us: int, source: SourceId = MERCHANT) -> ItemPut:
    return ItemPut(item, source, time_us)


def send(stream: MemoryStream, *contents: Content) -> None:
    times = [getattr(content, "time_us", 1) for content in contents]
    stream.create("inbox", PARTITIONS)
    stream.send(
        "inbox",
        [
            write_envelope(Envelope(f"m{number}", "test", time_us, content))
            for number, (content, time_us) in enumerate(zip(contents, times, strict=True))
        ],
    )


def digest_of_build(*items: Item) -> str:
    """The digest of one build over these documents."""
    store = ReferenceStore()
    plan = BuildPlan(MERCHANT, MACHINE, 1_000, 1, "000001")
    build_job.build(rows(*items), recognizer(), store, SourcePolicy(), None, plan)
    return store.digest()
