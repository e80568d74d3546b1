"""Every route of the service with a request that it understands, for tests that try them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.routing import Route

from itemcenter.serve.http.app import make_app
from itemcenter.serve.http.options import ServiceOptions


@dataclass(frozen=True)
class Example:
    """body: of the request, None for none; role: the least that may ask"""

    method: str
    route: str
    path: str
    role: str
    body: Any = None


def examples(
    item: str = "M-1",
    key: str = "colour",
    text: str = "Mug in navy",
    value: str = "red",
    query: str = "red",
    file: str = "part-00000.parquet",
) -> list[Example]:
    """One request a route. Those that write come last, forgetting the item at the very end."""
    part = text[:500]
    listing = {"title": part, "description": text, "brand": part, "category_path": [part],
               "texts": [{"name": "more", "value": part}], "specs": [{"name": part, "value": part}],
               "images": [part], "extras": [{"name": "price", "value": text}]}  # fmt: skip
    asked = {"items": [{"id": "asked", **listing}]}
    one, cell = f"/v1/items/{quote(item, safe='')}", quote(key, safe="")
    told = quote(query, safe="")
    return [
        Example("GET", "/healthz", "/healthz", ""),
        Example("GET", "/readyz", "/readyz", ""),
        Example("GET", "/.well-known/ucp", "/.well-known/ucp", ""),
        Example("GET", "/v1/feeds/openai", f"/v1/feeds/openai?seller_name={told}", "read"),
        Example("GET", "/v1/items/{item}/jsonld", f"{one}/jsonld", "read"),
        Example("GET", "/metrics", "/metrics", "read"),
        Example("GET", "/v1/openapi.json", "/v1/openapi.json", "read"),
        Example("GET", "/v1/items", "/v1/items?limit=2", "read"),
        Example("GET", "/v1/items/{item}", one, "read"),
        Example("POST", "/v1/lookup", "/v1/lookup", "read", {"ids": [item, text[:500]]}),
        Example("GET", "/v1/facts", f"/v1/facts?key={cell}&value={told}&limit=2", "read"),
        Example("GET", "/v1/items/{item}/facts/{key}", f"{one}/facts/{cell}", "read"),
        Example("GET", "/v1/ontology", "/v1/ontology", "read"),
        Example("GET", "/v1/ontology/categories", "/v1/ontology/categories", "read"),
        Example("GET", "/v1/ontology/categories/{category}", "/v1/ontology/categories/mugs", "read"),
        Example("GET", "/v1/ontology/categories/{category}/keys", "/v1/ontology/categories/mugs/keys", "read"),
        Example("GET", "/v1/ontology/keys", "/v1/ontology/keys", "read"),
        Example("GET", "/v1/ontology/keys/{key}", f"/v1/ontology/keys/{cell}", "read"),
        Example("GET", "/v1/ontology/keys/{key}/values", f"/v1/ontology/keys/{cell}/values", "read"),
        Example("GET", "/v1/changes", "/v1/changes?limit=2", "read"),
        Example("GET", "/v1/changes/stream", "/v1/changes/stream?after=0", "read"),
        Example("GET", "/v1/reviews", "/v1/reviews", "read"),
        Example("GET", "/v1/snapshots", "/v1/snapshots?limit=1", "read"),
        Example("GET", "/v1/snapshots/{snapshot}", "/v1/snapshots/latest", "read"),
        Example("GET", "/v1/snapshots/{snapshot}/cells", f"/v1/snapshots/latest/cells?item={told}", "read"),
        Example("GET", "/v1/snapshots/{snapshot}/items", "/v1/snapshots/latest/items?limit=2", "read"),
        Example("GET", "/v1/snapshots/{snapshot}/files/{table}/{file}",
                f"/v1/snapshots/latest/files/cells/{file}", "read"),
        Example("POST", "/mcp", "/mcp", "read", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
            "name": "lookup_items", "arguments": {"ids": [item, part]}}}),
        Example("POST", "/v1/recognise", "/v1/recognise", "read", asked),
        Example("POST", "/v1/categorise", "/v1/categorise", "read", asked),
        Example("POST", "/v1/brands", "/v1/brands", "read", asked),
        Example("POST", "/v1/listings/validate", "/v1/listings/validate", "read", asked),
        Example("POST", "/v1/titles", "/v1/titles", "read", asked),
        Example("POST", "/v1/reviews/decisions", "/v1/reviews/decisions", "review",
                {"action": "comment", "proposals": ["none"], "text": text[:2000]}),
        Example("POST", "/v1/snapshots", "/v1/snapshots", "admin", {}),
        Example("POST", "/v1/items", "/v1/items", "write", {"items": [{"id": "batch", **listing}]}),
        Example("PUT", "/v1/items/{item}", one, "write", listing),
        Example("PUT", "/v1/items/{item}/facts/{key}", f"{one}/facts/{cell}", "write", {"values": [value]}),
        Example("DELETE", "/v1/items/{item}/facts/{key}", f"{one}/facts/{cell}", "write"),
        Example("DELETE", "/v1/items/{item}", one, "write"),
    ]  # fmt: skip


def served_routes() -> set[tuple[str, str]]:
    """(method, path) of all that the application answers, found in the application itself."""
    door: Any = make_app(ServiceOptions(Path()))
    return set(_routes(door._app._app.routes))


def _routes(found: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for route in found:
        if hasattr(route, "original_router"):
            yield from _routes(route.original_router.routes)
        else:
            assert isinstance(route, Route), route  # nothing else may be served unseen
            for method in route.methods or ("POST",):  # /mcp looks at the method itself
                yield method, getattr(route, "path_format", route.path)
