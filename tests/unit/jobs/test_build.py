"""The build job alone, with fakes: what is decided again, what is left alone, and what is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import StoreError
from itemcenter.jobs import build as build_job
from itemcenter.schema import Fact, ItemId, Producer, ReleaseId, TypedValue, ValueType
from itemcenter.testing import FakeRecognizer
from itemcenter.tunnel import SourcePolicy, forget, set_value
from tests.unit.jobs.parts import COLOUR, HUMAN, NOON_US, Shop, item, recognizer, rows


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(build_job, "BATCH_ITEMS", 3)
    return Shop(tmp_path)


def test_counters(shop: Shop) -> None:
    report = shop.build(rows(item("a"), None, item("b", colour="red"), item("c", "plain"), item("a", "twin")))
    assert (report.rows, report.items, report.new) == (5, 3, 3)
    assert report.rejected == {"no_id": 1, "duplicate_id": 1}
    assert (report.decided, report.stated, report.machine_facts) == (3, 2, 2)
    assert (report.cells_read, report.merchant_facts) == (1, 1)
    assert report.added == 1, "a; the merchant says b's colour, too"
    # b first shows what the merchant's cell says, then stays so when the machine's word comes
    assert report.changes == shop.store.counts().changes == 3
    assert report.categories == {"none": 3}
    assert set(report.seconds) == {"read", "compare", "recognise", "store"}
    assert report.release_id == "fake-release" and report.model_id == "fake-model"
    assert (shop.colour("a"), shop.colour("b"), shop.colour("c")) == (["navy"], ["red"], [])


def test_duplicates_within_a_batch_and_across_batches(shop: Shop) -> None:
    report = shop.build(rows(item("a", "first"), item("a", "second"), item("b"), item("c"), item("a", "third")))
    assert report.rejected == {"duplicate_id": 2} and report.items == 3
    assert [(row.row, row.line, row.message, row.raw) for row in shop.rejected()] == [
        (2, 3, "the id 'a' stands in row 1 already", "a,second"),
        (5, 6, "the id 'a' stands in row 1 already", "a,third"),
    ]
    record = shop.store.item(ItemId("a"))
    assert record is not None and (record.item.title, record.row, record.run) == ("first", 1, "000001")


def test_duplicates_are_found_again_where_nothing_is_decided(shop: Shop) -> None:
    listed = rows(item("a"), item("b"), item("c"), item("d"), item("a", "twin"))
    shop.build(listed)
    again = shop.build(listed)
    assert (again.unchanged, again.rejected, shop.recognizer.asked) == (4, {"duplicate_id": 1}, [])


def test_a_moved_row_is_no_duplicate(shop: Shop) -> None:
    shop.build(rows(item("a"), item("b")))
    again = shop.build(rows(item("b"), item("a")))
    assert (again.unchanged, again.rejected) == (2, {})


def test_only_what_changed_is_recognised(shop: Shop) -> None:
    shop.build(rows(item("a"), item("b")))
    report = shop.build(rows(item("a"), item("b", "a red mug"), item("c")), time_us=NOON_US + 60)
    assert (report.unchanged, report.changed, report.new) == (1, 1, 1)
    assert shop.recognizer.asked == ["b", "c"] and shop.colour("b") == ["red"]


@pytest.mark.parametrize("what", ["release", "model", "source"])
def test_another_release_model_or_source_decides_again(shop: Shop, what: str) -> None:
    shop.build(rows(item("a")))
    phrases = shop.recognizer.phrases
    if what == "release":
        shop.recognizer = FakeRecognizer(phrases, release_id=ReleaseId("later"))
    elif what == "model":
        shop.recognizer = FakeRecognizer(phrases, model_id=recognizer().model_id.__class__("better"))
    report = shop.build(rows(item("a")), source="other" if what == "source" else "merchant")  # type: ignore[arg-type]
    assert report.changed == 1 and shop.recognizer.asked == ["a"]


def test_an_outdated_snapshot_changes_nothing(shop: Shop) -> None:
    shop.build(rows(item("a", "a red mug")), time_us=NOON_US)
    late = shop.build(rows(item("a", "a navy mug"), item("b")), time_us=NOON_US - 1)
    assert (late.outdated, late.new, late.changed) == (1, 1, 0) and shop.recognizer.asked == ["b"]
    assert shop.colour("a") == ["red"]


def test_a_snapshot_that_confirms_makes_those_from_in_between_late(shop: Shop) -> None:
    shop.build(rows(item("a", "a red mug")), time_us=NOON_US)
    assert shop.build(rows(item("a", "a red mug")), time_us=NOON_US + 100).unchanged == 1
    assert shop.build(rows(item("a", "a navy mug")), time_us=NOON_US + 50).outdated == 1
    assert shop.colour("a") == ["red"]


def test_a_forgotten_item_stays_away_until_a_later_snapshot(shop: Shop) -> None:
    shop.build(rows(item("a")))
    shop.store.apply(forget(shop.store, ItemId("a"), source=HUMAN, now_us=NOON_US + 10))
    same = shop.build(rows(item("a"), item("b")), time_us=NOON_US + 10)
    assert (same.forgotten, same.new, same.items) == (1, 1, 2) and shop.colour("a") is None
    later = shop.build(rows(item("a")), time_us=NOON_US + 11)
    assert later.new == 1 and shop.colour("a") == ["navy"]


def test_a_person_is_not_overruled(shop: Shop) -> None:
    shop.build(rows(item("a")))
    red = (TypedValue(ValueType.COLOUR, "red"),)
    batch = set_value(shop.store, ItemId("a"), COLOUR, red, policy=SourcePolicy(), source=HUMAN,
                      release_id=ReleaseId("fake-release"), now_us=NOON_US)  # fmt: skip
    shop.store.apply(batch)
    report = shop.build(rows(item("a", "a navy cup", colour="navy")), time_us=NOON_US + 60)
    assert (report.changed, report.changes) == (1, 0) and shop.colour("a") == ["red"]


def test_a_limit_counts_readable_rows(shop: Shop) -> None:
    report = shop.build(rows(None, item("a"), None, item("b"), item("c"), item("d")), limit=2)
    assert (report.items, report.rows, report.rejected) == (2, 4, {"no_id": 2})


def test_a_dry_run_writes_nothing(shop: Shop) -> None:
    shop.build(rows(item("a"), item("u")))
    digest, counts, records = shop.store.digest(), shop.store.counts(), list(shop.store.items())
    listed = rows(item("a", "a red mug"), item("b"), None, item("u"))
    report = shop.build(listed, dry_run=True, time_us=NOON_US + 60)
    assert (report.changed, report.new, report.unchanged, report.changes) == (1, 1, 1, 0)
    assert report.rejected == {"no_id": 1} and shop.rejected() == []
    assert (shop.store.digest(), shop.store.counts(), list(shop.store.items())) == (digest, counts, records)


def test_a_retry_refuses_what_stands_in_another_row(shop: Shop) -> None:
    listed = rows(item("a"), item("a", "twin"), None)
    shop.build(listed)
    mended = [listed[1], listed[2]._replace(item=item("c"), rejected=None)]
    report = shop.build(mended, retry=True)
    assert (report.new, report.rejected) == (1, {"duplicate_id": 1})
    assert shop.build([listed[0]], retry=True).unchanged == 1, "its own row is no other row"


def test_an_interrupted_build_leaves_whole_batches(shop: Shop) -> None:
    def interrupted() -> object:
        yield from rows(item("a"), item("b"), item("c"), item("d"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.build(interrupted())  # type: ignore[arg-type]
    assert [record.item.id for record in shop.store.items()] == ["a", "b", "c"]
    report = shop.build(rows(item("a"), item("b"), item("c"), item("d")))
    assert (report.unchanged, report.new) == (3, 1)


def test_facts_name_their_maker(shop: Shop) -> None:
    shop.build(rows(item("a", "a navy mug", colour="red")))
    words = {word.source: word.facts for word in shop.store.words([ItemId("a")])[ItemId("a")]}
    made = {source: (facts[0].producer, facts[0].value.text) for source, facts in words.items()}
    assert made == {"merchant": (Producer.MERCHANT, "red"), "machine": (Producer.LOCAL_MODEL, "navy")}
    assert all(isinstance(fact, Fact) and fact.evidence for facts in words.values() for fact in facts)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=4, max_size=24), st.integers(2, 4))
def test_several_workers_decide_like_one(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory, names: list[str], workers: int
) -> None:
    """Also which of two rows with one id counts, wherever the first is on its way."""
    said = []
    for number in (1, workers):
        shop = Shop(tmp_path_factory.mktemp("shop"))
        read = rows(*(item(name, f"{name} navy mug {row}") for row, name in enumerate(names)))
        report = shop.build(read, workers=number)
        counts = (report.items, report.new, report.stated, report.changes, report.rejected)
        said.append((counts, [(row.row, row.message) for row in shop.rejected()], shop.store.digest()))
    assert said[0] == said[1]
    assert said[0][0][0] == len(set(names))


def test_an_error_of_a_worker_ends_the_build(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(items: object) -> None:
        raise StoreError("the model is damaged")

    monkeypatch.setattr(shop.recognizer, "recognize", fail)
    with pytest.raises(StoreError, match="the model is damaged"):
        shop.build(rows(*(item(name) for name in "abcdefgh")), workers=2)
    assert shop.store.counts().items == 0
