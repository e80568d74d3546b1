"""A Kafka cluster for tests: librdkafka's mock broker, in a process of its own, reached over TCP like any other.

    python -m itemcenter.testing.kafka_cluster

prints its address and lives until its input ends. Topics are made by asking for them and have four partitions; it keeps
messages in memory, and knows no times.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

#: Of every topic of the mock cluster.
PARTITIONS = 4


@contextlib.contextmanager
def kafka_cluster() -> Iterator[str]:
    """The address of a new cluster."""
    command = [sys.executable, "-m", "itemcenter.testing.kafka_cluster"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def main() -> None:
    from confluent_kafka import Producer

    host = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none"})
    brokers = host.list_topics(timeout=10).brokers.values()
    print(",".join(f"{broker.host}:{broker.port}" for broker in brokers), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
