"""Figures of a running tunnel for Prometheus, on a port of this machine. Needs the extra `metrics`."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from itemcenter.errors import ConfigError, MissingExtraError
from itemcenter.tunnel.figures import FRESHNESS_S, Figures

#: Values of the labels, and the figure.
Rows = Mapping[Any, float]


class MetricsPage:
    """`update` may be called from any thread; scrapes see the last state. Close it to free the port."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        """Raises `MissingExtraError` without prometheus-client, `ConfigError` where the port is taken."""
        try:
            from prometheus_client import CollectorRegistry, core, start_http_server
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                "metrics need 'prometheus_client', which is not installed", remedy="pip install 'itemcenter[metrics]'"
            ) from error
        self._core: Any = core
        self._figures = Figures()
        registry = CollectorRegistry()
        registry.register(self)
        try:
            self._server, self._thread = start_http_server(port, addr=host, registry=registry)
        except OSError as error:
            raise ConfigError(
                f"metrics cannot be served on {host}:{port}: {error.strerror or error}", remedy="name another port"
            ) from error
        self.port: int = self._server.server_port

    def update(self, figures: Figures) -> None:
        self._figures = copy.deepcopy(figures)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def describe(self) -> list[Any]:
        """Asked once, when it is registered; the names do not depend on the figures."""
        return list(self.collect())

    def collect(self) -> Iterator[Any]:
        """The metric families of the present figures."""
        figures, core = self._figures, self._core

        def counter(name: str, told: str, labels: list[str], rows: Rows) -> Any:
            family = core.CounterMetricFamily(f"itemcenter_tunnel_{name}", told, labels=labels)
            for key, value in sorted(rows.items()):
                family.add_metric(list(key), value)
            return family

        def gauge(name: str, told: str, labels: list[str], rows: Rows) -> Any:
            family = core.GaugeMetricFamily(f"itemcenter_tunnel_{name}", told, labels=labels)
            for key, value in sorted(rows.items()):
                family.add_metric(list(key), value)
            return family

        yield counter("messages", "Messages received.", ["content"], _by(figures.received))
        yield counter("coalesced", "Messages that joined a newer one.", [], {(): figures.coalesced})
        yield counter("documents", "Documents by what became of them.", ["tier", "stage"], figures.stages)
        yield counter("changes", "Cells that showed something else.", ["tier"], _by(figures.changes))
        late = sum(count for (_, stage), count in figures.stages.items() if stage == "outdated")
        conflicts = {("late",): float(late), ("overtaken",): float(figures.moved)}
        yield counter("conflicts", "Late documents, and those overtaken while they were decided.", ["kind"], conflicts)
        yield counter("dead_letters", "Messages that could not be used.", ["reason"], _by(figures.dead))
        yield counter("failures", "Refusals of the store or the stream.", ["error"], _by(figures.failures))
        yield gauge("waiting", "Messages that wait in memory.", ["tier"], _by(figures.waiting))
        lag = {(str(partition),): float(count) for partition, count in figures.lag.items()}
        yield gauge("lag", "Messages that are not committed.", ["partition"], lag)
        yield gauge("paused", "1 while nothing more is read.", [], {(): float(figures.paused)})
        family = core.HistogramMetricFamily(
            "itemcenter_tunnel_freshness_seconds", "From event to readable.", labels=["tier"]
        )
        for tier, entry in sorted(figures.freshness.items()):
            seen, buckets = 0, []
            for end, count in zip((*map(str, FRESHNESS_S), "+Inf"), entry.counts, strict=True):
                seen += count
                buckets.append((end, seen))
            family.add_metric([tier], buckets=buckets, sum_value=entry.total_s)
        yield family


def _by(counts: Mapping[str, int]) -> Rows:
    return {(str(name),): float(count) for name, count in counts.items()}
