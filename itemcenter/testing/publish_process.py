"""A process that merges batches into a SQLite store and publishes what they change to a SQLite stream, to be killed.

    python -m itemcenter.testing.publish_process STORE STREAM TOPIC FIRST LAST [DIE_AT_SEND]

Prints the number of each batch once it is merged and published. DIE_AT_SEND: at which sending to kill itself, after the
stream has taken it and before the store notes it; 0 for never.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from itemcenter import registry
from itemcenter.errors import CenterBusyError
from itemcenter.testing.store_process import batch, open_file
from itemcenter.tunnel.publish import Publisher, PublishOptions
from itemcenter.tunnel.publish_targets import StreamTarget

#: How long others wait for a publisher that died, in seconds.
LEASE_S = 1.0


def main(store_path: str, stream_path: str, topic: str, first: str, last: str, die_at: str = "0") -> None:
    store = open_file(Path(store_path))
    stream = registry.open_stream("sqlite", {"path": stream_path}, Path())
    sends = 0

    def sent() -> None:
        nonlocal sends
        sends += 1
        if sends == int(die_at):
            os.kill(os.getpid(), signal.SIGKILL)

    options = PublishOptions(begin="log", batch=40, lease_s=LEASE_S)
    target = StreamTarget(stream, topic)
    while True:
        try:
            publisher = Publisher(store, target, options, f"process {os.getpid()}", after_send=sent)
            break
        except CenterBusyError:
            time.sleep(0.1)
    print("open", flush=True)
    for number in range(int(first), int(last)):
        store.apply(batch(number, "m"))
        while publisher.step():
            pass
        print(number, flush=True)
    publisher.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
