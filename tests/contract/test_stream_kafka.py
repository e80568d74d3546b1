"""The Kafka stream passes the conformance suite over TCP, against librdkafka's mock cluster in another process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from itemcenter import registry
from itemcenter.errors import ConfigError, StreamError
from itemcenter.testing.kafka_cluster import PARTITIONS, kafka_cluster
from itemcenter.testing.stream_suite import Place, StreamSuite, post

pytest.importorskip("confluent_kafka")
kafka = registry.backend("stream", "kafka")


class Suite(StreamSuite):
    partitions = PARTITIONS
    times = False

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    @contextlib.contextmanager
    def place(self) -> Iterator[Place]:
        yield Place("kafka", {"bootstrap": self._bootstrap, "session_s": 6.0, "timeout_s": 10.0})


TESTS = [name for name in dir(StreamSuite) if name.startswith("test_")]


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, Future[None]]]:
    """All tests of the suite at once: each waits for seconds until the broker has shared partitions out."""
    with kafka_cluster() as bootstrap, ThreadPoolExecutor(len(TESTS)) as threads:
        suite = Suite(bootstrap)
        yield {name: threads.submit(getattr(suite, name)) for name in TESTS}


@pytest.mark.parametrize("name", TESTS)
def test_kafka(running: dict[str, Future[None]], name: str) -> None:
    running[name].result()


def test_a_broker_that_is_not_there() -> None:
    with contextlib.closing(kafka.open(kafka.Options("127.0.0.1:1", timeout_s=0.5))) as stream:
        with pytest.raises(StreamError, match="refused"):
            stream.create("t", 1)
        with pytest.raises(StreamError):
            stream.send("t", [post(1)])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sasl.password", "line 2.*name=value"),
        ("acks=0", "line 2.*cannot be set here"),
        ("no.such.setting=1", "refuses the settings"),
    ],
)
def test_settings_of_the_client(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "kafka.properties").write_text(f"# for tests\n{text}\n")
    with pytest.raises(ConfigError, match=message):
        registry.open_stream("kafka", {"bootstrap": "127.0.0.1:1"}, tmp_path).partitions("t")


@pytest.mark.parametrize("options", [{"bootstrap": " "}, {"bootstrap": "a:1", "session_s": 0.0}])
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        kafka.Options(**options)
