"""A typed client of the service (extra `client`): the models of `itemcenter.wire`, asked for with httpx.

with Client("http://127.0.0.1:8080", key="ick_...") as client:
    client.put_item("SKU1", Listing(title="Mug in navy"))
    print(client.item("SKU1").data.cells)
"""

from itemcenter.client.client import Client
from itemcenter.client.failures import ServiceError

__all__ = ["Client", "ServiceError"]
