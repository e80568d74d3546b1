"""A build after a release decides what the scope names, and only that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from itemcenter.jobs import build as build_job
from itemcenter.jobs.impact import STALE, Impact, Rates, _effort, _together, _Try, measure_impact
from itemcenter.ports import Recognizer, ReleaseScopes, Touch
from itemcenter.schema import CategoryId, CategoryMatch, Item, ItemId, ReleaseId, SourceId, TypedValue, ValueType
from itemcenter.testing import FakeRecognizer
from itemcenter.tunnel import SourcePolicy
from tests.unit.jobs.parts import COLOUR, MACHINE, MERCHANT, NOON_US, Shop, item, rows

OLD, NEW = ReleaseId("fake-release"), ReleaseId("newer")
ITEMS = (item("a"), item("b", "a red mug"), item("c", "a teal mug"))


class Scopes:
    """Items whose title holds the word are touched."""

    def __init__(self, word: str, earlier: Sequence[ReleaseId] = (OLD,), category: CategoryMatch | None = None) -> None:
        self.word, self.earlier, self.category = word, earlier, category

    def touched(
        self, earlier: ReleaseId, items: Sequence[Item], matches: Sequence[CategoryMatch | None]
    ) -> list[Touch]:
        assert len(items) == len(matches) and earlier == OLD
        why = ["name" if self.word in entry.title else "" for entry in items]
        return [Touch(reason, self.category or match) for reason, match in zip(why, matches, strict=True)]


def newer(*names: str) -> FakeRecognizer:
    colours = {name: TypedValue(ValueType.COLOUR, name) for name in ("navy", "red", *names)}
    return FakeRecognizer({COLOUR: colours}, release_id=NEW)


def build(shop: Shop, scopes: ReleaseScopes | None, dry_run: bool = False) -> build_job.BuildReport:
    shop.runs += 1
    plan = build_job.BuildPlan(MERCHANT, MACHINE, NOON_US, shop.runs, f"{shop.runs:06d}", dry_run=dry_run)
    parts = (rows(*ITEMS), shop.recognizer, shop.store, SourcePolicy(), None, plan)
    return build_job.build(*parts, scopes=scopes)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.build(rows(*ITEMS))
    made.recognizer = newer("teal")
    return made


def test_only_items_in_the_scope_are_decided(shop: Shop, tmp_path: Path) -> None:
    report = build(shop, Scopes("teal"))
    assert shop.recognizer.asked == ["c"] and (report.changed, report.unchanged, report.spared) == (1, 2, 2)
    assert report.scope == {"name": 1} and shop.colour("c") == ["teal"]
    other = Shop(tmp_path / "other")
    other.recognizer = newer("teal")
    other.build(rows(*ITEMS))
    assert shop.store.digest() == other.store.digest(), "releases do not count"
    shop.recognizer.asked.clear()
    again = build(shop, Scopes("mug"))
    assert again.unchanged == 3 and not again.spared and not shop.recognizer.asked, "they were decided under it"
    assert shop.store.item(ItemId("a")) is not None and len(list(shop.store.item_changes())) == 4, (
        "three new, one decided"
    )


def test_a_category_known_less_surely_is_stored_and_nothing_decided(shop: Shop) -> None:
    held, digest = shop.store.item(ItemId("a")), shop.store.digest()
    doubtful = CategoryMatch(CategoryId("mugs"), 0.25, "text")
    assert build(shop, Scopes("nothing", category=doubtful), dry_run=True).spared == 3
    assert held is not None and shop.store.item(ItemId("a")) == held
    report = build(shop, Scopes("nothing", category=doubtful))
    found = shop.store.item(ItemId("a"))
    assert found is not None and found.category == doubtful and found.item == held.item
    assert (report.spared, report.changes, shop.recognizer.asked) == (3, 0, []) and shop.store.digest() == digest
    assert build(shop, Scopes("mug")).unchanged == 3, "the store knows them as decided under the newer release"


def test_without_an_earlier_release_all_are_decided(shop: Shop) -> None:
    assert build(shop, Scopes("teal", ())).changed == 3
    assert len(shop.recognizer.asked) == 3


def test_a_dry_run_spares_and_writes_nothing(shop: Shop) -> None:
    before = [record.fingerprint for record in shop.store.items()]
    assert build(shop, Scopes("teal"), dry_run=True).spared == 2
    assert [record.fingerprint for record in shop.store.items()] == before


def test_deciding_the_same_again_keeps_the_first_release(shop: Shop) -> None:
    build(shop, None)
    cells = {name: shop.store.cell(ItemId(name), COLOUR) for name in "abc"}
    releases = {name: cell.facts[0].release_id for name, cell in cells.items() if cell is not None and cell.facts}
    assert releases == {"a": OLD, "b": OLD, "c": NEW}


def test_the_rate_of_rewriting_goes_before_that_of_inserting() -> None:
    first = {"seconds": {"store": 64.0}, "items": 64, "new": 64}
    again = {"seconds": {"store": 192.0}, "items": 64, "changed": 64}
    assert Rates.of([first]) == Rates(0.0, 0.0, 1.0, False)
    assert Rates.of([first, again]) == Rates.of([again, first]) == Rates(0.0, 0.0, 3.0, True)


@pytest.mark.parametrize(("cores", "workers", "seconds"), [(2, 2, 6.0), (4, 2, 5.0), (2, 1, 12.0), (1, 4, 12.0)])
def test_what_runs_at_once_shares_the_cores(cores: int, workers: int, seconds: float) -> None:
    assert _together(5.0, 7.0, workers, cores, 10**9) == pytest.approx(seconds)
    assert _together(9.0, 1.0, 2, 2, 10**9) == pytest.approx(9.0), "one process does its part alone"


def test_few_batches_are_not_done_at_once() -> None:
    assert _together(4.0, 8.0, 2, 2, 2) == 8.0, "both workers are given theirs before anything comes back"
    assert _together(4.0, 8.0, 2, 2, 4) == 7.0
    assert _together(4.0, 8.0, 1, 2, 4) == 12.0


def test_starting_is_counted_apart_from_deciding() -> None:
    def tried(process: int, seconds: float) -> _Try:
        return _Try([None] * 10, [], process, seconds)  # type: ignore[list-item]

    tries = [tried(1, 7.0), tried(2, 7.0), tried(1, 2.0), tried(2, 2.0)]
    assert _effort(tries, 100, 2) == pytest.approx(100 * 0.2 + 2 * 5.0)
    assert _effort([tried(1, 7.0)], 20, 1) == pytest.approx(14.0)


@pytest.mark.parametrize(("sample", "exact"), [(10, True), (1, False)])
def test_an_impact_is_what_the_build_then_does(shop: Shop, sample: int, exact: bool) -> None:
    def sides(source: SourceId) -> tuple[Recognizer, ReleaseScopes]:
        return shop.recognizer, Scopes("e")

    found = Impact(OLD, NEW, price=2.0)
    rates = Rates.of([{"seconds": {"read": 3.0, "store": 64.0}, "items": 3, "new": 64}])
    measure_impact(shop.store, found, sides, SourcePolicy(), MACHINE, rates, sample=sample)
    told = found.to_json()
    assert (found.items, found.decided, found.exact) == (3, 2, exact) and found.reasons == {"name": 2}
    assert told["seconds"]["read"] == 3.0 and told["cost"] == 4.0
    assert 2.0 <= told["seconds"]["store"] < 4.0, "what only inserted never read what cells held: that is timed"
    before = shop.store.digest()
    report = build(shop, Scopes("e"))
    assert report.changed == found.decided and before != shop.store.digest()
    if exact:
        assert report.changes == round(found.cells) == 1 and told["keys"] == {COLOUR: 1.0}


def test_items_of_another_release_count_as_stale(shop: Shop) -> None:
    def sides(source: SourceId) -> tuple[Recognizer, ReleaseScopes]:
        return shop.recognizer, Scopes("", (ReleaseId("else"),))

    found = measure_impact(
        shop.store, Impact(ReleaseId("else"), NEW), sides, SourcePolicy(), MACHINE, Rates.of([{"seconds": {}}])
    )
    assert found.reasons == {STALE: 3}
