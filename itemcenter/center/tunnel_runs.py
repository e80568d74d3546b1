"""The tunnel of a center: streams, deciders and settlers wired together; its status."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from itemcenter import registry
from itemcenter.center.builds import BuildVerbs
from itemcenter.center.sources import MACHINE, MERCHANT, check_merchant
from itemcenter.errors import ConfigError, StreamError
from itemcenter.flow.whole_file import text_file
from itemcenter.items.groups import Assignment
from itemcenter.library import EscalationTally
from itemcenter.ports import Stream
from itemcenter.schema import Item, RunMark, SourceId, Tier
from itemcenter.tunnel.decide import Decider
from itemcenter.tunnel.figures import Figures
from itemcenter.tunnel.intake import Intake
from itemcenter.tunnel.runner import RUNNERS, Runner, Teller, presence_name
from itemcenter.tunnel.settle import Settler
from itemcenter.tunnel.turns import process_name

#: The lease of the day job: a tunnel may start while it runs, and not while a build does.
DAY_JOB = "tunnel/day"
#: A run of the tunnel is marked under this name: its items come from many sources.
TUNNEL = SourceId("tunnel")


class TunnelStatus(NamedTuple):
    """groups: consumer group to (partition, offset that comes next, messages not read yet); files: what running
    processes told last
    """

    ends: dict[int, tuple[int, int]]
    dead: int
    groups: dict[str, list[tuple[int, int, int]]]
    leases: list[dict[str, Any]]
    cursors: dict[str, int]
    processes: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        ends = {str(partition): list(pair) for partition, pair in self.ends.items()}
        return self._asdict() | {
            "ends": ends,
            "groups": {n: [list(r) for r in rows] for n, rows in self.groups.items()},
        }


#: Sources whose recognisers are held at once.
_MOST_SOURCES = 64
#: Until a starting process must have begun to renew its presence: opening a large center takes a while.
_PRESENCE_S = 120.0


def group_of(tiers: Iterable[Tier]) -> str:
    """The consumer group of the processes that work for these tiers."""
    return "-".join(["tunnel", *(tier.name.lower() for tier in sorted(tiers))])


#: Combinations of tiers that a process may work for.
TUNNEL_GROUPS = tuple(map(group_of, ((Tier.SECOND, Tier.MINUTE), (Tier.SECOND,), (Tier.MINUTE,))))


class TunnelVerbs(BuildVerbs):
    @cached_property
    def stream(self) -> Stream:
        choice = self.config.stream
        return registry.open_stream(choice.backend, choice.options, self.folder.path)

    def close(self) -> None:
        if "stream" in self.__dict__:
            self.stream.close()
            del self.__dict__["stream"]
        super().close()

    def topics(self) -> Stream:
        """The stream with the tunnel's topics, made where they are not there yet."""
        options = self.config.tunnel
        self.stream.create(options.inbox, options.partitions)
        self.stream.create(options.dead, 1)
        return self.stream

    def run_tunnel(
        self,
        tiers: Iterable[Tier] = (Tier.SECOND, Tier.MINUTE),
        *,
        only: Collection[int] | None = None,
        once: bool = False,
        stopped: Callable[[], bool] = lambda: False,
        tell: Teller = lambda event, fields: None,
        beat: Callable[[Figures], None] = lambda figures: None,
        wait: Callable[[float], object] = time.sleep,
    ) -> Figures:
        """Work for the tiers until `stopped()`, or (`once`) until nothing is left to read.

        Several processes may do so at once: they share the partitions of the inbox; one with `only` takes these alone.
        """
        wanted, options = frozenset(tiers), self.config.tunnel
        if not wanted or Tier.DAY in wanted:
            raise ConfigError(
                "a tunnel runs for the tiers second and minute", remedy="`itemcenter tunnel day` is a job"
            )
        stream, holder = self.topics(), process_name()
        self._announce(holder)
        number, folder = self.folder.new_run()
        settler = self._settler(holder, folder.name, number)
        self._warm_up(settler)
        group = group_of(wanted)
        status = self.folder.tunnel / f"{holder.replace(':', '-')}.json"

        def told(figures: Figures) -> None:
            about = {"holder": holder, "tiers": [tier.name.lower() for tier in sorted(wanted)], "run": number}
            about |= {} if only is None else {"partitions": sorted(only)}
            with text_file(status) as file:
                file.write(json.dumps(about | {"time_us": _now_us()} | figures.to_json()))
            beat(figures)

        subscription = stream.subscribe(options.inbox, group, only=only)
        try:
            intake = Intake(
                stream,
                subscription,
                options.inbox,
                group,
                options.dead,
                wanted,
                options.tiers,
                MACHINE,
                Figures(),
                options.envelopes,
                _now_us,
                grouped=self._grouped(),
                only=only,
            )
            with self._marked(number, folder.name):
                Runner(intake, settler, options.run, tell, told, wait=wait).run(stopped, once)
        finally:
            subscription.close()
            status.unlink(missing_ok=True)
        return intake.figures

    def tunnel_status(self) -> TunnelStatus:
        options, stream = self.config.tunnel, self.topics()
        ends = stream.ends(options.inbox)
        groups = {}
        for group in TUNNEL_GROUPS:
            with contextlib.suppress(StreamError):
                committed = stream.committed(options.inbox, group)
                if committed:
                    reached = {p: committed.get(p, first) for p, (first, _) in ends.items()}
                    groups[group] = [(p, reached[p], ends[p][1] - reached[p]) for p in sorted(ends)]
        dead = sum(end - first for first, end in stream.ends(options.dead).values())
        leases = [lease.to_json() for lease in self.store.leases()]
        return TunnelStatus(ends, dead, groups, leases, self.store.cursors(), self._processes())

    # -- parts ------------------------------------------------------------------------------------------------------

    def _settler(self, holder: str, run: str, number: int) -> Settler:
        known: dict[SourceId, Decider] = {}

        def decider(source: SourceId) -> Decider:
            if source not in known:
                if len(known) >= _MOST_SOURCES:
                    known.pop(next(iter(known)))
                recognizer = self.recognizer_for(check_merchant(source))
                recognizer = self._escalated(recognizer, source, None, EscalationTally())
                known[source] = Decider(source, MACHINE, recognizer, recognizer.pruner())
            return known[source]

        return Settler(self.turns(holder), self.config.sources, decider, run, number)

    def _warm_up(self, settler: Settler) -> None:
        """Opening takes seconds, and so do the first texts that are read: not when the first message waits."""
        decider = settler.deciders(MERCHANT)
        for record in self.store.items(limit=1):
            decider.recognizer.recognize([record.item])

    def _grouped(self) -> Callable[[Item, SourceId], Item]:
        """Puts the product groups of the last build of a source on its items."""
        known: dict[SourceId, Assignment] = {}

        def grouped(item: Item, source: SourceId) -> Item:
            if source not in known:
                known[source] = self._known_groups(source)
            return known[source].on(item)

        return grouped

    def _announce(self, holder: str) -> None:
        """Tell others that this process is there. Raises `CenterBusyError` while a build runs, which takes no turns.

        A build locks the center, then looks for tunnels; a tunnel tells of itself, then looks for the lock.
        """
        presence = self.store.take_lease(presence_name(holder), holder, _PRESENCE_S)
        try:
            if not any(lease.name == DAY_JOB for lease in self.store.leases()):
                with self.folder.locked():
                    pass
        except BaseException:
            if presence is not None:
                self.store.release_lease(presence)
            raise

    @contextlib.contextmanager
    def _marked(self, number: int, run: str) -> Iterator[None]:
        """The mark of a run of the tunnel, with its end once it is over."""
        begin = self._logged()
        model = self.recognizer_for(MERCHANT).model_id
        mark = partial(RunMark, number, run, TUNNEL, _now_us(), self.release.id, begin, begin[0], model)
        self.store.mark_run(mark())
        try:
            yield
        finally:
            with contextlib.suppress(Exception):  # the store may be what failed
                self.store.mark_run(mark(self._logged()))

    def _processes(self) -> list[dict[str, Any]]:
        """The status files of processes that hold their lease still."""
        alive = {lease.name.removeprefix(RUNNERS) for lease in self.store.leases() if lease.name.startswith(RUNNERS)}
        out = []
        for path in sorted(self.folder.tunnel.glob("*.json")) if self.folder.tunnel.is_dir() else ():
            found = _read(path)
            if found is not None:
                out.append(found | {"alive": found.get("holder") in alive})
        return out


def _read(path: Path) -> dict[str, Any] | None:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else None
    return None


def _now_us() -> int:
    return time.time_ns() // 1000
