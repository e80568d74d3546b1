"""A process that counts a cursor up under a lease, for tests of several processes on one store.

    python -m itemcenter.testing.lease_process FOLDER BACKEND OPTIONS-AS-JSON HOLDER TIMES

Prints the token of each time it held the lease. Reading and writing the cursor are two steps: only a lease that keeps
others out makes the sum right.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from pathlib import Path

from itemcenter import registry


def main(folder: str, backend: str, options: str, holder: str, times: str) -> None:
    with contextlib.closing(registry.open_store(backend, json.loads(options), Path(folder))) as store:
        for _ in range(int(times)):
            while (lease := store.take_lease("count", holder, 60)) is None:
                time.sleep(0.001)
            store.move_cursor("count", store.cursor("count") + 1, lease)
            store.release_lease(lease)
            print(lease.token, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
