"""The loop as one command: what the catalog says becomes entries, once; killed jobs go on; bad lines are kept apart."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.demo import SMALL
from tests.acceptance.command import run
from tests.acceptance.small import demo_rows, write_catalog

_STAGES = ("queries", "keys", "judge_keys", "discover", "concepts", "validate", "insert", "publish", "coverage")
#: A value and a brand that the demo's workbook lacks; what each row says of them.
_SAID = "Colour: emerald"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the small demo whose laptops come in a colour that nobody has listed, its backbone, and searches."""
    home = tmp_path_factory.mktemp("shop")
    header, rows = demo_rows()
    specs = header.index("specs")
    part = rows[::18]
    for row in part:
        row[specs] = " | ".join(filter(None, [row[specs], _SAID]))
    write_catalog(home / "catalog.csv", part, header)
    with (home / "searches.csv").open("w", encoding="utf-8", newline="") as handle:
        table = csv.writer(handle)
        table.writerow(("date", "query", "count"))
        for week in range(1, 9):
            table.writerow((f"2026-01-{week * 3:02d}", f"emerald laptop {week}", 10 * week))
            table.writerow((f"2026-01-{week * 3:02d}", f"black laptop {week}", 5))
        table.writerow(("yesterday", "no date", 1))
        table.writerow(("2026-01-02", "no count", "many"))
    (home / "reviews.jsonl").write_text('{"text": "Colour: emerald. Lovely.", "date": "2026-01-05"}\n{"stars": 5}\n')
    return home


def _center(tmp_path: Path) -> Path:
    assert run("ontology", "import", SMALL / "backbone", "--out", tmp_path / "center").code == 0
    return tmp_path / "center"


def _grow(shop: Path, center: Path, *more: str) -> Any:
    inputs = ("--queries", shop / "searches.csv", "--corpus", shop / "reviews.jsonl")
    done = run("ontology", "grow", shop / "catalog.csv", *inputs, "--center", center, "--json", *more)
    assert done.code == 0, done.err
    return done.json


@pytest.fixture(scope="module")
def whole(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, int]:
    """What the job reports where nothing stops it, and how many versions its center has."""
    center = _center(tmp_path_factory.mktemp("whole"))
    return _grow(shop, center), len(_versions(center))


