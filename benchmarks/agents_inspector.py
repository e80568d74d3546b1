"""Every tool for agents listed and called by a client of another make: the MCP Inspector, on the TypeScript SDK.

    npm install @modelcontextprotocol/inspector
    python -m benchmarks.agents_inspector --center DIR --inspector node_modules/.bin/mcp-inspector

Once by stdio, once over HTTP. The Inspector itself refuses an answer that is not of the schema that its tool
tells. Works on a copy of the center.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.service import served
from itemcenter.center import ItemCenter

_MAIN = "from itemcenter.serve.cli.main import main; main()"
_META = {"ucp-agent": {"profile": "https://agent.example/profile.json"}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--center", type=Path, required=True)
    parser.add_argument("--inspector", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inspected-") as temporary:
        center = Path(shutil.copytree(options.center, Path(temporary) / "center"))
        with ItemCenter.open(center) as opened:
            ids = [record.item.id for record in opened.store.items(limit=3)]
        program = [sys.executable, "-c", _MAIN, "mcp", "--center", str(center), "--currency", "EUR"]
        figures: dict[str, Any] = {"stdio": _tried(options.inspector, program, ids)}
        with served(center, 1, "--currency", "EUR") as (port, _):
            words = [f"http://127.0.0.1:{port}/mcp", "--transport", "http"]
            figures["http"] = _tried(options.inspector, words, ids)
    package = options.inspector.resolve()
    while not (package / "package.json").is_file():
        package = package.parent
    figures["inspector"] = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    result_file.write(options.out, "agents_inspector", figures, [])


def _tried(inspector: Path, server: list[str], ids: list[Any]) -> dict[str, Any]:
    """Names of the tools, and what each answered: bytes of its structured content, or what was wrong."""
    listed = _asked(inspector, server, "tools/list")
    names = [tool["name"] for tool in listed["tools"]]
    arguments = _arguments(ids)
    answers: dict[str, Any] = {}
    for name in names:
        words = [f"{key}={json.dumps(value)}" for key, value in arguments[name].items()]
        found = _asked(inspector, server, "tools/call", "--tool-name", name, "--tool-arg", *words)
        fault = found.get("error") or (found["content"] if found.get("isError") else None)
        answers[name] = fault or len(json.dumps(found["structuredContent"]))
    return {"tools": names, "answers": answers, "failed": sum(not isinstance(entry, int) for entry in answers.values())}


def _arguments(ids: list[Any]) -> dict[str, dict[str, Any]]:
    return {
        "lookup_items": {"ids": ids},
        "search_items": {"words": "laptop", "limit": 2},
        "compare_items": {"ids": ids[:2]},
        "recognise_texts": {"items": [{"id": "asked", "title": "Desk lamp white, LED, 40 cm"}]},
        "search_catalog": {"meta": _META, "catalog": {"query": "laptop", "pagination": {"limit": 2}}},
        "lookup_catalog": {"meta": _META, "catalog": {"ids": ids}},
        "get_product": {"meta": _META, "catalog": {"id": ids[0]}},
    }


def _asked(inspector: Path, server: list[str], method: str, *words: str) -> dict[str, Any]:
    command = [str(inspector), "--cli", *server, "--method", method, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        return {"error": (done.stderr or done.stdout)[-500:]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
