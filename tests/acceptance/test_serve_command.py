"""`itemcenter serve` as a process: one worker and two, its log, its figures, and how it ends."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from itemcenter import registry
from itemcenter.errors import MissingExtraError
from tests.acceptance.command import environment, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by signals")
_PROGRAM = [sys.executable, "-W", "error", "-c", "from itemcenter.serve.cli.main import main; main()"]


@contextlib.contextmanager
def running(center: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """(address, process, what it wrote to standard error)"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = center.parent / "serve.log"
    with log.open("wb") as err:
        command = [*_PROGRAM, "serve", "--center", str(center), "--port", str(port), *words]
        process = subprocess.Popen(command, env=environment(), stderr=err, stdin=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(1200):
                assert process.poll() is None, log.read_text()
                with contextlib.suppress(httpx.HTTPError):
                    if httpx.get(f"{address}/readyz").status_code == 200:
                        break
                time.sleep(0.1)
            yield address, process, log
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            finally:
                process.kill()


def test_it_ends_streams_and_finishes_what_it_has_begun(mugs: Path) -> None:
    ends: list[float] = []

    def subscribe(address: str) -> None:
        with httpx.stream("GET", f"{address}/v1/changes/stream", timeout=60) as reply:
            reply.read()
        ends.append(time.monotonic())

    with running(mugs, "--heartbeat", "0.5") as (address, process, log):
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        secret = {"Authorization": "Bearer my-secret", "traceparent": trace}
        reply = httpx.get(f"{address}/v1/items/M-1?a=my-secret", headers=secret)
        assert reply.headers["traceparent"][:36] == trace[:36] and reply.headers["traceparent"] != trace
        subscriber = threading.Thread(target=subscribe, args=(address,))
        subscriber.start()
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        assert process.wait(60) in (0, -signal.SIGTERM)
        subscriber.join(10)
        assert ends and ends[0] - begin < 15
    assert "this machine alone" in log.read_text()
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    entry = next(line for line in lines if line["request_id"] == reply.headers["x-request-id"])
    assert entry["route"] == "/v1/items/{item:segment}" and entry["status"] == 200 and entry["key"] == "local"
    assert entry["trace_id"] == trace[3:35] and entry["parent_id"] == trace[36:52]
    assert "my-secret" not in log.read_text() and "Traceback" not in log.read_text()


def test_two_workers_are_one_service(mugs: Path) -> None:
    with running(mugs, "--workers", "2", "--no-access-log") as (address, _, log):
        for number in range(12):  # each over a connection of its own, so both workers are met
            reply = httpx.put(
                f"{address}/v1/items/M-1/facts/colour", json={"values": [("red", "navy")[number % 2]]},
                headers={"Idempotency-Key": f"k{number // 2}"} if number % 2 else {}, timeout=30,
            )  # fmt: skip
            assert reply.status_code == 200, reply.text
            assert httpx.get(f"{address}/v1/items/M-1").headers["etag"] == reply.headers["etag"]
        page = httpx.get(f"{address}/v1/facts?limit=1").json()
        for _ in range(6):
            again = httpx.get(f"{address}/v1/facts", params={"limit": 1, "cursor": page["next"]})
            assert again.status_code == 200, again.text
        counted = [line for line in httpx.get(f"{address}/metrics").text.splitlines() if "/facts/{key" in line]
        puts = [float(line.rsplit(" ", 1)[1]) for line in counted if line.startswith("itemcenter_http_requests_total")]
        assert sum(puts) == 12
    assert "Traceback" not in log.read_text()


def test_what_it_refuses(mugs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run("serve", "--center", mugs, "--host", "0.0.0.0")
    assert refused.code == 2 and "without keys" in refused.err
    assert run("serve", "--center", tmp_path).code == 4
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = run("serve", "--center", mugs, "--port", str(taken.getsockname()[1]))
    assert busy.code == 6 and "cannot listen" in busy.err
    for module in [name for name in sys.modules if name.startswith("itemcenter.serve.http")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(MissingExtraError, match=r"itemcenter\[serve\]"):
        registry.door("http")