def _versions(center: Path) -> list[dict[str, Any]]:
    lines = (center / "releases" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_what_the_shop_says_becomes_an_entry_once(shop: Path, tmp_path: Path) -> None:
    center = _center(tmp_path)
    told = _grow(shop, center, "--hold-out", "0.5", "--by", "Ana")
    assert told["resumed"] == [] and set(told["seconds"]) == set(_STAGES)
    assert told["documents"]["texts"] == 1 and told["documents"]["query_lines"] == 16
    assert 0 < told["documents"]["query_lines_held_out"] < 16
    listed = run("ontology", "review", "list", "--standing", "any", "--limit", "500", "--center", center, "--json").json
    (emerald,) = (entry for entry in listed if entry["proposal"]["text"] == "emerald")
    demand = emerald["proposal"]["demand"]
    assert 0 < demand["queries"] < 360 and demand["queries_recent"] == demand["queries"]  # not those held out
    assert told["concepts"]["concepts"] == len(listed) == sum(told["votes"]["routes"].values())
    assert sum(told["queued"].values()) + told["inserted"]["entries"] + told["low_value"] == len(listed)
    version = _versions(center)[-1]
    assert (version["release_id"], version["author"]) == (told["release"], "Ana")
    for source, count in (("queries", 2), ("corpus", 1)):
        rejected = run("quarantine", "list", "--source", source, "--center", center, "--json").lines
        assert len(rejected) == count, rejected

    before = (center / "review" / "events.jsonl").read_bytes()
    again = _grow(shop, center, "--hold-out", "0.5", "--by", "Ana")
    assert again["resumed"] == list(_STAGES) and again["release"] == told["release"]
    assert (center / "review" / "events.jsonl").read_bytes() == before and _versions(center)[-1] == version
    # other options are another job over the release as it is now: what was inserted is not found once more
    other = _grow(shop, center, "--least", "1")
    assert other["base"] == told["release"]
    assert not set(_texts(center, told["release"])) & set(_texts(center, other["release"], told["release"]))


def _texts(center: Path, release: str, but: str = "") -> list[str]:
    """Names of values of a release that the other one has not."""
    with itemcenter.open_center(center) as opened:
        names = [{v.name for held in opened.releases.open(name).value_lists for v in held.values} if name else set()
                 for name in (release, but)]  # fmt: skip
    return sorted(names[0] - names[1])


@pytest.mark.parametrize(
    ("stage", "place"),
    [
        ("concepts", "growth/concepts.jsonl"),
        ("judge_keys", "review/events.jsonl"),
        ("discover", "growth/surfaces.jsonl"),
        ("coverage", "growth/coverage.json"),
    ],
)
def test_a_job_that_fails_goes_on_where_it_was(
    shop: Path, whole: tuple[Any, int], tmp_path: Path, stage: str, place: str
) -> None:
    """The failure: a folder stands where the stage leaves something."""
    center = _center(tmp_path)
    block = center / place
    (block / "in the way").mkdir(parents=True)
    inputs = ("--queries", shop / "searches.csv", "--corpus", shop / "reviews.jsonl")
    failed = run("ontology", "grow", shop / "catalog.csv", *inputs, "--center", center)
    assert failed.code not in (0, 70), failed.err
    (block / "in the way").rmdir()
    block.rmdir()
    told = _grow(shop, center)
    assert told["resumed"] == list(_STAGES[: _STAGES.index(stage)])
    for name in ("release", "inserted", "queued", "coverage", "votes", "concepts"):
        assert told[name] == whole[0][name], name
    assert len(_versions(center)) == whole[1]  # put in use once
    assert told["inserted"]["entries"] > 0 and told["release"] != told["base"]


def test_a_job_killed_while_its_release_comes_into_use_says_so_once(
    shop: Path, whole: tuple[Any, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = _center(tmp_path)
    use = ItemCenter.use_release

    def killed(self: ItemCenter, release_id: str, **about: str) -> None:
        use(self, release_id, **about)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, itemcenter.open_center(center) as opened:
        patched.setattr(ItemCenter, "use_release", killed)
        with pytest.raises(KeyboardInterrupt):
            opened.grow_ontology(shop / "catalog.csv", queries=[shop / "searches.csv"], corpus=[shop / "reviews.jsonl"])
    told = _grow(shop, center)
    assert told["resumed"] == ["queries", "keys", "judge_keys", "discover", "concepts", "validate", "insert"]
    assert told["release"] == whole[0]["release"] and len(_versions(center)) == whole[1]
    listed = run("ontology", "review", "list", "--standing", "inserted", "--center", center, "--json").json
    assert len(listed) == told["inserted"]["entries"] > 0


def test_a_release_that_a_person_took_back_stays_back(shop: Path, tmp_path: Path) -> None:
    center = _center(tmp_path)
    told = _grow(shop, center, "--low-value")
    assert told["inserted"]["entries"] > 0 and told["release"] != told["base"]
    assert run("ontology", "rollback", "--center", center).code == 0
    again = _grow(shop, center, "--low-value")
    assert again["release"] == told["release"]
    assert _versions(center)[-1]["release_id"] == told["base"]


def test_facts_are_counted_before_and_after(shop: Path, tmp_path: Path) -> None:
    center = _center(tmp_path)
    told = _grow(shop, center, "--rebuild", "--limit", "20", "--low-value")
    before, after = told["facts"]["before"], told["facts"]["after"]
    assert before["items"] == after["items"] == 20
    assert after["facts"] >= before["facts"] > 0
    assert after["spared_items"] + after["decided_items"] == 20


def test_two_jobs_at_once_are_kept_apart(shop: Path, tmp_path: Path) -> None:
    center = _center(tmp_path)
    with itemcenter.open_center(center) as opened, opened.folder.growing():
        refused = run("ontology", "grow", shop / "catalog.csv", "--center", center)
    assert refused.code not in (0, 70) and "growing the ontology of" in refused.err, refused.err
    assert not (center / "review" / "events.jsonl").exists()


def test_later_proposals_are_judged_by_the_numbers_that_the_catalog_has(tmp_path: Path) -> None:
    center = _center(tmp_path)
    with itemcenter.open_center(center) as opened:
        units = {key.id: key.unit for key in opened.release.keys if key.unit}
    amounts = tmp_path / "amounts.jsonl"

    def ranged(number: float, key: str) -> str:
        proposal = {"kind": "value", "text": f"{number:g} {units[key]}", "key_id": key}  # type: ignore[index]
        amounts.write_text(json.dumps(proposal) + "\n", encoding="utf-8")
        assert run("ontology", "validate", amounts, "--center", center).code == 0
        last = json.loads((center / "review" / "events.jsonl").read_text(encoding="utf-8").splitlines()[-1])
        (verdict,) = (vote["verdict"] for vote in last["decision"]["votes"] if vote["judge"] == "range")
        return str(verdict)

    assert run("ontology", "discover", SMALL / "catalog.csv", "--out", tmp_path / "found", "--center", center).code == 0
    measured = json.loads((center / "review" / "measured.json").read_text(encoding="utf-8"))
    key, numbers = max(measured.items(), key=lambda entry: len(entry[1]))
    assert ranged(1000 * max(numbers), key) == "reject" and ranged(max(numbers), key) == "pass"
    (center / "review" / "measured.json").unlink()
    assert ranged(max(numbers), key) == "unclear"
