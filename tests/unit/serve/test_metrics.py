"""Figures of a tunnel as Prometheus reads them."""

from __future__ import annotations

import sys
import urllib.request

import pytest

from itemcenter.errors import ConfigError, MissingExtraError
from itemcenter.serve.metrics import MetricsPage
from itemcenter.tunnel.figures import Figures, Freshness


def figures() -> Figures:
    made = Figures(lag={0: 3, 1: 0}, waiting={"minute": 7})
    made.received["ItemPut"] = 5
    made.stages["second", "decided"] = 2
    made.stages["minute", "outdated"] = 4
    made.dead['of "no" use'] = 1
    made.freshness["second"] = Freshness()
    made.freshness["second"].observe(0.2)
    made.freshness["second"].observe(1e9)
    return made


def test_the_page() -> None:
    pytest.importorskip("prometheus_client")
    page = MetricsPage(0)
    try:
        page.update(figures())
        with urllib.request.urlopen(f"http://127.0.0.1:{page.port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        with pytest.raises(ConfigError, match="another port"):
            MetricsPage(page.port)
    finally:
        page.close()
    prefix = "itemcenter_tunnel_"
    for line in (
        'messages_total{content="ItemPut"} 5.0',
        'documents_total{stage="decided",tier="second"} 2.0',
        'conflicts_total{kind="late"} 4.0',
        'dead_letters_total{reason="of \\"no\\" use"} 1.0',
        'lag{partition="0"} 3.0',
        'waiting{tier="minute"} 7.0',
        'freshness_seconds_bucket{le="0.25",tier="second"} 1.0',
        'freshness_seconds_bucket{le="+Inf",tier="second"} 2.0',
    ):
        assert prefix + line in lines, "\n".join(lines)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(MissingExtraError, match="prometheus_client"):
        MetricsPage(0)
