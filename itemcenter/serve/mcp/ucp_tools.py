"""The catalog tools of the Universal Commerce Protocol, with typed facts in each product's `metadata.attributes`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itemcenter.errors import InputError
from itemcenter.serve.mcp.tool import Json, Reach, Tool
from itemcenter.wire import ucp

#: Entries of a page, whatever is asked.
MOST = 50
_NO_PRICE = "items without a price cannot be shown as products; `lookup_items` has them: "


async def _search(reach: Reach, asked: ucp.UcpSearchRequest) -> Json:
    wanted, envelope = asked.catalog, _envelope(ucp.SEARCH)
    if wanted.purpose != "search":
        told = f"the purpose {wanted.purpose!r} is not served here; ask with the purpose 'search'"
        return {"ucp": envelope, "products": [], "messages": [_error("unsupported_purpose", told)]}
    filters = wanted.filters
    if not wanted.query.strip() and filters == ucp.UcpFilters():
        raise InputError("a search needs a query or a filter", place="catalog.query", remedy="say what is wanted")
    question = ["ucp", asked.model_dump(exclude={"meta": True, "catalog": {"pagination": True, "context": True}})]
    after = None
    if wanted.pagination.cursor:
        after = str(reach.cursors().place(question, wanted.pagination.cursor))
    rest = (
        wanted.query,
        _allows(filters),
        filters.categories,
        reach.currency,
        after,
        min(wanted.pagination.limit, MOST),
    )
    page = await reach.desks().read(lambda center: center.ucp_search(*rest))
    *products, left_out = page.entries
    paging: Json = {"has_next_page": page.last is not None}
    if page.last is not None:
        paging["cursor"] = reach.cursors().make(question, page.last)
    out: Json = {"ucp": envelope, "products": products, "pagination": paging}
    if left_out["priceless"]:
        out["messages"] = [_priceless(left_out["priceless"])]
    return out


async def _lookup(reach: Reach, asked: ucp.UcpLookupRequest) -> Json:
    wanted = asked.catalog
    found, missing, priceless = await reach.desks().read(lambda center: center.ucp_lookup(wanted.ids, reach.currency))
    allowed = _allows(wanted.filters)
    messages: list[Json] = [{"type": "info", "code": "not_found", "content": entry} for entry in missing]
    if priceless:
        messages.append(_priceless(priceless))
    out: Json = {"ucp": _envelope(ucp.LOOKUP), "products": [entry for entry in found if allowed(entry)]}
    return out | {"messages": messages} if messages else out


async def _product(reach: Reach, asked: ucp.UcpDetailRequest) -> Json:
    wanted = asked.catalog.id
    found, missing, _ = await reach.desks().read(lambda center: center.ucp_lookup([wanted], reach.currency))
    if found:
        return {"ucp": _envelope(ucp.LOOKUP), "product": found[0]}
    told = _error("not_found", wanted) if missing else _error("price_unavailable", _NO_PRICE + wanted)
    return {"ucp": _envelope(ucp.LOOKUP) | {"status": "error"}, "messages": [told]}


def _allows(filters: ucp.UcpFilters) -> Any:
    """Whether a product passes the filters that are its own; categories are the verb's."""
    brands = {entry.casefold() for entry in filters.brand}
    states = set(filters.availability)

    def allows(shown: Json) -> bool:
        if brands and shown.get("brand", "").casefold() not in brands:
            return False
        if states and shown["variants"][0].get("availability", {}).get("status", "") not in states:
            return False
        if filters.price is not None:
            amount = shown["price_range"]["min"]["amount"]
            low, high = filters.price.min, filters.price.max
            return (low is None or amount >= low) and (high is None or amount <= high)
        return True

    return allows


def _envelope(capability: str) -> Json:
    return {"version": ucp.VERSION, "status": "success", "capabilities": {capability: [{"version": ucp.VERSION}]}}


def _error(code: str, content: str) -> Json:
    return {"type": "error", "code": code, "content": content, "severity": "unrecoverable"}


def _priceless(ids: Sequence[str]) -> Json:
    named = ", ".join(ids[:20]) + (f" and {len(ids) - 20} more" if len(ids) > 20 else "")
    return {"type": "warning", "code": "price_unavailable", "content": _NO_PRICE + named}


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "search_catalog",
        "Search the catalog (UCP)",
        "Products that have all words of the query and pass the filters, as the Universal Commerce Protocol has them.",
        ucp.UcpSearchRequest,
        ucp.UcpProducts,
        _search,
        strict=True,
    ),
    Tool(
        "lookup_catalog",
        "Look products up (UCP)",
        "Products by product or variant id, as the Universal Commerce Protocol has them.",
        ucp.UcpLookupRequest,
        ucp.UcpProducts,
        _lookup,
        strict=True,
    ),
    Tool(
        "get_product",
        "One product (UCP)",
        "One product in full, as the Universal Commerce Protocol has it.",
        ucp.UcpDetailRequest,
        ucp.UcpOneProduct,
        _product,
        strict=True,
    ),
)


def profile(endpoint: str) -> Json:
    """The discovery document (`/.well-known/ucp`). endpoint: address of the MCP server"""
    base = f"https://ucp.dev/{ucp.VERSION}"
    capabilities = {
        name: [{
            "version": ucp.VERSION,
            "spec": f"{base}/specification/shopping/catalog/{part}",
            "schema": f"{base}/schemas/shopping/catalog_{part}.json",
        }]
        for name, part in ((ucp.SEARCH, "search"), (ucp.LOOKUP, "lookup"))
    }  # fmt: skip
    service = {
        "version": ucp.VERSION,
        "spec": f"{base}/specification/overview",
        "transport": "mcp",
        "schema": f"{base}/services/shopping/mcp.openrpc.json",
        "endpoint": endpoint,
    }
    services = {"dev.ucp.shopping": [service]}
    return {"ucp": {"version": ucp.VERSION, "services": services, "capabilities": capabilities, "payment_handlers": {}}}
