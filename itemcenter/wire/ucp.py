"""The catalog shapes of the Universal Commerce Protocol, version `VERSION`: what its tools take and give.

Requests may carry fields that the version does not know: they are passed over, as the protocol wants.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION = "2026-08-25"
SEARCH = "dev.ucp.shopping.catalog.search"
LOOKUP = "dev.ucp.shopping.catalog.lookup"
#: Identifiers of one look-up.
MOST_IDS = 50


class Open(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class UcpAgent(Open):
    profile: str = Field(min_length=1, max_length=2_000, description="Address of the agent's profile; never opened.")


class UcpMeta(Open):
    agent: UcpAgent = Field(alias="ucp-agent")


class UcpContext(Open):
    currency: str | None = Field(default=None, max_length=3)
    intent: str | None = Field(default=None, max_length=2_000)


class UcpPriceFilter(Open):
    """Minor units of the currency, as in prices."""

    min: int | None = Field(default=None, ge=0)
    max: int | None = Field(default=None, ge=0)


class UcpFilters(Open):
    categories: list[str] = Field(default=[], max_length=50)
    price: UcpPriceFilter | None = None
    availability: list[str] = Field(default=[], max_length=20)
    brand: list[str] = Field(default=[], max_length=50)


class UcpPaging(Open):
    cursor: str | None = Field(default=None, max_length=4_000)
    limit: int = Field(default=10, ge=1)


class UcpSearch(Open):
    query: str = Field(default="", max_length=500)
    purpose: str = Field(default="search", max_length=100)
    context: UcpContext | None = None
    filters: UcpFilters = UcpFilters()
    pagination: UcpPaging = UcpPaging()


class UcpLookup(Open):
    ids: list[str] = Field(min_length=1, max_length=MOST_IDS)
    filters: UcpFilters = UcpFilters()
    context: UcpContext | None = None


class UcpDetail(Open):
    id: str = Field(min_length=1, max_length=512)
    filters: UcpFilters = UcpFilters()
    context: UcpContext | None = None


class UcpSearchRequest(Open):
    meta: UcpMeta
    catalog: UcpSearch


class UcpLookupRequest(Open):
    meta: UcpMeta
    catalog: UcpLookup


class UcpDetailRequest(Open):
    meta: UcpMeta
    catalog: UcpDetail


class UcpPrice(BaseModel):
    amount: int = Field(ge=0, description="In minor units: 7999 is 79.99 of a currency with two decimals.")
    currency: str = Field(pattern="^[A-Z]{3}$")


class UcpPriceRange(BaseModel):
    min: UcpPrice
    max: UcpPrice


class UcpDescription(BaseModel):
    plain: str


class UcpCategory(BaseModel):
    value: str
    taxonomy: str


class UcpMedia(BaseModel):
    type: Literal["image"] = "image"
    url: str


class UcpBarcode(BaseModel):
    type: str
    value: str


class UcpAvailability(BaseModel):
    available: bool
    status: str


class UcpInput(BaseModel):
    id: str
    match: Literal["exact", "featured"]


class UcpVariant(BaseModel):
    id: str
    sku: str
    title: str
    description: UcpDescription
    price: UcpPrice
    list_price: UcpPrice | None = None
    url: str | None = None
    barcodes: list[UcpBarcode] | None = None
    condition: str | None = None
    availability: UcpAvailability | None = None
    inputs: list[UcpInput] | None = Field(default=None, description="Of look-ups: which identifiers led here.")


class UcpProduct(BaseModel):
    id: str
    title: str
    description: UcpDescription
    price_range: UcpPriceRange
    list_price_range: UcpPriceRange | None = None
    variants: list[UcpVariant] = Field(min_length=1)
    brand: str | None = None
    url: str | None = None
    categories: list[UcpCategory] | None = None
    media: list[UcpMedia] | None = None
    metadata: dict[str, Any] = Field(
        description="`attributes`: typed facts (name, key, value, numeric_value, unit, type, value_id, confidence, "
        "producer, evidence, time); `release`, `updated_at`, `group`."
    )


class UcpMessage(BaseModel):
    type: Literal["error", "warning", "info"]
    code: str
    content: str
    severity: str | None = Field(default=None, description="Of errors.")


class UcpEnvelope(BaseModel):
    version: str
    status: Literal["success", "error"] = "success"
    capabilities: dict[str, list[dict[str, str]]]


class UcpPageInfo(BaseModel):
    has_next_page: bool
    cursor: str | None = None


class UcpProducts(BaseModel):
    ucp: UcpEnvelope
    products: list[UcpProduct]
    messages: list[UcpMessage] | None = None
    pagination: UcpPageInfo | None = None


class UcpOneProduct(BaseModel):
    """product: left out where there is none; `ucp.status` is then "error"."""

    ucp: UcpEnvelope
    product: UcpProduct | None = None
    messages: list[UcpMessage] | None = None
