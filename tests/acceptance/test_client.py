"""The typed client against a real service: every method, pages, tries again, failures as errors."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import httpx
import pytest

from itemcenter.client import Client, ServiceError
from itemcenter.ontology.review import ReviewEvent
from itemcenter.schema import Decision, Proposal, ProposalKind, Route
from itemcenter.wire import Listing, ListingWithId, NamedText, ReviewDecision, TitleRequest
from tests.acceptance.served import key, served

MUG = Listing(title="Mug in navy", category_path=["Mugs"], specs=[NamedText(name="height", value="12 cm")])
ASKED = [ListingWithId(id="asked", **MUG.model_dump())]


@pytest.fixture
def client(mugs: Path) -> Iterator[Client]:
    with served(mugs) as address, Client(address, key(mugs, "admin")) as opened:
        while not opened.ready():
            pass
        yield opened


def test_every_method(client: Client, mugs: Path) -> None:
    assert client.put_item("a/b ?é", MUG).data.outcome == "new"
    item = client.item("a/b ?é").data
    assert item.listing == MUG and client.lookup([item.id], keys=["colour"], listing=False).data[0].listing is None
    assert [entry.id for entry in client.items(limit=2)] == ["M-1", "M-2", "M-3", "V-1", item.id]
    assert client.put_items([ListingWithId(id="M-1", **MUG.model_dump())]).data[0].outcome == "changed"
    assert client.set_facts(item.id, "colour", ["red"], lock=True, etag=item.etag).data
    with pytest.raises(ServiceError) as refused:
        client.set_facts(item.id, "colour", ["navy"], etag=item.etag)
    assert refused.value.status == 412 and refused.value.remedy
    account = client.account(item.id, "colour").data
    assert account.shown is not None and account.shown.locked and account.shown.author == "a admin"
    reds = list(client.facts(limit=1, key="colour", value="red"))
    assert {entry.item for entry in reds} == {"M-2", "V-1", item.id}
    last = client.unlock_facts(item.id, "colour").data[-1]
    assert [change.number for change in client.changes(after=last - 1).data] == [last]
    assert [change.number for change in islice(client.stream(after=last - 2), 2)] == [last - 1, last]
    assert client.release().data.counts["keys"] == len(list(client.keys(limit=3))) == 4
    assert [entry.id for entry in client.categories(limit=1)] == ["mugs", "vases"]
    assert client.category("mugs").data.name == "Mugs" and client.scopes("mugs").data[0].key.name
    assert [value.name for value in client.values("material", limit=1)] == ["stoneware", "glass", "steel"]
    assert client.recognise(ASKED).data[0].machine and client.categorise(ASKED, top=1).data[0].category is not None
    assert client.brands(ASKED).data[0].brand is None and client.validate(ASKED).data[0].issues
    short = client.titles(TitleRequest(ids=["M-1"], items=ASKED)).data[1].short
    assert short is not None and short.text == "Mugs, navy, 12 cm"
    assert client.forget_item(item.id).data
    with pytest.raises(ServiceError, match="no item") as gone:
        client.item(item.id)
    assert gone.value.status == 404 and pickle.loads(pickle.dumps(gone.value)).problem == gone.value.problem


def test_review(client: Client, mugs: Path) -> None:
    from itemcenter.center import ItemCenter

    proposal = Proposal(ProposalKind.VALUE, "wood", key_id="material", category_id="mugs")  # type: ignore[arg-type]
    decision = Decision(proposal, (), accepted=True, route=Route.EXPERT, by="ada")
    with ItemCenter.open(mugs) as center:
        center.review_log.append([ReviewEvent("judged", proposal.id, 1, text="r", decision=decision)])
    (entry,) = client.reviews()
    assert entry.text == "wood" and entry.standing == "open"
    made = client.decide(ReviewDecision(action="accept", proposals=[entry.id])).data
    assert made[0].by == "a admin" and [found.standing for found in client.reviews("accepted")] == ["accepted"]
    with pytest.raises(ServiceError) as unknown:
        client.decide(ReviewDecision(action="accept", proposals=["none"]))
    assert unknown.value.status == 404


def test_it_tries_again_what_passes() -> None:
    """Busy twice, then done: one Idempotency-Key for all tries; what does not pass is not tried again."""
    seen: list[httpx.Request] = []
    waits: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) == 1:
            return httpx.Response(503, headers={"Retry-After": "7"}, text="<html>proxy</html>")
        if len(seen) == 2:
            raise httpx.ConnectError("cut off")
        return httpx.Response(200, json={"data": [1], "release": "r", "change": 1, "next": None})

    client = Client("http://x", sleep=waits.append)
    client._http.close()
    client._http = httpx.Client(base_url="http://x", transport=httpx.MockTransport(answer))
    assert client.forget_item("a").data == [1]
    assert waits == [7.0, 0.5] and len({request.headers["idempotency-key"] for request in seen}) == 1
    seen[:] = [seen[0]] * 2
    client._http = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(404, json={})), base_url="http://x"
    )
    with pytest.raises(ServiceError) as refused:
        client.item("a")
    assert refused.value.status == 404 and waits == [7.0, 0.5]
    client._http = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json={})), base_url="http://x"
    )
    with pytest.raises(ServiceError, match="documented shape"):
        client.item("a")
    client.close()
