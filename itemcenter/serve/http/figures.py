"""Figures for Prometheus. With several workers each keeps its own in a shared folder, and any of them tells all."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client import multiprocess as together

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: Bounds of the histogram, seconds: look-ups take a millisecond, recognition tens, long polls a minute.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS")
#: Methods are whatever callers write; what is remembered of them is bounded.
_MOST_CHILDREN = 2_000


class Figures:
    """Of one service; labels have few values: routes, never paths or ids."""

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._requests = Counter(
            "itemcenter_http_requests", "Requests answered.", ("method", "route", "status"), registry=self._own
        )
        self._seconds = Histogram(
            "itemcenter_http_request_seconds", "Time of a request.", ("route",), buckets=_BUCKETS, registry=self._own
        )
        self.streams = Gauge(
            "itemcenter_change_streams", "Change streams open.", registry=self._own, multiprocess_mode="livesum"
        )
        self.change = Gauge(
            "itemcenter_last_change", "Last number of the change log.", registry=self._own, multiprocess_mode="max"
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        place = (method, route, status)
        if place not in self._children:  # to look children up by label costs more than to count
            known = method if method in _METHODS else "other"
            children = (self._requests.labels(known, route, status), self._seconds.labels(route))
            if len(self._children) > _MOST_CHILDREN:
                self._children.clear()
            self._children[place] = children
        requests, times = self._children[place]
        requests.inc()
        times.observe(seconds)

    def text(self) -> tuple[bytes, str]:
        """(exposition, content type)"""
        registry = self._own
        if os.environ.get(_FOLDER):
            registry = CollectorRegistry()
            together.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
