"""A process that sends to a stream or reads from it, to be killed by tests.

    python -m itemcenter.testing.stream_process BACKEND OPTIONS send TOPIC COUNT
    python -m itemcenter.testing.stream_process BACKEND OPTIONS read TOPIC GROUP COUNT

`send` prints the number of each message once it is acknowledged; `read` prints those it has read, commits, prints
"committed" and goes on living without a poll.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from itemcenter import registry
from itemcenter.testing.stream_suite import number_of, post


def main(backend: str, options: str, verb: str, topic: str, *rest: str) -> None:
    stream = registry.open_stream(backend, json.loads(options), Path())
    if verb == "send":
        for number in range(int(rest[0])):
            stream.send(topic, [post(number)])
            print(number, flush=True)
        return
    group, wanted = rest[0], int(rest[1])
    member = stream.subscribe(topic, group)
    while wanted:
        got = member.poll(wanted, 0.2)
        for entry in got:
            print(number_of(entry), flush=True)
        if got:
            member.commit({entry.partition: entry.offset + 1 for entry in got})
        wanted -= len(got)
    print("committed", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
